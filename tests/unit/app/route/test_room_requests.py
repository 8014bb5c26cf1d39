"""What answers an older request or choice changes nothing; what is out of date says so."""

import asyncio
from collections.abc import Callable

from app.rooms.route.events import (
    AnswerMoved,
    PolicyOpened,
    PolicyPrepared,
    RoutingEnded,
    RowsRouted,
    StreamBegan,
)
from app.rooms.route.state import Answer, PolicyCard, Preparing, Row, Stream
from tests.unit.app.house import House
from tests.unit.app.route.visitor import GOOD, in_the_room, room, with_small
from tests.unit.route.policies import SMALL, ToldClassifier, told

__all__ = ["told"]

STALE = "Out of date."
Tell = Callable[..., list[ToldClassifier]]


async def begun(home: House, text: str) -> None:
    await home.app.event({"name": "route.go", "data": {"text": text}})
    await asyncio.sleep(0.01)


async def test_a_text_under_way_makes_way_for_the_one_asked_next(told: Tell) -> None:
    told(ask=0.1, write=0.8, think=0.1, shut=0.0)
    home = await with_small("small")
    held = True
    home.device.held = lambda: held
    home.device.enqueue(GOOD)
    await begun(home, "May I come in?")
    assert room(home).busy
    before = len(home.effects("announce"))
    await begun(home, "There is a fire")
    held = False
    await home.app.settle()
    answer = room(home).answer
    assert answer is not None and answer.verdict is not None
    assert (answer.text, answer.verdict.route, answer.stopped) == ("There is a fire", "ask", False)
    assert not room(home).busy
    said = [one["text"] for one in home.effects("announce")[before:]]
    assert not [text for text in said if "Stopped" in text]


async def test_the_same_text_asked_twice_is_routed_once(told: Tell) -> None:
    fitted = told(ask=0.1, write=0.8, think=0.1, shut=0.0)
    home = await with_small("small")
    held = True
    home.device.held = lambda: held
    home.device.enqueue(GOOD)
    for _ in range(3):
        await begun(home, "May I come in?")
    held = False
    await home.app.settle()
    assert sum(len(one.read_texts) for one in fitted) == 1
    assert room(home).request == 2  # the policy that was opened took the first number


async def test_what_an_older_request_brings_is_dropped() -> None:
    home = await with_small()
    await home.do("route.go", text="There is a fire")
    old = room(home).request
    await home.do("route.rows", rows="A fire!\nAnother fire")
    shown = home.app.state
    for event in (
        AnswerMoved(old, Answer("late")),
        PolicyPrepared(old, Preparing(1, 2)),
        StreamBegan(old, Stream("late", of=9)),
        RowsRouted(old, (Row(9, "late"),)),
        RoutingEnded(old, stopped=True),
        PolicyOpened(room(home).choice - 1, PolicyCard("late", "late"), SMALL),
    ):
        home.app.dispatch(event)
    assert home.app.state == shown


async def test_of_two_policies_chosen_at_once_the_last_is_in_hand() -> None:
    home = await with_small()
    first = room(home).policy.card.key
    await home.do("route.policy.open", text=SMALL.replace("Doors", "Gates"))
    second = room(home).policy.card.key
    await home.do("route.choose", value="support")
    await home.app.event({"name": "route.choose", "data": {"value": first}})
    await home.app.event({"name": "route.choose", "data": {"value": second}})
    await home.app.settle()
    assert room(home).policy.card.key == second
    await home.app.event({"name": "route.choose", "data": {"value": first}})
    await home.app.event({"name": "route.choose", "data": {"value": "email"}})
    await home.app.settle()
    assert room(home).policy.card.key == "email"


async def test_a_result_is_out_of_date_as_long_as_the_policy_is_another() -> None:
    home = await with_small()
    await home.do("route.rows", rows="A fire!\nA second fire")
    await home.do("route.go", text="There is a fire")
    assert STALE not in home.text
    other = SMALL.replace("threshold = 0.3", "threshold = 0.4")
    await home.do("route.policy.typed", **{"policy-text": other})
    assert home.text.count(STALE) == 2
    await home.do("route.go", text="There is a fire")
    assert home.text.count(STALE) == 1, "the list is from before still"
    await home.do("route.policy.typed", **{"policy-text": SMALL})
    assert 'id="rows-stale"' not in home.html
    assert 'id="route-stale"' in home.html


async def test_a_result_stays_out_of_date_in_the_next_mind() -> None:
    home = await with_small()
    await home.do("route.go", text="There is a fire")
    other = SMALL.replace("threshold = 0.3", "threshold = 0.4")
    await home.do("route.policy.typed", **{"policy-text": other})
    again = await in_the_room(shelf=home.shelf, kept=home.kept)
    assert again.text.count(STALE) == 1
