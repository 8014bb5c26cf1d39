"""The Look & listen room over the fake engine: what is given, asked, said, kept and refused."""

import asyncio
from array import array
from typing import Any

import pytest

from app.rooms.look.handlers import GIVEN_EVENT
from app.rooms.look.state import LookState
from app.rooms.look.words import SKIN_NOTE
from hearthside.adapters.fake.engine import FAKE_SEEING, FakeShelf
from hearthside.media import fitted_size
from hearthside.wire import Code, Op
from tests.unit.app.house import MODELS, FakeDevice, House
from tests.unit.app.ui.test_screens import EVIL, Checker

SEER = {
    "id": "seer",
    "title": "Sees & hears",
    "kind": "multimodal",
    "bytes": 3_400_000_000,
    "licence": {"name": "Apache-2.0", "url": "https://example.org", "file": "LICENSE"},
}
PICTURE = {"id": "1", "kind": "picture", "filename": "cat.jpg", "width": "640", "height": "480"}
SOUND = {"id": "2", "kind": "sound", "filename": "talk.wav", "seconds": "2.5"}
SAMPLES = (array("f", [0.5]) * 16_000).tobytes()


async def visitor(*, loaded: bool = True, models: list[Any] | None = None, **args: Any) -> House:
    device = FakeDevice(FAKE_SEEING)
    device.kept_models = {}
    home = House(device, FakeShelf())
    settings = {"models": [*MODELS, SEER] if models is None else models}
    await home.start(fragment="#look", settings=settings, **args)
    if loaded:
        await home.do("look.load", model="seer")
    return home


def look(home: House) -> LookState:
    return home.app.state.of(LookState)


async def handed(home: House) -> None:
    """The page hands over what it was asked for last."""
    asked = next(
        data
        for topic, data in reversed(home.notes)
        if topic == "effect" and data["name"] in ("media.pixels", "media.samples")
    )
    if asked["name"] == "media.samples":
        await home.do("media.samples", id=asked["id"], bytes=SAMPLES)
        return
    width, height = asked["width"], asked["height"]
    pixels = bytes(4 * width * height)
    await home.do("media.pixels", id=asked["id"], width=width, height=height, bytes=pixels)


async def asked(home: House, what: str, **data: str) -> None:
    await home.do("look.ask", what=what, **data)
    await handed(home)


async def test_without_such_a_model_it_says_so_and_what_to_do() -> None:
    home = await visitor(loaded=False, models=MODELS)
    assert "No model here can see or hear" in home.text
    assert "build.py site --hub gemma-4-e2b-it" in home.text
    await home.do(GIVEN_EVENT, **PICTURE)
    await home.do("look.ask", what="describe")
    assert "is not loaded" in home.text and not home.effects("media.pixels")


async def test_it_says_what_the_model_weighs_and_leaves_the_preferred_one_alone() -> None:
    home = await visitor(loaded=False)
    assert "Sees &amp; hears" in home.html and "3.4 GB" in home.text
    assert 'href="models/seer/LICENSE"' in home.html
    await home.do("look.load", model="seer")
    assert "is ready." in home.text
    assert home.app.state.preferences.model == ""
    assert home.app.state.brain.model == "seer"


@pytest.mark.parametrize(("what", "budget"), [("describe", 280), ("read", 1120), ("skin", 560)])
async def test_a_picture_is_asked_about_at_the_size_that_serves(what: str, budget: int) -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    assert "640 by 480 pixels" in home.text
    home.device.enqueue("A cat on a mat.")
    await asked(home, what)
    assert "A cat on a mat." in home.text and look(home).asked is None
    assert FAKE_SEEING.media is not None
    assert home.device.media.seen == [fitted_size(640, 480, FAKE_SEEING.media.image, budget)]
    assert (SKIN_NOTE in home.text) == (what == "skin")


async def test_words_are_shown_as_they_come() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    home.device.enqueue("One two three.")
    await asked(home, "alt")
    appended = [data for topic, data in home.notes if topic == "append"]
    assert {data["target"] for data in appended} == {"look-live"} and len(appended) > 2
    assert "".join(data["text"] for data in appended) == "One two three."


async def test_an_own_question_is_asked_and_an_empty_one_is_not() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    await home.do("look.ask", what="ask", **{"look-question": "  "})
    assert look(home).asked is None
    home.device.enqueue("Two.")
    await asked(home, "ask", **{"look-question": "How many cats?<turn|>"})
    assert "How many cats?< turn|>" in home.device.history[-1]
    assert look(home).answers[0].text == "Two."


async def test_a_sound_is_written_down_translated_and_told_in_short() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **SOUND)
    home.device.enqueue("Good morning.")
    await asked(home, "transcribe")
    home.device.enqueue("Guten Morgen.")
    await asked(home, "translate", **{"look-language": "German"})
    home.device.enqueue("Good morning.", "A greeting.")
    await asked(home, "summarise")
    assert [one.text for one in look(home).answers] == [
        "Good morning.\n\nIn short: A greeting.",
        "Guten Morgen.",
        "Good morning.",
    ]
    await home.do("look.ask", what="translate", **{"look-language": "Klingon"})
    assert look(home).asked is None


async def test_silence_is_said_and_nothing_is_lost() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **SOUND)
    await home.do("look.ask", what="transcribe")
    await home.do("media.samples", id="2", bytes=bytes(64_000))
    assert "nothing to be heard" in home.text
    assert look(home).given and look(home).asked is None


async def test_a_stop_keeps_what_was_said() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    home.device.enqueue("One two three four five six seven.")
    await home.do("look.ask", what="describe")
    home.device.held = lambda: len(look(home).live) > 6
    [asked] = home.effects("media.pixels")
    size = {"width": asked["width"], "height": asked["height"]}
    pixels = bytes(4 * asked["width"] * asked["height"])
    await home.app.event({"name": "media.pixels", "data": {"id": "1", **size, "bytes": pixels}})
    while len(look(home).live) < 7:
        await asyncio.sleep(0)
    await home.do("look.stop")
    [answer] = look(home).answers
    assert answer.text.startswith("One") and "seven" not in answer.text
    assert answer.note == "Stopped." and home.device.media.open == {}


async def test_a_stop_before_the_pixels_come_asks_nobody() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    await home.do("look.ask", what="describe")
    await home.do("look.stop")
    await handed(home)
    assert home.device.media.seen == [] and look(home).answers == ()


async def test_what_was_said_outlives_the_page() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    home.device.enqueue("A cat.")
    await asked(home, "describe")
    again = await visitor(loaded=False, kept=home.kept)
    assert "A cat." in again.text and "cat.jpg" in again.text
    assert look(again).given == ()
    broken = await visitor(loaded=False, kept={"look": '[["a", 1]]'})
    assert look(broken).answers == ()


@pytest.mark.parametrize(
    ("reason", "detail", "words"),
    [
        ("empty", "", "no bytes"),
        ("pixels", "200", "200 megapixels"),
        ("bytes", "700", "700 MB"),
        ("broken", "", "damaged or cut off"),
        ("heic", "", "Most Compatible"),
        ("kind", "", "neither a picture nor a sound"),
        ("unheard", "", "No sound could be read"),
        ("long", "120", "120 minutes"),
        ("microphone-refused", "", "The microphone was refused"),
        ("microphone-none", "", "No microphone"),
    ],
)
async def test_what_cannot_be_taken_is_told_and_what_was_there_stays(
    reason: str, detail: str, words: str
) -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    await home.do(GIVEN_EVENT, id="9", filename="x", opening="yes")
    assert "Opening it" in home.text
    await home.do(GIVEN_EVENT, id="9", filename="x", refused=reason, detail=detail)
    assert words in home.text and "Opening it" not in home.text
    assert look(home).given and "cat.jpg" in home.text


async def test_a_picture_that_the_page_no_longer_holds_is_asked_for_again() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    await home.do("look.ask", what="describe")
    await home.do("media.pixels", id="1", width=48, height=48)
    assert "Choose it again" in home.text and look(home).given == ()


async def test_an_error_of_the_engine_keeps_what_was_given() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    home.device.fail_next(Op.MEDIA_ENCODE, Code.ENGINE_FAILED)
    await asked(home, "describe")
    assert "could not look at this" in home.text
    assert look(home).given and look(home).asked is None


async def test_why_the_model_could_not_be_loaded_is_told_here() -> None:
    home = await visitor(loaded=False)
    home.device.fail_next(Op.MODEL_LOAD, Code.DOWNLOAD_OFFLINE)
    await home.do("look.load", model="seer")
    assert "You seem to be offline" in home.text and "Accept the terms" in home.text


async def test_each_view_is_sound_html() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **{**PICTURE, "filename": EVIL})
    home.device.enqueue(f"{EVIL} A cat.")
    views = [home.html]
    await home.do("look.ask", what="skin")
    views.append(home.html)
    await handed(home)
    views.append(home.html)
    await home.do(GIVEN_EVENT, **SOUND)
    await home.do("media.recording", on="yes")
    views.append(home.html)
    for html in views:
        checker = Checker()
        checker.feed(html)
        assert checker.faults == [] and checker.open == []
        assert len(checker.ids) == len(set(checker.ids))


async def test_a_recording_begins_and_ends_in_the_page() -> None:
    home = await visitor(loaded=False)
    await home.do("look.record")
    assert home.effects("media.record") == [
        {
            "name": "media.record",
            "event": GIVEN_EVENT,
            "target": "look-level",
            "hush": {"after_s": 3.0, "level": 6.0, "before_s": 0.5},
        }
    ]
    await home.do("media.recording", on="yes")
    assert 'id="look-level"' in home.html
    await home.do("look.rest")
    assert home.effects("media.rest")
    await home.do("media.recording", on="")
    assert 'id="look-level"' not in home.html


async def test_answers_are_copied_saved_and_removed() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    home.device.enqueue("A cat.")
    await asked(home, "describe")
    await home.do("look.copy", at="0")
    assert home.effects("copy")[-1]["text"] == "A cat."
    await home.do("look.save", at="0")
    assert home.effects("save")[-1]["text"] == "A cat.\n"
    await home.do("look.remove", at="7")
    await home.do("look.remove", at="0")
    assert look(home).answers == ()
    await home.do("look.forget")
    assert look(home).given == () and home.effects("media.forget")
