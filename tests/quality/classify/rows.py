"""The rows that deciding is measured on: ours (ours/README.md), and CLINC150 (tests/evaluation).

Draws are seeded. Examples come from the training part of CLINC150, settings were tried on its
validation part, and what is reported is its test part. Knows nothing of classifiers.
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evaluation.sets import Part, clinc150, clinc150_domains

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """A text and its right answer: a label's name, or several parted by a bar."""

    text: str
    label: str
    kind: str = ""


def own_rows(name: str, label_column: str = "label") -> list[Row]:
    """The rows of one of our files, in their order."""
    with (HERE / "ours" / name).open(encoding="utf-8", newline="") as file:
        return [
            Row(row["text"], row[label_column], row.get("kind", "")) for row in csv.DictReader(file)
        ]


def drawn(rows: Sequence[Row], each: int, seed: int) -> list[Row]:
    """`each` rows of every label, shuffled."""
    draw = random.Random(seed)
    labels = dict.fromkeys(row.label for row in rows)
    chosen = [
        row
        for label in labels
        for row in draw.sample([one for one in rows if one.label == label], each)
    ]
    draw.shuffle(chosen)
    return chosen


def domains(part: Part) -> list[Row]:
    """CLINC150's `part` (train, val, test, oos_val, oos_test), each with the name of its domain."""
    names = {
        intent: domain.replace("_", " ")
        for domain, intents in clinc150_domains().items()
        for intent in intents
    }
    return [Row(text, names.get(intent, "")) for text, intent in clinc150(part)]


def intents(part: Part) -> list[Row]:
    """CLINC150's `part`, each with the name of its intent in words; "" where it has none."""
    return [
        Row(text, "" if intent == "oos" else intent.replace("_", " "))
        for text, intent in clinc150(part)
    ]


def sampled(rows: Sequence[Row], count: int, seed: int) -> list[Row]:
    return random.Random(seed).sample(rows, count)
