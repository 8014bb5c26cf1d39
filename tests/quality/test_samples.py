"""The other samples on the real model: where their made-up rows go, and what is answered.

Prints a table with 95 % Wilson intervals. Rows and policies have one author, so the figures are
kind; they show that each sample is worth opening. Answers are printed for readers.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hearthside.generation.model import Model
from hearthside.route import Answered, Checked, Drafted, HandedOff, Router, Routing, run
from tests.unit.route.samples import sample, sample_rows

pytestmark = pytest.mark.weights

# Below what was measured when these were written (support 95 %, email 70 %, odd 75 %).
FLOORS = {"support": 0.8, "email": 0.5, "odd": 0.6}
QUESTIONS = (
    "How do I switch from warm to cold light?",
    "Is there a longer cable for the pond light?",
    "May I paint the lamp's foot?",
    "How often should the panel be wiped?",
)


@dataclass(frozen=True)
class Row:
    """A made-up row, the route its author had in mind, and where it went."""

    text: str
    meant: str
    routing: Routing


def table(name: str, rows: list[Row], router: Router) -> Iterator[str]:
    rank = router.policy.rank
    right = sum(row.routing.route == row.meant for row in rows)
    lower = sum(rank(row.routing.route) > rank(row.meant) for row in rows)
    by = {who: sum(row.routing.by == who for row in rows) for who in ("rule", "model", "doubt")}
    yield (
        f"\n{name:8} {right} of {len(rows)} as meant ({_interval(right, len(rows))}), "
        f"{lower} less careful than meant; decided by {by}"
    )
    for row in rows:
        if row.routing.route != row.meant:
            chance = row.routing.probability
            shown = "" if chance is None else f"{chance:.2f}"
            yield f"  {row.meant:10} -> {row.routing.route:10} {shown:4} {row.text[-70:]}"


def _interval(count: int, total: int) -> str:
    z, part = 1.959964, count / total
    middle = (part + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(part * (1 - part) / total + z * z / (4 * total**2)) / (1 + z * z / total)
    return f"{middle - half:.0%} to {middle + half:.0%}"


# Other policies and other rows, decided the same way: what their rules do is a unit test of each.
@pytest.mark.parametrize(
    "name", ["support", *[pytest.param(it, marks=pytest.mark.whole) for it in ("email", "odd")]]
)
async def test_the_rows_of_a_sample_go_where_they_are_meant(name: str, model: Model) -> None:
    async with Router.from_toml(sample(name), model) as router:
        rows = [
            Row(row["text"], row["route"], await router.route(row["text"]))
            for row in sample_rows(name)
        ]
    print(*table(name, rows, router), sep="\n")
    right = sum(row.routing.route == row.meant for row in rows)
    assert right / len(rows) >= FLOORS[name]
    # What must reach a person first does: rules and doubt see to that.
    first = router.policy.routes[0].name
    missed = [row.text for row in rows if row.meant == first and row.routing.route != first]
    assert len(missed) <= len(rows) // 20, missed


async def test_a_question_is_drafted_checked_and_answered_or_handed_on(model: Model) -> None:
    ends = []
    async with Router.from_toml(sample("support"), model) as router:
        for text in QUESTIONS:
            events = [event async for event in run(router, text)]
            print(f"\n{text}")
            for event in events:
                if isinstance(event, Drafted):
                    print(f"  draft   {event.text!r}")
                if isinstance(event, Checked):
                    print(f"  check   {event.reason or 'good'}")
            print(f"  end     {type(events[-1]).__name__}")
            ends.append(events[-1])
    assert all(isinstance(end, Answered | HandedOff) for end in ends)
    assert any(isinstance(end, Answered) for end in ends)
