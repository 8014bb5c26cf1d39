"""An answer of Look & listen that was cut short goes on, where what it is about is here again."""

import asyncio
import json

from app.rooms.look.handlers import GIVEN_EVENT
from app.rooms.look.state import lasting
from tests.unit.app.house import House
from tests.unit.app.look.test_look_room import PICTURE, SAMPLES, SOUND, handed, look, visitor

SENTENCE = "One two three four five six seven."


async def cut_short(what: str = "describe", **data: str) -> tuple[House, dict[str, str]]:
    """A page whose answer is stopped after some words, and what it kept just before."""
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    home.device.enqueue(SENTENCE)
    home.device.held = lambda: len(look(home).live) > 6
    await home.do("look.ask", what=what, **data)
    task = asyncio.ensure_future(handed(home))
    while len(look(home).live) < 7:
        await asyncio.sleep(0)
    kept = {"look": json.dumps(lasting(look(home)))}
    home.device.held = lambda: False
    await home.do("look.stop")
    await task
    return home, kept


async def test_a_reload_in_the_middle_loses_nothing_and_the_answer_goes_on() -> None:
    _, kept = await cut_short("ask", **{"look-question": "How many are there of them?"})
    again = await visitor(loaded=False, kept=kept)
    [left] = look(again).answers
    assert left.text.startswith("One") and "seven" not in left.text
    assert "How many are there of them?" in again.text and "It was cut short." in again.text
    assert "give the picture again" in again.text and "look.goon" not in again.html
    await again.do("look.goon", at="0")
    assert look(again).asked is None, "not without the picture"
    await again.do(GIVEN_EVENT, **{**PICTURE, "width": "641"})
    assert "look.goon" not in again.html, "another one"
    await again.do("look.forget")
    await again.do(GIVEN_EVENT, **{**PICTURE, "filename": "renamed.jpg"})
    await again.do("look.goon", at="0")
    assert "is not loaded" in again.text and look(again).answers == (left,)
    await again.do("look.load", model="seer")
    again.device.enqueue(SENTENCE[len(left.text) :])
    await again.do("look.goon", at="0")
    assert left.text in again.html and look(again).answers == ()
    await handed(again)
    [whole] = look(again).answers
    assert whole.text == SENTENCE and whole.note == "" and whole.asked is None
    assert again.device.history[-1].endswith(left.text), "it goes on from these words"
    assert "How many are there of them?" in again.device.history[-1]


async def test_a_page_that_went_before_the_first_word_has_the_ask_still() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    await home.do("look.ask", what="ask", **{"look-question": "Is it red?"})
    again = await visitor(kept=home.kept)
    assert "Is it red?" in again.text and look(again).answers[0].text == ""
    await again.do(GIVEN_EVENT, **PICTURE)
    again.device.enqueue("It is.")
    await again.do("look.goon", at="0")
    await handed(again)
    assert [one.text for one in look(again).answers] == ["It is."]


async def test_one_that_was_stopped_goes_on_too_and_stopped_again_stays() -> None:
    home, _ = await cut_short()
    [left] = look(home).answers
    assert left.note == "Stopped." and "look.goon" in home.html
    await home.do("look.goon", at="7")
    await home.do("look.goon", at="0")
    assert look(home).answers == () and look(home).live == left.text
    await home.do("look.stop")
    [stopped] = look(home).answers
    assert (stopped.text, stopped.asked) == (left.text, left.asked)


async def test_a_sound_goes_on_in_the_part_that_was_being_heard() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **{**SOUND, "seconds": "61"})
    home.device.enqueue("Good morning.", "How are you?")
    long = SAMPLES * 61
    await home.do("look.ask", what="transcribe")
    home.device.held = lambda: look(home).part == 2 and len(look(home).live) > 17
    task = asyncio.ensure_future(home.do("media.samples", id="2", bytes=long))
    while len(look(home).live) < 18:
        await asyncio.sleep(0)
    home.device.held = lambda: False
    await home.do("look.stop")
    await task
    [left] = look(home).answers
    assert left.part == 2 and left.text[: left.part_at] == "Good morning."
    heard, rest = left.text[left.part_at :].lstrip(), "How are you?"
    assert heard and rest.startswith(heard)
    home.device.enqueue(rest[len(heard) :], "Fine.")
    await home.do("look.goon", at="0")
    await home.do("media.samples", id="2", bytes=long)
    assert look(home).answers[0].text == "Good morning. How are you? Fine."


async def test_what_another_version_kept_is_read_and_what_makes_no_sense_asks_nothing() -> None:
    plain = {"ask": "Describe it", "about": "cat.jpg", "text": "A cat.", "note": "Stopped."}
    odd = {**plain, "asked": {"what": "sing", "words": "Sing"}, "part": 9, "part_at": 99}
    home = await visitor(kept={"look": json.dumps([plain, odd])})
    assert [one.text for one in look(home).answers] == ["A cat.", "A cat."]
    await home.do("look.goon", at="0")
    await home.do("look.goon", at="1")
    assert look(home).asked is None and len(look(home).answers) == 2
    seen = {"id": "", "kind": "picture", "name": "cat.jpg", "width": 640, "height": 480}
    odd["asked"] = {"what": "sing", "words": "Sing", "of": [seen]}
    home = await visitor(kept={"look": json.dumps([odd])})
    await home.do(GIVEN_EVENT, **PICTURE)
    home.device.enqueue(" It sings.")
    await home.do("look.goon", at="0")
    await handed(home)
    assert look(home).answers[0].text == "A cat. It sings."
