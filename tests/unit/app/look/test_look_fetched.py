"""The Look & listen room before and beside an answer: what is fetched and told, what ends."""

import pytest

from app.rooms.look.handlers import GIVEN_EVENT
from hearthside.wire import Op
from tests.unit.app.look.test_look_room import PICTURE, SEER, asked, look, visitor

PARTS = {"text": 3_130_000_000, "image": 99_000_000, "audio": 171_000_000}
NEEDS = {"memory_bytes": 1_820_000_000, "largest_bytes": 201_326_592, "token_ms": 200}


async def test_whose_files_they_are_and_what_comes_later_is_told_before_a_click() -> None:
    far = SEER | {"parts": PARTS, "hub": "hub.example"}
    home = await visitor(loaded=False, models=[far])
    assert "Accept the terms and download 3.1 GB" in home.text
    assert "99 MB more with the first picture, 171 MB with the first sound" in home.text
    assert "come from <bdi>hub.example</bdi>, not from this site" in home.html


async def test_how_far_what_reads_pictures_is_is_told_until_something_is_said() -> None:
    home = await visitor()
    home.device.enqueue("A cat.")
    await home.do(GIVEN_EVENT, **PICTURE)
    await asked(home, "describe")
    told = [one["text"] for one in home.effects("text") if one["target"] == "look-part"]
    assert told == ["What reads pictures is fetched once: 20 MB of 100 MB", ""]
    assert look(home).fetching == "" and look(home).answers[0].text == "A cat."
    kinds = [args["kind"] for op, args in home.device.calls if op is Op.MEDIA_FETCH]
    assert set(kinds) == {"image"}


async def test_the_screen_stays_on_while_a_model_is_at_work_and_no_longer() -> None:
    home = await visitor()
    home.device.enqueue("A cat.")
    await home.do(GIVEN_EVENT, **PICTURE)
    before = len(home.effects("wake"))
    await asked(home, "describe")
    assert [one["on"] for one in home.effects("wake")][before:] == [True, False]
    assert [one["on"] for one in home.effects("wake")][:before] == [True, False]


@pytest.mark.parametrize(
    ("said", "taken"),
    [("6", 6.0), ("0", 0.0), ("-4", 0.0), ("9000", 60.0), ("nan", 3.0), ("inf", 3.0), ("x", 3.0)],
)
async def test_when_a_recording_ends_is_a_persons_choice_within_bounds(
    said: str, taken: float
) -> None:
    home = await visitor(loaded=False)
    await home.do("look.record", **{"look-after_s": said})
    assert home.effects("media.record")[-1]["hush"]["after_s"] == taken


async def test_without_a_graphics_card_it_says_how_slow_it_is_and_what_memory_it_takes() -> None:
    large = {**SEER, "parts": PARTS, "processor": NEEDS}
    home = await visitor(loaded=False, models=[large])
    assert "Runs on: the processor" in home.text
    assert "slow for a model of this size: where it was measured, on two cores, a" in home.text
    assert "a word took 0.3 seconds. It takes 1.8 GB of memory; this device tells of 8" in home.text
    await home.do("look.load", model="seer")
    assert "is ready." in home.text


async def test_where_it_needs_a_card_and_there_is_none_nothing_can_be_fetched() -> None:
    home = await visitor(loaded=False, models=[{**SEER, "parts": PARTS, "processor": None}])
    assert "It cannot run here: it needs a graphics card, and this browser offers no" in home.text
    assert 'data-event="look.load"' not in home.html
