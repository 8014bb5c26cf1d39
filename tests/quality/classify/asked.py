"""Asks a classifier about rows through the library's public door, and times it in CPU seconds.

What several tests ask alike is read once. Knows nothing of which rows, of floors, or of what would
be a good answer.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from hearthside.classify import Classifier, Features, Form, Judged, Labelled, report
from hearthside.generation.model import Model
from tests.quality.classify.measures import Line
from tests.quality.classify.rows import Row


@dataclass(frozen=True)
class Asked:
    """Rows and their readings by one classifier, in the same order; CPU seconds for each."""

    rows: Sequence[Row]
    readings: tuple[Features, ...]
    cpu_s: float

    @property
    def pairs(self) -> list[tuple[Features, str]]:
        """What a classifier is taught with: in the form "many" a pair for each label that holds."""
        return [
            (reading, label)
            for row, reading in zip(self.rows, self.readings, strict=True)
            for label in row.label.split("|")
        ]


def examples_of(rows: Sequence[Row]) -> list[Labelled]:
    """An example for each label of each row."""
    return [Labelled(row.text, label) for row in rows for label in row.label.split("|")]


_FITTED: dict[object, Classifier] = {}
_ASKED: dict[object, Asked] = {}


async def fitted(
    model: Model,
    labels: Sequence[str],
    examples: Sequence[Labelled] = (),
    *,
    task: str,
    form: Form = "one",
) -> Classifier:
    """The same classifier for the same arguments. It stays open as long as the model does."""
    key = (id(model), tuple(labels), tuple(examples), task, form)
    if key not in _FITTED:
        _FITTED[key] = await Classifier.fit(model, labels, examples, task=task, form=form)
    return _FITTED[key]


async def ask(classifier: Classifier, rows: Sequence[Row]) -> Asked:
    """The rows' readings; those of a `fitted` classifier are kept for whoever asks again."""
    key = (id(classifier), tuple(rows))
    if key in _ASKED:
        return _ASKED[key]
    began_s = time.process_time()
    readings = [await classifier.read(row.text) for row in rows]
    asked = Asked(rows, tuple(readings), (time.process_time() - began_s) / len(rows))
    if classifier in _FITTED.values():
        _ASKED[key] = asked
    return asked


def judged_line(name: str, judged: Sequence[Judged], cpu_s: float, floor: str) -> Line:
    """A line of the table; the library's own report must count the same."""
    line = Line(
        name,
        tuple(one.right for one in judged),
        tuple(one.decision.probability for one in judged),
        cpu_s,
        floor,
    )
    told = report(judged)
    assert abs(told.accuracy - line.accuracy) < 1e-9
    assert abs(told.ece - line.ece) < 1e-9
    return line


def line_of(name: str, classifier: Classifier, asked: Asked, floor: str = "") -> Line:
    """What `classifier`, the one that read or one that learned since, decides on the readings."""
    judged = [
        Judged(classifier.decide(reading), row.label)
        for row, reading in zip(asked.rows, asked.readings, strict=True)
    ]
    return judged_line(name, judged, asked.cpu_s, floor)


def raw_line(name: str, classifier: Classifier, asked: Asked, floor: str = "") -> Line:
    """The label of the highest uncalibrated score: what the method adds to is seen beside it."""
    names = [label.name for label in classifier.labels]
    right = [
        names[reading.scores.index(max(reading.scores))] == row.label
        for row, reading in zip(asked.rows, asked.readings, strict=True)
    ]
    sure = [_share(reading.scores) for reading in asked.readings]
    return Line(name, tuple(right), tuple(sure), asked.cpu_s, floor)


def _share(scores: Sequence[float]) -> float:
    """The highest score's share of them all."""
    high = max(scores)
    return 1 / sum(math.exp(score - high) for score in scores)
