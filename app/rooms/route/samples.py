"""The sample policies that come with the page, each with rows to try it on.

They are read when this module is imported: a memory snapshot holds values, but no files. Knows
where they lie; does not know what they say.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.rooms.route.state import PolicyCard
from app.shell.deciding import By
from hearthside.route.policy import Policy

_FOLDER: Final = Path(__file__).parents[2] / "samples"
_ORDER: Final = ("clinic", "support", "email", "odd")
# Where the embedding model is surely better, by tests/quality/embedding/test_route_by_vectors.py:
# of the clinic's 80 cases it sends 70 as meant, the language model 59. The other samples show no
# sure difference, and most people have the language model already.
_BY_VECTORS: Final = ("clinic",)
TEXT_COLUMN: Final = "text"
ROUTE_COLUMN: Final = "route"


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A text to route, and the route that whoever wrote it had in mind."""

    text: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A policy as it came, its rows, and the model that decides it better."""

    card: PolicyCard
    text: str
    rows: tuple[SampleRow, ...]
    by: By = "likelihood"


def _samples() -> Iterator[Sample]:
    for name in _ORDER:
        text = (_FOLDER / name / "policy.toml").read_text("utf-8")
        rows = (_FOLDER / name / "rows.csv").read_text("utf-8")
        title = Policy.from_toml(text).title
        by: By = "embedding" if name in _BY_VECTORS else "likelihood"
        yield Sample(PolicyCard(name, title, name), text, tuple(_rows(rows)), by)


def _rows(text: str) -> Iterator[SampleRow]:
    for row in csv.DictReader(io.StringIO(text)):
        yield SampleRow(row[TEXT_COLUMN], row.get(ROUTE_COLUMN) or "")


SAMPLES: Final = tuple(_samples())


def sample_of(name: str) -> Sample | None:
    """The sample called `name`; None when there is none."""
    return next((sample for sample in SAMPLES if sample.card.sample == name), None)


def sample_rows(name: str) -> tuple[SampleRow, ...]:
    """The rows of the sample called `name`; none of a policy that stems from no sample."""
    sample = sample_of(name)
    return sample.rows if sample else ()
