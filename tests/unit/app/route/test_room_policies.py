"""The policy in hand: chosen, changed, faulty, named, deleted, reset, carried out and in."""

import json

import pytest

from app.rooms.route.samples import SAMPLES, sample_of
from hearthside.adapters.fake.engine import FakeShelf
from tests.unit.app.route.visitor import in_the_room, room, with_small, written
from tests.unit.route.policies import SMALL


async def test_the_room_begins_with_the_clinic_and_its_warning_in_sight() -> None:
    home = await in_the_room()
    policy = room(home).policy
    assert policy.card.key == "clinic"
    assert policy.text == written(home) == SAMPLES[0].text
    assert policy.summary is not None
    assert policy.summary.warning in home.text
    assert 'id="route-warning"' in home.html
    assert SAMPLES[0].text[:60] not in home.html  # the page's field holds it, no screen does


@pytest.mark.parametrize("name", ["clinic", "support", "email", "odd"])
async def test_every_sample_is_sound_and_says_what_it_is(name: str) -> None:
    home = await in_the_room()
    await home.do("route.choose", value=name)
    policy = room(home).policy
    assert policy.fault is None
    assert policy.summary is not None
    assert policy.summary.warning in home.text
    sample = sample_of(name)
    assert sample is not None
    assert written(home) == sample.text
    assert len(sample.rows) >= 20


async def test_a_changed_sample_becomes_a_copy_of_ones_own_and_the_sample_stays() -> None:
    home = await in_the_room()
    text = SAMPLES[0].text.replace("threshold = 0.7", "threshold = 0.6")
    await home.do("route.policy.typed", **{"policy-text": text.replace("\n", "\r\n")})
    policy = room(home).policy
    assert policy.card.own
    assert policy.card.name == "Clinic triage (an example), my own"
    assert policy.text == text
    [(key, document)] = await home.shelf.list("policies")
    assert key == policy.card.key
    assert json.loads(document)["text"] == text
    await home.do("route.policy.typed", **{"policy-text": text + "\n# more"})
    assert len(await home.shelf.list("policies")) == 1
    await home.do("route.choose", value="clinic")
    assert written(home) == SAMPLES[0].text
    await home.do("route.choose", value=key)
    assert written(home) == text + "\n# more"


async def test_a_fault_is_said_with_its_line_and_nothing_is_lost() -> None:
    home = await with_small()
    await home.do("route.go", text="There is a fire")
    faulty = SMALL.replace('doubt = "ask"', 'doubt = "aks"')
    await home.do("route.policy.typed", **{"policy-text": faulty})
    fault = room(home).policy.fault
    assert fault is not None
    assert fault.line == faulty.splitlines().index('doubt = "aks"') + 1
    assert f"Line {fault.line}" in home.text
    assert "did you mean" in home.text
    assert "The policy was changed since" in home.text
    assert "Only a test." in home.text  # the warning of the last sound text stays in sight
    await home.do("route.line", line=str(fault.line))
    assert home.effects("line")[-1] == {
        "name": "line", "target": "route-policy", "line": fault.line
    }  # fmt: skip
    await home.do("route.go", text="There is a fire")
    assert home.app.state.error is not None
    kept = json.loads(dict(await home.shelf.list("policies"))[room(home).policy.card.key])
    assert kept["text"] == faulty
    await home.do("route.policy.typed", **{"policy-text": SMALL})
    assert room(home).policy.fault is None
    assert "The policy is valid." in home.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("= =", "Line 1"),
        ("title = 'x'", "2 to 50 routes"),
        ("[" * 3000, "nested too deeply"),
        ("x" * 300_000, "200,000"),
        ("\ufeff\x00", "Line 1"),
    ],
)
async def test_no_text_is_too_broken_to_be_kept(text: str, said: str) -> None:
    home = await in_the_room()
    await home.do("route.policy.typed", **{"policy-text": text})
    assert room(home).policy.fault is not None
    assert said in home.text
    assert room(home).policy.text == text


async def test_own_policies_are_named_deleted_and_put_back() -> None:
    home = await with_small()
    key = room(home).policy.card.key
    assert room(home).policy.card.name == "Doors"
    await home.do("route.rename")
    assert 'name="policy-name"' in home.html
    await home.do("route.name", **{"policy-name": " My <doors> "})
    assert "My &lt;doors&gt;" in home.html
    await home.do("route.delete")
    assert room(home).policy.card.key == "clinic"
    assert await home.shelf.list("policies") == []
    await home.do("route.undo")
    assert room(home).policy.card.key == key
    assert room(home).policy.card.name == "My <doors>"
    assert written(home) == SMALL


async def test_two_of_one_name_can_be_told_apart() -> None:
    home = await with_small()
    await home.do("route.policy.open", text=SMALL)
    assert [card.name for card in room(home).policy.own] == ["Doors", "Doors 2"]
    assert len(await home.shelf.list("policies")) == 2


async def test_reset_brings_the_sample_back_and_the_changes_too() -> None:
    home = await in_the_room()
    text = SAMPLES[0].text + "\n# mine"
    await home.do("route.policy.typed", **{"policy-text": text})
    await home.do("route.reset")
    assert room(home).policy.card.key == "clinic"
    assert written(home) == SAMPLES[0].text
    assert "Undo reset" in home.text
    await home.do("route.undo")
    assert written(home) == text


async def test_a_policy_is_saved_as_a_file_and_opened_again_even_when_faulty() -> None:
    home = await with_small()
    await home.do("route.policy.save")
    saved = home.effects("save")[-1]
    assert (saved["filename"], saved["text"]) == ("doors.toml", SMALL)
    await home.do("route.policy.open", text="doubt = 3\r\n")
    policy = room(home).policy
    assert policy.fault is not None
    assert policy.card.name == "A policy from a file"
    assert written(home) == "doubt = 3\n"
    await home.do("route.policy.open", text="")
    assert "The file is empty" in home.text
    assert room(home).policy.text == "doubt = 3\n"


async def test_a_new_mind_takes_up_the_policy_and_hears_what_was_typed_meanwhile() -> None:
    home = await with_small()
    text = SMALL + "\n# typed before the mind was lost"
    heir = await in_the_room(shelf=home.shelf, kept=home.kept, settings={"revived": True})
    assert room(heir).policy.text == SMALL
    assert not heir.effects("fill")  # what stands in the field is newer than any mind
    await heir.do("route.policy.typed", **{"policy-text": text})
    assert room(heir).policy.text == text
    assert len(await heir.shelf.list("policies")) == 1


async def test_a_sample_in_hand_stays_it_after_a_loss() -> None:
    home = await in_the_room()
    await home.do("route.choose", value="odd")
    heir = await in_the_room(kept=home.kept, settings={"revived": True})
    odd = sample_of("odd")
    assert odd is not None
    assert room(heir).policy.card == odd.card
    await heir.do("route.policy.typed", **{"policy-text": odd.text})
    assert not room(heir).policy.card.own


async def test_damaged_documents_and_full_disks_lose_nothing() -> None:
    shelf = FakeShelf()
    await shelf.put("policies", "broken", "{")
    home = await in_the_room(shelf=shelf)
    assert room(home).policy.own == ()
    await home.do("route.choose", value="broken")
    assert home.app.state.error is not None
    assert room(home).policy.card.key == "clinic"
    assert len(await shelf.list("policies")) == 1
