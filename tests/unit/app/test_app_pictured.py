"""A picture that a story begins with: given, looked at, told in the form, shown, put away."""

import asyncio
import json
from typing import Any

import pytest

from app.rooms.story.screen.opening import GIVEN_EVENT
from app.rooms.story.state import FormState, Telling
from hearthside.errors import error_of
from hearthside.wire import Code
from tests.unit.app.house import FORM, MODELS, House
from tests.unit.app.look.test_look_room import PICTURE, SOUND, handed, visitor
from tests.unit.story.outlines.test_pictured import BOAT, said

GIVEN = {**PICTURE, "preview": "blob:boat"}
EMPTY = {"hero": "", "place": "", "wish": "", "opening": ""}


async def at_home(*, loaded: bool = True) -> House:
    home = await visitor(loaded=loaded)
    await home.do("fragment", fragment="#story")
    return home


async def looked(home: House, **typed: str) -> None:
    await home.do(GIVEN_EVENT, **GIVEN)
    await home.do("story.see", **EMPTY | typed)
    await handed(home)


def filled(home: House) -> dict[str, str]:
    fields: dict[str, str] = home.effects("fill")[-1]["fields"]
    return fields


def form_of(home: House) -> FormState:
    return home.app.state.of(FormState)


async def test_what_is_seen_fills_what_is_empty_and_never_a_person_s_words() -> None:
    home = await at_home()
    home.device.enqueue(said())
    await looked(home, hero="Mila, a fox")
    assert filled(home) == {
        "opening": "A red boat lies on a beach.",
        "place": "a beach",
        "wish": "to sail again",
    }
    assert not form_of(home).busy and home.device.media.open == {}
    # Looked at again, only what came from the picture makes way.
    home.device.enqueue(said(place="the sea", wish="to swim"))
    await home.do("story.see", hero="Mila", place="a beach", wish="to sing", opening="mine")
    await handed(home)
    assert filled(home) == {"opening": "A red boat lies on a beach.", "place": "the sea"}


@pytest.mark.parametrize(("typed", "asked"), [("de", "Deutsch"), ("en", ""), ("xx", "")])
async def test_it_is_said_in_the_language_of_the_story(typed: str, asked: str) -> None:
    home = await at_home()
    home.device.enqueue(said(picture="Ein rotes Boot liegt am Strand."))
    await looked(home, language=typed)
    prompt = home.device.history[-1]
    assert ("in this language" in prompt) == bool(asked) and asked in prompt
    assert filled(home)["opening"] == "Ein rotes Boot liegt am Strand."


async def test_the_story_shows_the_picture_until_it_is_put_away() -> None:
    home = await at_home()
    home.device.enqueue(said())
    await looked(home)
    await home.do("plan", **FORM, opening=BOAT, language="de", seed="7")
    assert 'src="blob:boat" alt="a red boat lies on the beach"' in home.html
    await home.do("story.picture.forget")
    assert home.app.state.of(Telling).picture == "" and "blob:boat" not in home.html
    assert home.effects("media.forget")[-1]["ids"] == ["1"]
    # A story with no opening shows none.
    await home.do("begin")
    await looked_at_none(home)


async def looked_at_none(home: House) -> None:
    await home.do(GIVEN_EVENT, **{**GIVEN, "id": "7"})
    await home.do("plan", **FORM, opening=BOAT, language="de", seed="7")
    assert home.app.state.of(Telling).picture == "", "nobody looked at it"


async def test_without_eyes_it_says_what_sees_and_a_sentence_still_begins_a_story() -> None:
    home = await at_home(loaded=False)
    assert "Sees &amp; hears can say what is in a picture of yours" in home.html
    assert GIVEN_EVENT not in home.html
    bare = await visitor(loaded=False, models=MODELS)
    assert "Begin with a sentence of your own" in bare.text and "a picture, or" not in bare.text
    await home.do("story.see", **EMPTY)
    await home.do("story.see.stop")
    await home.do("story.picture.forget")
    assert not home.effects("media.pixels") and not form_of(home).busy


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"refused": "pixels", "detail": "200"}, "200 megapixels"),
        ({"refused": "heic", "detail": ""}, "HEIC"),
        (SOUND, "A story begins with a picture"),
    ],
)
async def test_what_is_no_picture_is_refused_in_the_field(told: dict[str, str], says: str) -> None:
    home = await at_home()
    await home.do(GIVEN_EVENT, id="2", filename="x", opening="yes")
    assert "Opening it" in home.text
    await home.do(GIVEN_EVENT, **{"id": "2", "filename": "x", **told})
    assert says in home.text and "Opening it" not in home.text
    assert form_of(home).picture is None


async def test_one_picture_at_a_time_and_the_same_one_once() -> None:
    home = await at_home()
    await home.do(GIVEN_EVENT, **GIVEN)
    await home.do(GIVEN_EVENT, **GIVEN)
    assert not home.effects("media.forget"), "a new mind is told of what the page holds"
    await home.do(GIVEN_EVENT, **{**GIVEN, "id": "2"})
    assert [one["ids"] for one in home.effects("media.forget")] == [["1"]]
    picture = form_of(home).picture
    assert picture is not None and picture.id == "2"


async def busy(home: House) -> None:
    """The model looks at the picture, and does not come to an end by itself."""
    await home.do(GIVEN_EVENT, **GIVEN)
    await home.do("story.see", **EMPTY)
    home.device.held = lambda: True
    asked = home.effects("media.pixels")[-1]
    size = {"width": asked["width"], "height": asked["height"]}
    pixels = bytes(4 * size["width"] * size["height"])
    await home.do_now("media.pixels", id=asked["id"], bytes=pixels, **size)
    for _ in range(20):
        await asyncio.sleep(0)


async def test_while_it_looks_nothing_else_begins_and_it_can_be_stopped() -> None:
    home = await at_home()
    home.device.enqueue(said())
    await busy(home)
    assert home.app.state.busy and "Stop looking" in home.text
    await home.do_now("tell", **FORM)
    await home.do_now("story.picture.forget")
    await home.do_now(GIVEN_EVENT, **{**GIVEN, "id": "2"})
    assert not home.app.state.of(Telling).busy and form_of(home).busy
    gone = [one["ids"] for one in home.effects("media.forget")]
    assert gone == [["2"]], "another one is not taken now"
    home.device.held = lambda: False
    await home.do("story.see.stop")
    assert not form_of(home).busy and not home.effects("fill")
    assert home.device.media.open == {} and home.device.open_caches == 0
    assert "Look at the picture" in home.text


async def test_a_model_that_says_nothing_and_one_that_fails_leave_the_form_as_it_was() -> None:
    home = await at_home()
    for _ in range(3):
        home.device.enqueue("{}")
    await looked(home)
    assert "The model did not say what is in the picture" in home.text
    assert not home.effects("fill") and not form_of(home).busy

    async def lost(*_: Any, **__: Any) -> Any:
        raise error_of(Code.ENGINE_LOST, "gone")

    home.device.encode_image = lost  # type: ignore[method-assign]
    await home.do("story.see", **EMPTY)
    await handed(home)
    assert "The model stopped and was restarted." in home.text and not form_of(home).busy


async def test_pixels_that_are_gone_or_not_asked_for_go_nowhere() -> None:
    home = await at_home()
    await home.do(GIVEN_EVENT, **GIVEN)
    await home.do("media.pixels", id="1", width=1, height=1, bytes=b"1234")
    assert not home.device.media.seen
    await home.do("story.see", **EMPTY)
    await home.do("media.pixels", id="9", width=1, height=1, bytes=b"1234")
    assert form_of(home).busy
    await home.do("media.pixels", id="1")
    assert "not here any more" in home.text and form_of(home).picture is None


async def test_what_the_model_says_is_text_in_the_page() -> None:
    home = await at_home()
    home.device.enqueue(said(picture="<img src=x onerror=alert(1)> a boat"))
    await home.do(GIVEN_EVENT, **{**GIVEN, "filename": "<b>boat</b>.png"})
    assert "<b>boat" not in home.html
    await home.do("story.see", **EMPTY)
    await handed(home)
    assert json.dumps(filled(home)).count("<img") == 1, "a field takes it as it is"
    await home.do("plan", **FORM, opening=filled(home)["opening"], language="de")
    assert "<img src=x" not in home.html
