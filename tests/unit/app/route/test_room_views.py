"""The Route room's screens: every state renders soundly, and what a text says stays text."""

import re
from dataclasses import replace

import pytest

from app.rooms.route.kept import kept_rows, lasting, revived, with_rows
from app.rooms.route.screen.words import percent
from app.rooms.route.state import (
    Answer,
    Bar,
    Fault,
    PolicyCard,
    PolicyView,
    Removed,
    RouteLine,
    RouteState,
    Row,
    Sight,
    Stream,
    Summary,
    Verdict,
)
from app.state import Brain, State
from app.ui.frame import screen
from tests.unit.app.ui.test_screens import EVIL, READY, Checker

OWN = PolicyCard("own-1", EVIL, "clinic", own=True)
SUMMARY = Summary(EVIL, EVIL, (RouteLine(EVIL, EVIL, "person", 0.3),), 1, 2, EVIL)
POLICY = PolicyView(OWN, EVIL, SUMMARY, None, (OWN,))
VERDICT = Verdict(
    EVIL, EVIL, EVIL, "person", "rule", (Bar(EVIL, 0.999, 0.5), Bar(EVIL, 0.001)),
    EVIL, EVIL, EVIL, (EVIL,), (EVIL,),
)  # fmt: skip
ROUTED = Answer(EVIL, "done", VERDICT, EVIL, handoff=EVIL)
ROWS = (Row(1, EVIL, EVIL, VERDICT), Row(2, EVIL))
ROOMS = {
    "empty": RouteState(),
    "policy": RouteState(POLICY),
    "faulty": RouteState(replace(POLICY, fault=Fault(EVIL, 3))),
    "faulty all over": RouteState(replace(POLICY, fault=Fault(EVIL))),
    "renaming": RouteState(replace(POLICY, renaming=True)),
    "deleted": RouteState(replace(POLICY, removed=Removed(OWN, EVIL))),
    "reset": RouteState(replace(POLICY, removed=Removed(OWN, EVIL, reset=True))),
    "reading": RouteState(POLICY, Answer(EVIL), work="route"),
    "drafting": RouteState(POLICY, Answer(EVIL, "drafting", VERDICT), work="route"),
    "handed on": RouteState(POLICY, ROUTED),
    "failed its check": RouteState(
        POLICY, replace(ROUTED, checked=False, check_reason=EVIL), sample_row=2
    ),
    "answered": RouteState(POLICY, Answer(EVIL, "done", VERDICT, draft=EVIL, checked=True)),
    "refused": RouteState(POLICY, Answer(EVIL, "done", VERDICT, refusal=EVIL)),
    "waiting": RouteState(POLICY, Answer(EVIL, "done", replace(VERDICT, settled="open"))),
    "stopped": RouteState(POLICY, Answer(EVIL, "done", stopped=True)),
    "rows": RouteState(POLICY, stream=Stream(EVIL, ROWS, 2, notes=(EVIL,))),
    "rows under way": RouteState(POLICY, stream=Stream(EVIL, ROWS, 5), work="stream"),
    "many rows": RouteState(POLICY, stream=Stream(EVIL, ROWS * 300, 900, stopped=True)),
    "rows looked through": RouteState(
        POLICY, stream=Stream(EVIL, ROWS, 2, routes=(EVIL,)), sight=Sight("missed", "urgent", EVIL)
    ),
}


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize("stage", ["ready", "absent"])
def test_every_state_of_the_room_renders_as_sound_html(name: str, stage: str) -> None:
    brain = READY.brain if stage == "ready" else Brain("absent")
    html = screen(replace(READY, place="route", brain=brain).having(ROOMS[name])).text
    checker = Checker()
    checker.feed(html)
    assert checker.faults == []
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))
    assert set(checker.controls) <= set(checker.labels)
    assert "<script" not in html
    for attribute in ("aria-labelledby", "aria-describedby"):
        named = {i for ids in re.findall(rf'{attribute}="([^"]+)"', html) for i in ids.split()}
        assert named <= set(checker.ids)


@pytest.mark.parametrize("name", ROOMS)
def test_the_fields_are_always_on_the_page_for_they_hold_what_was_typed(name: str) -> None:
    html = screen(State().having(ROOMS[name])).text
    for field in ("route-text", "route-policy", "route-rows"):
        assert html.count(f'id="{field}"') == 1


@pytest.mark.parametrize("name", ["handed on", "answered", "rows", "many rows"])
def test_what_was_routed_outlives_a_mind(name: str) -> None:
    heir = with_rows(revived(lasting(ROOMS[name])), kept_rows(ROOMS[name]))
    assert heir.answer == ROOMS[name].answer
    assert heir.policy.card == OWN
    if name == "rows":
        assert heir.stream == ROOMS[name].stream


def test_the_threshold_is_a_mark_across_the_bar() -> None:
    html = screen(State().having(ROOMS["handed on"])).text
    assert '<line x1="50.0" x2="50.0"' in html
    assert 'width="99.9"' in html


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0"), (0.001, "1"), (0.5, "50"), (0.9999, "99"), (1.0, "100")],
)
def test_shares_are_never_rounded_to_certainty(share: float, words: str) -> None:
    assert percent(share) == f"{words}\u00a0%"
