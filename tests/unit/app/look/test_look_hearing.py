"""The Look & listen room while somebody speaks: written down meanwhile, stopped, late, lost."""

import asyncio
import json
from array import array

import pytest

from app.rooms.look.handlers import GIVEN_EVENT
from app.rooms.look.handlers.recording import HEARD_EVENT
from app.rooms.look.state import lasting
from app.rooms.look.words import STILL_RECORDING
from hearthside.wire import Code, Op
from tests.unit.app.house import House
from tests.unit.app.look.test_look_room import PICTURE, SOUND, handed, look, visitor

QUIET = bytes(4 * 16_000)
SPOKEN = (array("f", [0.3, -0.3]) * 8_000).tobytes()
SAID = SPOKEN * 6 + QUIET  # a piece, and the pause behind it


async def begun() -> House:
    """A page in which somebody has begun to speak."""
    home = await visitor()
    await home.do("look.record")
    assert home.effects("media.record")[-1]["heard"] == HEARD_EVENT
    await home.do_now("media.recording", on="yes", heard=HEARD_EVENT)
    return home


async def until_said(home: House, text: str) -> None:
    while text not in look(home).live:
        await asyncio.sleep(0)


async def over(home: House) -> None:
    """The page ends the recording, and holds it."""
    await home.do_now("media.recording", on="")
    await home.do(GIVEN_EVENT, **SOUND)


async def test_words_stand_there_while_it_goes_on_and_the_whole_at_its_end() -> None:
    home = await begun()
    assert "It is written down as you speak." in home.text and "look-level" in home.html
    home.device.enqueue("Good morning.", "How are you?")
    await home.do_now(HEARD_EVENT, bytes=SAID)
    await until_said(home, "Good morning.")
    await home.do_now(HEARD_EVENT, bytes=SPOKEN)
    assert look(home).recording and look(home).answers == ()
    await over(home)
    [answer] = look(home).answers
    assert (answer.text, answer.note) == ("Good morning. How are you?", "")
    assert answer.about == "Recording" and look(home).given[0].name == "talk.wav"
    told = [one["text"] for one in home.effects("announce")]
    assert "Good morning." in told and "How are you?" in told, "each piece once, when it is whole"
    assert sum(home.device.media.heard) == 8 * 16_000, "each sample once"


async def test_samples_come_without_a_new_screen_for_each() -> None:
    home = await begun()
    before = len(home.notes)
    for _ in range(4):
        await home.do_now(HEARD_EVENT, bytes=SPOKEN)
    assert {topic for topic, _ in home.notes[before:]} <= {"effect"}
    await over(home)


@pytest.mark.parametrize("why", ["no model", "a browser that cannot", "a person's choice", "work"])
async def test_else_a_recording_is_as_it_was(why: str) -> None:
    home = await visitor(loaded=why != "no model")
    if why == "work":
        await home.do(GIVEN_EVENT, **PICTURE)
        await home.do("look.ask", what="describe")
    await home.do("look.record", **{"look-words": "later" if why == "a person's choice" else "now"})
    asked = home.effects("media.record")[-1]
    assert ("heard" in asked) == (why == "a browser that cannot")
    await home.do("media.recording", on="yes", heard="")
    await home.do(HEARD_EVENT, bytes=SAID)
    await home.do("look.stop")
    await over(home)
    assert not look(home).hears and home.device.media.heard == []
    assert look(home).answers == () and look(home).given[0].kind == "sound"


async def test_a_stop_keeps_the_words_and_the_recording_goes_on() -> None:
    home = await begun()
    home.device.enqueue("Good morning.", "Once more.")
    await home.do_now(HEARD_EVENT, bytes=SAID)
    await until_said(home, "Good morning.")
    await home.do("look.stop")
    assert look(home).recording and not look(home).busy
    [answer] = look(home).answers
    assert (answer.text, answer.note) == ("Good morning.", "Stopped.")
    assert "look.goon" not in home.html and "It can go on" not in home.text
    await home.do(HEARD_EVENT, bytes=SAID)
    await over(home)
    assert len(home.device.media.heard) == 1 and look(home).given[0].kind == "sound"
    await home.do("look.ask", what="transcribe")
    await handed(home)
    assert look(home).answers[0].text == "Once more."


async def test_it_says_how_far_behind_it_is_and_catches_up() -> None:
    home = await begun()
    home.device.answer = lambda _prompt: "More."
    home.device.held = lambda: True
    for _ in range(5):
        await home.do_now(HEARD_EVENT, bytes=SAID * 2)
        await asyncio.sleep(0.02)
    lines = [one["text"] for one in home.effects("text") if one["target"] == "look-part"]
    assert "The words are 1:10 minutes behind. The recording goes on" in lines[-1]
    await home.do_now("media.recording", on="")
    assert "1:10 minutes are still to be written down." in home.text
    home.device.held = lambda: False
    await home.app.settle()
    assert look(home).answers[0].text == " ".join(["More."] * len(home.device.media.heard))
    assert sum(home.device.media.heard) == 70 * 16_000 and look(home).behind_s == 0


async def test_a_lost_engine_keeps_the_words_and_the_recording() -> None:
    home = await begun()
    home.device.enqueue("Good morning.")
    await home.do_now(HEARD_EVENT, bytes=SAID)
    await until_said(home, "Good morning.")
    home.device.fail_next(Op.MEDIA_ENCODE, Code.ENGINE_LOST)
    await home.do(HEARD_EVENT, bytes=SAID)
    assert "The model stopped and was restarted." in home.text and STILL_RECORDING in home.text
    assert look(home).recording and look(home).answers[0].text == "Good morning."
    assert look(home).answers[0].note == "It was cut short."
    await home.do(HEARD_EVENT, bytes=SAID)
    await over(home)
    assert look(home).given[0].kind == "sound" and len(look(home).answers) == 1


@pytest.mark.parametrize("heard", [b"", b"\0\0\0", QUIET])
async def test_where_nothing_was_said_it_is_told_and_the_recording_is_here(heard: bytes) -> None:
    home = await begun()
    await home.do_now(HEARD_EVENT, bytes=heard)
    await over(home)
    assert not look(home).busy and look(home).answers == ()
    assert look(home).given and "No words were heard" in home.text


async def test_a_page_that_went_in_the_middle_has_the_words_still() -> None:
    home = await begun()
    home.device.enqueue("Good morning.")
    await home.do_now(HEARD_EVENT, bytes=SAID)
    await until_said(home, "Good morning.")
    again = await visitor(kept={"look": json.dumps(lasting(look(home)))})
    await over(home)
    assert "Good morning." in again.text and "It was cut short." in again.text
    assert "It can go on" not in again.text
    await again.do("media.recording", on="yes")  # the page records still
    await again.do(HEARD_EVENT, bytes=SAID)
    assert look(again).recording and again.device.media.heard == []
