"""Sentiment on our own 100 rows: no, four and eight examples, and learning from labelled rows.

The floor is what the reference's simple method gets on 200 product snippets. Ours are product,
film and service, fixed before any method saw them, and harder: the same simple method
("Review: ... Sentiment:", calibrated by "N/A") gets 88, 79 (76-85) and 68 (63-71) here, with batch
calibration 89, 85 and 83. Two draws of examples are one line: their items are the same 100
texts, so its interval is too narrow.
"""

import pytest

from hearthside.classify import crossfit
from hearthside.generation.model import Model
from tests.quality.classify.asked import (
    Asked,
    ask,
    examples_of,
    fitted,
    judged_line,
    line_of,
    raw_line,
)
from tests.quality.classify.measures import Line, check, table, together
from tests.quality.classify.rows import drawn, own_rows

pytestmark = pytest.mark.weights

LABELS = ("positive", "negative")
TASK = "sentiment"
DRAWS = (1, 2)
LARGEST_ECE = 0.08


async def test_sentiment_without_examples(model: Model) -> None:
    rows = own_rows("sentiment.csv")
    classifier = await fitted(model, LABELS, task=TASK)
    asked = await ask(classifier, rows)
    raw = raw_line("0 shots, raw", classifier, asked, "61.0")
    plain = line_of("0 shots", classifier, asked, "87.5")
    balanced = classifier.balanced(asked.readings)
    table_wide = line_of("0 shots, balanced on the table", balanced, asked, "87.5")
    folds = await crossfit(balanced, asked.pairs)
    taught = judged_line("0 shots, 80 rows corrected", folds, asked.cpu_s, "")
    kinds = [
        line_of(f"   of these, {kind}", balanced, _only(asked, kind))
        for kind in ("product", "film", "service")
    ]
    print(*table("sentiment", [raw, plain, table_wide, *kinds, taught]), sep="\n")
    check(plain, 0.85)
    check(table_wide, 0.84)
    check(taught, 0.84)
    assert taught.ece <= LARGEST_ECE


@pytest.mark.whole
@pytest.mark.parametrize(
    ("shots", "measured", "floor"), [(4, 0.827, "92.5 (88.5-95.0)"), (8, 0.83, "95.5 (94.5-96.0)")]
)
async def test_sentiment_with_examples(
    model: Model, shots: int, measured: float, floor: str
) -> None:
    rows, lines = own_rows("sentiment.csv"), []
    for seed in DRAWS:
        examples = drawn(own_rows("sentiment_examples.csv"), shots // 2, seed)
        classifier = await fitted(model, LABELS, examples_of(examples), task=TASK)
        asked = await ask(classifier, rows)
        lines.append(raw_line(f"{shots} shots, draw {seed}, raw", classifier, asked))
        lines.append(line_of(f"{shots} shots, draw {seed}", classifier, asked))
        balanced = classifier.balanced(asked.readings)
        lines.append(line_of(f"{shots} shots, draw {seed}, balanced", balanced, asked))
    means = _means(shots, lines, floor)
    print(*table("sentiment", [*lines, *means]), sep="\n")
    for mean in means[1:]:
        check(mean, measured, len(rows))
        assert mean.ece <= LARGEST_ECE


def _means(shots: int, lines: list[Line], floor: str) -> list[Line]:
    names = ("raw", "plain", "balanced")
    return [
        together(f"{shots} shots, mean of draws, {name}", lines[at::3], floor)
        for at, name in enumerate(names)
    ]


def _only(asked: Asked, kind: str) -> Asked:
    pairs = zip(asked.rows, asked.readings, strict=True)
    kept = [(row, reading) for row, reading in pairs if row.kind == kind]
    rows, readings = zip(*kept, strict=True)
    return Asked(rows, readings, asked.cpu_s)
