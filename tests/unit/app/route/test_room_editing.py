"""Thresholds set in the form, and words found in the policy's text."""

import json

from app.rooms.route.samples import SAMPLES
from tests.unit.app.route.visitor import in_the_room, room, with_small, written
from tests.unit.route.policies import SMALL


async def test_a_threshold_is_written_into_the_text_and_nothing_else_changes() -> None:
    home = await with_small()
    await home.do("route.go", text="There is a fire")
    await home.do("route.threshold", place="1", value="72,5")
    wanted = SMALL.replace(
        'threshold = 0.6\nprompt = "Answer kindly."', 'threshold = 0.725\nprompt = "Answer kindly."'
    )
    assert room(home).policy.text == wanted == written(home)
    assert json.loads(dict(await home.shelf.list("policies"))[room(home).policy.card.key])
    assert "from a score of 72" in home.text
    assert 'value="72.5"' in home.html
    assert "Out of date." in home.text


async def test_a_samples_threshold_makes_a_copy_of_ones_own() -> None:
    home = await in_the_room()
    await home.do("route.threshold", place="0", value="55")
    policy = room(home).policy
    assert policy.card.own
    assert policy.text == SAMPLES[0].text.replace("threshold = 0.7\n", "threshold = 0.55\n")


async def test_what_is_no_threshold_is_said_and_changes_nothing() -> None:
    home = await with_small()
    for value in ("", "lots", "-1", "101", "nan"):
        await home.do("route.threshold", place="1", value=value)
        assert "must be a number from 0 to 100" in home.text, value
        assert room(home).policy.text == SMALL
    await home.do("route.threshold", place="1", value="60")
    assert home.app.state.error is None
    assert room(home).policy.text == SMALL


async def test_words_are_found_one_place_after_another_and_from_the_top_again() -> None:
    home = await with_small()
    lines = SMALL.split("\n")
    seen = []
    for _ in range(5):
        await home.do("route.policy.search", **{"policy-search": "THRESHOLD"})
        order = home.effects("line")[-1]
        seen.append(lines[order["line"] - 1])
        assert (order["column"], order["length"]) == (0, 9)
    assert [line.split(" = ")[1] for line in seen] == ["0.3", "0.6", "0.6", "0.6", "0.3"]
    assert "1 of 4" in home.text
    await home.do("route.policy.search", **{"policy-search": "nowhere [a-z]"})
    assert "Not found" in home.text
    emoji = SMALL.replace('title = "Doors"', 'title = "\U0001f6aa\U0001f6aa Doors"')
    await home.do("route.policy.typed", **{"policy-text": emoji})
    await home.do("route.policy.search", **{"policy-search": "doors"})
    assert home.effects("line")[-1]["column"] == len('title = "') + 5
