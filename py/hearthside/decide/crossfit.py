"""Judges a classifier on the rows it learns from: each row by one that has not seen it.

The rows are dealt into folds, every label into all of them as evenly as it goes; each fold is
decided by a classifier that was taught the others. Rows with one and the same reading (a text that
stands twice) stay in one fold, so that no row is decided from its own twin. Does not know what the
classifier was taught before, or what stands in its prompt: none of that may be among the rows.

Source: Stone, J. R. Stat. Soc. B 36 (1974), cross-validatory choice.
"""

from collections.abc import Sequence
from itertools import cycle
from random import Random
from typing import Protocol, TypeAlias, TypeVar

from hearthside.decide.curves import Judged
from hearthside.decide.reading import Decision


class Read(Protocol):
    """What a text leaves behind when it is read; `Reading` is one."""

    @property
    def scores(self) -> tuple[float, ...]: ...
    @property
    def hidden(self) -> Sequence[float]: ...


R = TypeVar("R", bound=Read)
_R = TypeVar("_R", bound=Read, contravariant=True)
_Twin: TypeAlias = tuple[tuple[float, ...], tuple[float, ...]]


class Learner(Protocol[_R]):
    """What decides from readings of its kind and can be taught by them; `Classifier` is one."""

    @property
    def form(self) -> str: ...
    def decide(self, reading: _R, /) -> Decision: ...
    def taught(self, pairs: Sequence[tuple[_R, str]], /) -> "Learner[_R]": ...


def crossfit(
    classifier: Learner[R], pairs: Sequence[tuple[R, str]], folds: int = 5, seed: int = 0
) -> tuple[Judged, ...]:
    """Each pair judged, in the order given; in the form "many" each reading once, all its labels.

    `classifier`: one that has not been taught any of these pairs, or they would judge themselves.
    `pairs`: readings with their true label (form "many": one pair for each label that holds, or one
    with ""). `folds` is from 2 on, and no more than there are different readings: a lone one is
    judged by the classifier untaught. The same seed deals the same folds.
    """
    twins = [_twin(reading) for reading, _ in pairs]
    fold_of = _dealt(twins, [label for _, label in pairs], max(2, folds), seed)
    folded = [fold_of[twin] for twin in twins]
    taught = {
        fold: classifier.taught([pair for pair, f in zip(pairs, folded, strict=True) if f != fold])
        for fold in sorted(set(folded))
    }
    judged = [
        Judged(taught[fold].decide(reading), label)
        for (reading, label), fold in zip(pairs, folded, strict=True)
    ]
    return tuple(_joined(judged, twins) if classifier.form == "many" else judged)


def _twin(reading: Read) -> _Twin:
    """What two readings of one text share."""
    return reading.scores, tuple(reading.hidden)


def _dealt(
    twins: Sequence[_Twin], labels: Sequence[str], folds: int, seed: int
) -> dict[_Twin, int]:
    """A fold for each reading: shuffled, then dealt round label by label."""
    label_of = dict(zip(reversed(twins), reversed(labels), strict=True))  # the first label counts
    order = list(label_of)
    Random(seed).shuffle(order)
    order.sort(key=label_of.__getitem__)
    return dict(zip(order, cycle(range(folds)), strict=False))


def _joined(judged: Sequence[Judged], twins: Sequence[_Twin]) -> list[Judged]:
    """One for each reading, in the place of its first, with all its labels."""
    groups: dict[_Twin, list[Judged]] = {}
    for row, twin in zip(judged, twins, strict=True):
        groups.setdefault(twin, []).append(row)
    return [
        Judged(rows[0].decision, rows[0].truth, tuple(row.truth for row in rows[1:]))
        for rows in groups.values()
    ]
