"""Several pictures in one ask of the Look & listen room: in order, put away, too many."""

from dataclasses import replace

import pytest

from app.rooms.look.handlers import GIVEN_EVENT
from hearthside.adapters.fake.engine import FAKE_SEEING
from hearthside.media import fitted_size
from tests.unit.app.house import House
from tests.unit.app.look.test_look_room import PICTURE, SOUND, look, visitor


async def give(home: House, *ids: str) -> None:
    for id_ in ids:
        await home.do(GIVEN_EVENT, id=id_, filename=f"{id_}.png", opening="yes")
        await home.do(GIVEN_EVENT, **{**PICTURE, "id": id_, "filename": f"{id_}.png"})


async def hand_over(home: House, count: int) -> None:
    """The page hands over what it was asked for last, in that order."""
    for asked in home.effects("media.pixels")[-count:]:
        size = {"width": asked["width"], "height": asked["height"]}
        pixels = bytes([int(asked["id"])]) * (4 * asked["width"] * asked["height"])
        await home.do("media.pixels", id=asked["id"], **size, bytes=pixels)


async def test_several_pictures_are_asked_about_in_their_order() -> None:
    home = await visitor()
    await give(home, "1", "2", "3")
    assert "3 pictures, in this order" in home.text and "alt text" not in home.text
    await home.do("look.forget", id="2")
    assert home.effects("media.forget")[-1]["ids"] == ["2"]
    await give(home, "4")
    assert [one.name for one in look(home).given] == ["1.png", "3.png", "4.png"]
    home.device.enqueue("The first is red, the others blue.")
    await home.do("look.ask", what="differ")
    assert [asked["id"] for asked in home.effects("media.pixels")] == ["1", "3", "4"]
    await home.do("look.forget", id="1")
    assert len(look(home).given) == 3, "not while they are asked about"
    await hand_over(home, 3)
    [answer] = look(home).answers
    assert answer.ask == "What differs?" and answer.about == "1.png, 3.png, 4.png"
    assert home.device.history[-1].count("<|image>") == 3
    assert FAKE_SEEING.media is not None
    size = fitted_size(640, 480, FAKE_SEEING.media.image, 560)
    assert home.device.media.seen == [size] * 3 and home.device.media.open == {}


async def test_what_would_not_fit_is_made_smaller_and_what_fits_at_no_size_is_told() -> None:
    home = await visitor()
    await give(home, "1", "2", "3", "4")
    home.device.enqueue("WALK")
    await home.do("look.ask", what="read")
    await hand_over(home, 4)
    assert FAKE_SEEING.media is not None and look(home).answers[0].text == "WALK"
    smaller = fitted_size(640, 480, FAKE_SEEING.media.image, 560)
    assert home.device.media.seen == [smaller] * 4, "four of 1,120 are more than 4,096"
    small = await visitor(loaded=False)
    small.device.info = replace(FAKE_SEEING, context_tokens=700)
    await small.do("look.load", model="seer")
    await give(small, "1", "2", "3", "4")
    await small.do("look.ask", what="differ")
    assert "more than the model can read at once" in small.text and look(small).asked is None
    assert not small.effects("media.pixels") and len(look(small).given) == 4


async def test_a_fifth_picture_is_refused_and_a_sound_takes_the_place_of_all() -> None:
    home = await visitor()
    await give(home, "1", "2", "3", "4", "5")
    assert "4 pictures are the most at once" in home.text and len(look(home).given) == 4
    assert home.effects("media.forget")[-1]["ids"] == ["5"], "the page need not hold it"
    await home.do(GIVEN_EVENT, **{**SOUND, "id": "6"})
    assert [one.id for one in look(home).given] == ["6"]
    assert home.effects("media.forget")[-1]["ids"] == ["1", "2", "3", "4"]
    await give(home, "7")
    assert [one.id for one in look(home).given] == ["7"]
    await give(home, "8")
    await home.do(GIVEN_EVENT, id="9", filename="9.png", opening="yes")
    await home.do("look.forget")
    assert look(home).given == () and home.effects("media.forget")[-1]["ids"] == ["7", "8", "9"]
    assert look(home).opening == ()


@pytest.mark.parametrize("missing", ["1", "2"])
async def test_one_that_the_page_has_lost_ends_the_ask_and_the_others_stay(missing: str) -> None:
    home = await visitor()
    await give(home, "1", "2")
    await home.do("look.ask", what="describe")
    if missing == "2":
        await home.do("media.pixels", id="1", width=48, height=48, bytes=bytes(9216))
    await home.do("media.pixels", id=missing, width=48, height=48)
    assert "Choose it again" in home.text and look(home).asked is None
    assert len(look(home).given) == 1 and home.device.media.seen == []


async def test_a_sound_of_a_moment_is_not_said_to_be_of_no_minutes() -> None:
    home = await visitor()
    await home.do(GIVEN_EVENT, **{**SOUND, "seconds": "0.02"})
    assert "less than a second" in home.text and "0:00" not in home.text
