"""The clinic example on the real model: every red flag goes to "now" or to a person at once.

Prints what that caution costs: how many milder texts go to "now", and how many are not clear, for
sixty written cases (triage_cases.toml) and twenty that were held out while the policy was written,
and what rules and model do alone. Intervals are 95 % Wilson. Cases and policy
have one author, so these figures say that the machine works, and nothing about patients.
"""

import math
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hearthside.generation.model import Model
from hearthside.route import Answered, Router, Routing, run

pytestmark = pytest.mark.weights

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests/quality/triage_cases.toml").read_text("utf-8"))
POLICY = (ROOT / "app/samples/clinic/policy.toml").read_text("utf-8")

MOST_MILD_TO_NOW = 0.15
ODD = (
    "I twisted my ankle ten years ago and it still clicks sometimes",
    "An old ankle injury from school, it aches when it rains",
    "My ankle has been a bit stiff since a sprain in 2015",
    "I need a fast blood test before my holiday",
    "No fever, no vomiting, I just need a form signed",
    "asdf qwer zxcv uiop hjkl",
    "lorem ipsum dolor sit amet consectetur",
    "12345 67890 11111 22222",
    "Who won the football match last night?",
    "colourless green ideas sleep furiously under the printer",
)


@dataclass(frozen=True)
class Triaged:
    """A case, where it went, and where the model alone would have sent it."""

    expect: str
    kind: str
    text: str
    routing: Routing
    model_alone: str
    model_sure: bool


async def triaged(router: Router, cases: list[dict[str, str]]) -> AsyncIterator[Triaged]:
    classifier = await router.ready()
    assert classifier is not None
    for case in cases:
        alone = await classifier.classify(case["text"])
        sure = alone.probability >= router.policy.route(alone.label).threshold
        yield Triaged(
            case["expect"],
            case.get("kind", "held"),
            case["text"],
            await router.route(case["text"]),
            alone.label,
            sure,
        )


def share(rows: list[Triaged], holds: Callable[[Triaged], bool]) -> str:
    """ "k of n, p % (low to high)" with the 95 % Wilson interval."""
    count, total, z = sum(map(holds, rows)), len(rows), 1.959964
    if not total:
        return "none"
    part = count / total
    middle = (part + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(part * (1 - part) / total + z * z / (4 * total**2)) / (1 + z * z / total)
    return f"{count} of {total}, {part:.0%} ({middle - half:.0%} to {middle + half:.0%})"


def table(title: str, rows: list[Triaged], rank: Callable[[str], int]) -> Iterator[str]:
    flags = [row for row in rows if row.expect == "now"]
    others = [row for row in rows if row.expect != "now"]
    yield f"\n{title}: {len(rows)} cases"
    yield f"  red flags to now or a person at once {share(flags, at_once)}"
    yield f"    routed to now                      {share(flags, now)}"
    yield f"    of them by a rule                  {share(flags, lambda r: r.routing.by == 'rule')}"
    yield f"    below now by the model alone       {share(flags, lambda r: r.model_alone != 'now')}"
    sure = share(flags, lambda r: r.model_sure and r.model_alone != "now")
    yield f"      and sure enough for that route   {sure}"
    yield f"  others routed as expected            {share(others, expected)}"
    higher = share(others, lambda r: rank(r.routing.route) < rank(r.expect))
    yield f"    more urgent than expected          {higher}"
    yield f"    not clear: a person should look    {share(others, unclear)}"
    yield f"  milder texts sent to now             {share(others, now)}"
    for who in ("rule", "doubt", "model"):
        because = share(others, lambda r, who=who: now(r) and r.routing.by == who)
        yield f"      by {who:31} {because}"
    lower = share(others, lambda r: lowered(r, rank))
    yield f"    less urgent than expected          {lower}"
    for row in rows:
        if not expected(row) or row.routing.by != "rule":
            yield (
                f"      {row.expect:16} -> {row.routing.route:16} {row.routing.by:5} "
                f"{row.kind:11} {row.text[:70]}"
            )


def now(row: Triaged) -> bool:
    return row.routing.route == "now"


def unclear(row: Triaged) -> bool:
    return row.routing.route == "not clear"


def at_once(row: Triaged) -> bool:
    """A person looks without waiting: at a danger to life, and at what is not clear."""
    return row.routing.action == "person" and (now(row) or unclear(row))


def lowered(row: Triaged, rank: Callable[[str], int]) -> bool:
    """Less urgent than expected: nothing is sooner than a person at once."""
    return not at_once(row) and rank(row.routing.route) > rank(row.expect)


def expected(row: Triaged) -> bool:
    return row.routing.route == row.expect


@pytest.mark.whole
async def test_red_flags_go_to_a_person_at_once_and_few_milder_texts_to_now(model: Model) -> None:
    async with Router.from_toml(POLICY, model) as router:
        rows = [row async for row in triaged(router, CASES["case"])]
        held = [row async for row in triaged(router, CASES["held"])]
        advice = "A tickle in the nose since I dusted the attic, otherwise fine"
        odd = {text: await router.route(text) for text in ODD}
        ends = [event async for event in run(router, advice)]
    rank = router.policy.rank
    print(*table("Written", rows, rank), *table("Held out", held, rank), sep="\n")
    print("\nOld, fasting, denied and nonsense:")
    print(*(f"  {it.route:10} {it.by:5} {text}" for text, it in odd.items()), sep="\n")

    assert len(rows) == 60
    both = [*rows, *held]
    assert [row.text for row in both if row.expect == "now" and not at_once(row)] == []
    assert all(row.routing.by == "rule" for row in rows if row.expect == "now")
    for some in (rows, both):
        others = [row for row in some if row.expect != "now"]
        assert sum(map(now, others)) / len(others) < MOST_MILD_TO_NOW
    assert sum(lowered(row, rank) for row in both) <= 1
    # Doubt is no danger to life, whatever the text.
    assert [row.text for row in both if row.routing.by == "doubt" and not unclear(row)] == []
    assert [text for text, routing in odd.items() if routing.route == "now"] == []
    # What is answered at all is answered in the policy's own words.
    assert not isinstance(ends[-1], Answered) or "danger signs" in ends[-1].text
