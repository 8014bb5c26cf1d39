"""The rows that deciding is measured on: ours (ours/README.md), and CLINC150 from the shared data.

Draws are seeded. Examples come from the training part of CLINC150, settings were tried on its
validation part, and what is reported is its test part. Knows nothing of classifiers.
"""

import csv
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CLINC = HERE.parents[3] / "shared/data"


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


def domains(part: str) -> list[Row]:
    """CLINC150's `part` (train, val, test, oos_val, oos_test), each with the name of its domain."""
    names = {
        intent: domain.replace("_", " ")
        for domain, intents in _clinc("clinc150_domains.json").items()
        for intent in intents
    }
    return [Row(text, names.get(intent, "")) for text, intent in _clinc("clinc150_full.json")[part]]


def intents(part: str) -> list[Row]:
    """CLINC150's `part`, each with the name of its intent in words; "" where it has none."""
    return [
        Row(text, "" if intent == "oos" else intent.replace("_", " "))
        for text, intent in _clinc("clinc150_full.json")[part]
    ]


@cache
def _clinc(name: str):
    if not (CLINC / name).is_file():
        pytest.skip(f"{CLINC / name} is not on this machine: CLINC150 is not measured")
    return json.loads((CLINC / name).read_text("utf-8"))


def sampled(rows: Sequence[Row], count: int, seed: int) -> list[Row]:
    return random.Random(seed).sample(rows, count)
