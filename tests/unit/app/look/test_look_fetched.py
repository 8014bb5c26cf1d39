"""The Look & listen room before and beside an answer: what is fetched and told, what ends."""

import pytest

from app.rooms.look.handlers import GIVEN_EVENT
from hearthside.wire import Op
from tests.unit.app.look.test_look_room import PICTURE, SEER, asked, look, visitor


async def test_whose_files_they_are_and_what_comes_later_is_told_before_a_click() -> None:
    parts = {"text": 3_130_000_000, "image": 99_000_000, "audio": 171_000_000}
    far = SEER | {"parts": parts, "hub": "hub.example"}
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
