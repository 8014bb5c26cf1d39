"""Pictures and sounds in a talk: given, handed over, asked about, refused, gone after a reload."""

from array import array
from dataclasses import replace

from app.rooms.talk.handlers.giving import GIVEN_EVENT
from hearthside.adapters.fake.engine import FAKE_CHAT, FAKE_MODEL
from tests.unit.app.house import House
from tests.unit.app.talk.visitor import ask, path, room, talk, visitor

PICTURE = {"id": "1", "kind": "picture", "filename": "cat.jpg", "width": "640", "height": "480"}
SOUND = {"id": "2", "kind": "sound", "filename": "mew.wav", "seconds": "45"}
SAMPLES = (array("f", [0.5]) * 16_000).tobytes()


async def give_picture(home: House, value: int = 0) -> None:
    await home.do(GIVEN_EVENT, **PICTURE)
    asked = home.effects("media.pixels")[-1]
    size = {"width": asked["width"], "height": asked["height"]}
    pixels = bytes([value]) * (4 * asked["width"] * asked["height"])
    await home.do("media.pixels", id=asked["id"], **size, bytes=pixels)


async def test_a_picture_and_a_sound_are_asked_about_and_remembered() -> None:
    home = await visitor("A cat.", "It mews.", "Yes.")
    await give_picture(home)
    assert "cat.jpg" in home.text and "640 by 480 pixels" in home.text
    await ask(home, "What is it?")
    assert room(home).given == () and home.effects("media.forget")
    await home.do(GIVEN_EVENT, **SOUND)
    assert "hears its first 30 seconds" in home.text
    await home.do("media.samples", id="2", bytes=SAMPLES)
    await ask(home, "")
    await ask(home, "Sure?")
    assert path(home) == ["What is it?", "A cat.", "", "It mews.", "Sure?", "Yes."]
    assert [one.shown[0].kind for one in talk(home).turns if one.shown] == ["picture", "sound"]
    assert "Picture: " in home.text and "Sound: " in home.text
    last = home.device.history[-1]
    assert last.count("<|image>") == last.count("<|audio>") == 1
    assert len(home.device.media.seen) == len(home.device.media.heard) == 1
    again = await visitor("Gone.", shelf=home.shelf, kept=home.kept)
    await ask(again, "And now?")
    assert "A picture was given here that you cannot take in: cat.jpg" in again.device.history[-1]


async def test_what_is_still_being_opened_is_waited_for_and_can_be_put_away() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **PICTURE)
    await ask(home, "What is it?")
    assert "still being opened" in home.text and not talk(home).turns
    await home.do("talk.forget", at="0")
    assert room(home).given == ()
    await home.do("media.pixels", id="1", width="48", height="48", bytes=bytes(9216))
    assert room(home).given == (), "what comes too late goes nowhere"


async def test_what_cannot_be_taken_is_told() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, id="9", filename="x", opening="yes")
    assert "Opening it" in home.text
    await home.do(GIVEN_EVENT, id="9", filename="x", refused="heic")
    assert "HEIC" in home.text and "Opening it" not in home.text
    await home.do(GIVEN_EVENT, **PICTURE)
    await home.do("media.pixels", id="1")
    assert "not here any more" in home.text and room(home).given == ()
    for value in range(5):
        await give_picture(home, value)
    assert len(room(home).given) == 4 and "4 pictures and sounds are the most" in home.text
    await home.do("talk.forget", at="0")
    await give_picture(home, 3)
    assert len(room(home).given) == 3, "the same is the same"


async def test_a_model_without_eyes_offers_none() -> None:
    home = await visitor(loaded=False)
    home.device.info = replace(FAKE_MODEL, chat=FAKE_CHAT)
    await home.do("load", model="small")
    assert 'id="talk-file"' not in home.html and "is ready." in home.text
    await home.do(GIVEN_EVENT, **PICTURE)
    assert room(home).given == ()
    await home.do("talk.record")
    assert home.effects("media.record")
    await home.do("media.recording", on="yes")
    assert room(home).recording
