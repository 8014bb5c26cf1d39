"""The other two forms on our own rows: any number of topics, and one to five stars.

No reference stands beside them; the floors are what a simple answer gets.
"""

import pytest

from hearthside.classify import Classifier, Judged, Label, crossfit
from hearthside.generation.model import Model
from tests.quality.classify.asked import Asked, ask, fitted, judged_line, line_of
from tests.quality.classify.measures import table
from tests.quality.classify.rows import own_rows

pytestmark = pytest.mark.weights

TOPICS = (
    Label("delivery", "when and how a parcel came"),
    Label("price", "what a thing costs, bills and discounts"),
    Label("quality", "how well a thing is made and works"),
    Label("staff", "how people of the shop behaved"),
    Label("website", "the pages, the app, logging in and ordering there"),
)
STARS = ("1 star", "2 stars", "3 stars", "4 stars", "5 stars")


@pytest.mark.whole
async def test_any_number_of_topics(model: Model) -> None:
    rows = own_rows("topics.csv", "labels")
    async with await Classifier.fit(model, TOPICS, task="topic", form="many") as classifier:
        asked = await ask(classifier, rows)
    balanced = classifier.balanced(asked.readings)
    print(f"\n{'topics, none to three of five':44} {'n':>5} {'exact':>6} {'F1':>6}")
    for name, judged in (
        ("nothing told", _judged(classifier, asked)),
        ("balanced on the table", _judged(balanced, asked)),
        ("32 rows corrected", await crossfit(balanced, asked.pairs)),
    ):
        exact = sum(one.right for one in judged) / len(judged)
        print(f"{name:44} {len(judged):5} {100 * exact:6.1f} {100 * _f1(judged):6.1f}")


def _judged(classifier: Classifier, asked: Asked) -> list[Judged]:
    return [
        Judged(classifier.decide(reading), row.label.split("|")[0], tuple(row.label.split("|")[1:]))
        for row, reading in zip(asked.rows, asked.readings, strict=True)
    ]


def _f1(judged: list[Judged] | tuple[Judged, ...]) -> float:
    """Over all rows and topics together (micro)."""
    truths = [{one.truth, *one.also} - {""} for one in judged]
    hits = sum(len(t & set(one.decision.chosen)) for t, one in zip(truths, judged, strict=True))
    return (
        2 * hits / sum(len(t) + len(j.decision.chosen) for t, j in zip(truths, judged, strict=True))
    )


@pytest.mark.whole
async def test_one_to_five_stars(model: Model) -> None:
    rows = [
        type(row)(row.text, STARS[int(row.label) - 1]) for row in own_rows("stars.csv", "stars")
    ]
    classifier = await fitted(model, STARS, task="rating", form="ordered")
    asked = await ask(classifier, rows)
    balanced = classifier.balanced(asked.readings)
    folds = await crossfit(balanced, asked.pairs)
    lines = [
        line_of("nothing told", classifier, asked),
        line_of("balanced on the table", balanced, asked),
        judged_line("40 rows corrected", folds, asked.cpu_s, ""),
    ]
    print(*table("one to five stars, exactly right", lines), sep="\n")
    for name, judged in (
        ("nothing told", _judged(classifier, asked)),
        ("balanced on the table", _judged(balanced, asked)),
        ("40 rows corrected", folds),
    ):
        gaps = [abs((one.decision.value or 0) - STARS.index(one.truth) - 1) for one in judged]
        near = sum(
            abs(STARS.index(one.decision.label) - STARS.index(one.truth)) <= 1 for one in judged
        )
        print(
            f"{name:44} off by {sum(gaps) / len(gaps):.2f} stars on average (always 3: 1.20); "
            f"{100 * near / len(judged):.0f} % within one star"
        )
