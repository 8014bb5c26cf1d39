"""How often decisions are right on rows that a person labelled, and what confidence is worth.

Counting and nothing else: accuracy with its interval, calibration, confusion, and accuracy against
coverage. Knows nothing of models. Does not know whether the rows are like those to come, nor
whether the classifier has learned from them: judge rows that it has not seen (crossfit.py).

Sources: Wilson, J. Am. Stat. Assoc. 22 (1927), the interval; Guo et al., ICML 2017, expected
calibration error over equally wide bins; El-Yaniv & Wiener, JMLR 11 (2010), accuracy against
coverage.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from hearthside.classify.features import Decision

Z_95: Final = 1.959964  # two-sided 95 % of the normal distribution
# Fewer than Guo's 15: a person labels tens or hundreds of rows, and an empty bin tells nothing.
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision, and the label that a person says is true.

    In the form "many" several labels may be true: the others stand in `also`, and `truth` is ""
    where none is.
    """

    decision: Decision
    truth: str
    also: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether the labels that were chosen are exactly those that are true."""
        return set(self.decision.chosen) == {self.truth, *self.also} - {""}


@dataclass(frozen=True, slots=True)
class Bin:
    """Decisions with a probability from `low` to `high`: its mean, and the share that is right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What comes of accepting the `n` decisions whose probability is `at` or more.

    `coverage` is their share of all, `accuracy` the share of them that is right, `low` to `high`
    its 95 % interval.
    """

    at: float
    coverage: float
    accuracy: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Report:
    """What `n` judged decisions show. Shares are from 0 to 1.

    `low` to `high` is the 95 % interval of `accuracy`; without rows it is 0 to 1 and `accuracy` 0.
    `ece` is the expected calibration error: how far probabilities are from the share that is right,
    on average over the `bins` that have rows. It leans high when rows are few. `confusion` counts
    rows by true label, then decided label, both in the order of `labels`. `curve` runs from the
    most careful point to the one that accepts all. In the form "many" `confusion` sees the most
    probable label and the first true one only.
    """

    n: int
    correct: int
    accuracy: float
    low: float
    high: float
    ece: float
    bins: tuple[Bin, ...]
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    curve: tuple[CurvePoint, ...]


def wilson(correct: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The interval that a share is in, given `correct` of `n`: (0, 1) when there are none."""
    if n == 0:
        return 0.0, 1.0
    share, lean = correct / n, z * z / n
    middle = (share + lean / 2) / (1 + lean)
    reach = z / (1 + lean) * math.sqrt(share * (1 - share) / n + lean / (4 * n))
    # At the ends the formula is exact in theory and a rounding error off in floats.
    low = 0.0 if correct == 0 else max(0.0, middle - reach)
    return low, 1.0 if correct == n else min(1.0, middle + reach)


def report(judged: Sequence[Judged], labels: Sequence[str] = ()) -> Report:
    """Everything about the rows. `labels` gives the order; labels that it lacks come after."""
    n, correct = len(judged), sum(row.right for row in judged)
    low, high = wilson(correct, n)
    bins = tuple(_bins(judged))
    order = _order(judged, labels)
    return Report(
        n=n,
        correct=correct,
        accuracy=correct / n if n else 0.0,
        low=low,
        high=high,
        ece=sum(b.n * abs(b.confidence - b.accuracy) for b in bins) / n if n else 0.0,
        bins=bins,
        labels=order,
        confusion=_confusion(judged, order),
        curve=curve(judged),
    )


def curve(judged: Sequence[Judged]) -> tuple[CurvePoint, ...]:
    """A point for each probability that occurs, highest first: equal ones go together."""
    ranked = sorted(judged, key=lambda row: -row.decision.probability)
    points: list[CurvePoint] = []
    n = correct = 0
    for at, alike in groupby(ranked, key=lambda row: row.decision.probability):
        for row in alike:
            n, correct = n + 1, correct + row.right
        low, high = wilson(correct, n)
        points.append(CurvePoint(at, n / len(ranked), correct / n, low, high, n))
    return tuple(points)


def _bins(judged: Sequence[Judged]) -> Iterator[Bin]:
    """The bins that have rows; a probability of 1 belongs to the last."""

    def place(row: Judged) -> int:
        return min(BINS - 1, max(0, int(row.decision.probability * BINS)))

    for index, group in groupby(sorted(judged, key=place), key=place):
        rows = list(group)
        confidence = math.fsum(row.decision.probability for row in rows) / len(rows)
        accuracy = sum(row.right for row in rows) / len(rows)
        yield Bin(index / BINS, (index + 1) / BINS, len(rows), confidence, accuracy)


def _order(judged: Sequence[Judged], labels: Sequence[str]) -> tuple[str, ...]:
    met = {row.truth for row in judged} | {row.decision.label for row in judged}
    known = tuple(dict.fromkeys(labels))
    return known + tuple(sorted(met.difference(known)))


def _confusion(judged: Sequence[Judged], order: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    counts = Counter((row.truth, row.decision.label) for row in judged)
    return tuple(tuple(counts[truth, decided] for decided in order) for truth in order)
