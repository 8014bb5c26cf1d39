"""The page's own matters: the form, links, voices, tabs, and events that nobody knows."""

import json

import pytest

from app.rooms.find.state import FindState
from app.rooms.sort.state import SortState
from app.rooms.story.state import Telling
from app.shell.keeping import kept_state
from app.state import State
from app.ui.frame import screen
from hearthside.story import Recipe
from hearthside.wire import Code
from tests.unit.app.house import FORM, house, told
from tests.unit.hostile import spoiled


@pytest.mark.portable
async def test_every_part_of_the_kept_state_is_checked_and_spoils_no_other() -> None:
    home = await told()
    await home.do("fragment", fragment="#route")
    await home.do("route.rows", rows="one\ntwo")
    kept = home.kept
    assert kept_state(kept).of(Telling).story == home.app.state.of(Telling).story
    for name, text in kept.items():
        others = {part: value for part, value in kept.items() if part != name}
        unspoiled = kept_state(others)
        for wrong in spoiled(json.loads(text), most=8):
            state = kept_state({**others, name: wrong})
            assert screen(state).text
            for part in (SortState, FindState):
                if not part.__name__.lower().startswith(name):
                    assert state.of(part) == unspoiled.of(part), (name, wrong)
            assert name == "place" or state.place == unspoiled.place, wrong
    assert kept_state({}) == State()
    assert kept_state({"place": '"cellar"', "story": "[", "unknown": "1"}) == State()


async def test_what_is_kept_is_written_only_where_it_changed() -> None:
    """By identity: a click writes nothing, however much was routed."""
    home = await told()
    await home.do("fragment", fragment="#route")
    await home.do("route.rows", rows="\n".join(f"text {n}" for n in range(60)))
    assert len(json.loads(home.kept["rows"])["rows"]) == 60
    before = len(home.notes)
    await home.do("tabs", others=1)
    await home.do("fragment", fragment="#shelf")
    parts = [set(data["parts"]) for topic, data in home.notes[before:] if topic == "keep"]
    assert parts == [{"place"}]


async def test_a_recipe_link_is_shown_and_never_told_by_itself() -> None:
    home = await told()
    await home.do("copy.link")
    fragment = home.effects("link")[-1]["fragment"]
    recipe = Recipe.from_fragment(fragment.removeprefix("#recipe="))
    assert recipe.seed == 7

    guest = house("large")
    await guest.start(fragment=fragment, settings={"model": "large"})
    assert guest.app.state.of(Telling).story is None
    assert "Someone shared a recipe with you" in guest.text
    assert "told by small; here it is large" in guest.text
    assert not guest.effects("fill")
    await guest.do("fill.shared")
    assert guest.effects("fill")[-1]["fields"]["hero"] == "Mila"
    assert guest.effects("fill")[-1]["fields"]["seed"] == "7"

    twin = house("small")
    await twin.start(fragment=fragment)
    await twin.do("tell.shared")
    assert twin.app.state.of(Telling).story == home.app.state.of(Telling).story


async def test_a_broken_recipe_link_says_so_and_loses_nothing() -> None:
    home = await told()
    story = home.app.state.of(Telling).story
    await home.do("fragment", fragment="#recipe=%3Cscript%3E")
    assert "This recipe link cannot be read." in home.text
    assert home.app.state.of(Telling).story == story


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("hero", "x" * 100_000, "100,000"),
        ("hero", "\x00\x01\x02", "no letters"),
        ("seed", "-3", "whole number"),
        ("seed", "9" * 40, "whole number"),
        ("temperature", "warm", "number"),
        ("temperature", "99", "from 0 to 5"),
        ("top_k", "2.5", "number"),
    ],
)
async def test_a_bad_field_is_named_beside_the_field(name: str, value: str, part: str) -> None:
    home = house("small")
    await home.start()
    await home.do("tell", **{**FORM, name: value})
    state = home.app.state
    assert state.of(Telling).story is None
    assert state.error is not None
    assert (state.error.code, state.error.detail) == (Code.FORM_INVALID, name)
    assert f'id="wrong-{name}"' in home.html
    assert part in home.text


async def test_markup_in_a_name_stays_text_everywhere() -> None:
    home = house("small")
    await home.start()
    await home.do("tell", **{**FORM, "hero": "<b onclick=alert(1)>Mila</b>"})
    await home.do("fragment", fragment="#shelf")
    for topic, data in home.notes:
        if topic == "screen":
            assert "<b " not in data["html"]


async def test_surprises_never_overwrite_typed_words() -> None:
    home = house("small")
    await home.start()
    await home.do("surprise", hero="Mila", place="", wish="")
    fields = home.effects("fill")[-1]["fields"]
    assert "hero" not in fields
    assert fields["place"]
    await home.do("surprise", hero="Mila", place=fields["place"], wish="my own")
    assert set(home.effects("fill")[-1]["fields"]) == {"place"}


async def test_only_voices_of_this_device_are_offered() -> None:
    home = await told()
    far = {"name": "Far", "language": "en", "local": False}
    near = {"name": "Near", "language": "en", "local": True}
    await home.do("voices", voices=[far])
    assert "would send the story to a server" in home.text
    await home.do("voices", voices=[far, near])
    assert "Near (en)" in home.text
    assert "Far (en)" not in home.text
    await home.do("speak")
    assert home.effects("speak")[-1]["text"].startswith(home.app.state.of(Telling).title)
    await home.do("speech", stage="speaking")
    assert "Pause" in home.text


async def test_an_event_nobody_knows_is_refused() -> None:
    home = house()
    await home.start()
    with pytest.raises(Exception, match="no event"):
        await home.do("no.such.thing")
