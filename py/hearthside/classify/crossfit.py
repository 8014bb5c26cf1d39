"""Judges a classifier on the rows it learns from: each row by one that has not seen it.

The rows are dealt into folds (folds.py); each fold is decided by a classifier that was taught the
others. A text that stands twice stays in one fold, so that no row is decided from its own twin.
Does not know what the classifier was taught before, or what stands in its prompt: none of that may
be among the rows.

Source: Stone, J. R. Stat. Soc. B 36 (1974), cross-validatory choice.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Protocol, TypeVar

from hearthside.classify.classifier import Classifier
from hearthside.classify.features import Decision, Read, Reading, text_key
from hearthside.classify.folds import dealt
from hearthside.classify.report import Judged

R = TypeVar("R", bound=Read)
_R = TypeVar("_R", bound=Read, contravariant=True)


class Decider(Protocol[_R]):
    """What decides from readings of its kind."""

    def decide(self, reading: _R, /) -> Decision: ...


class Learner(Decider[_R], Protocol[_R]):
    """What can be taught by its readings too; `Classifier` is one."""

    @property
    def form(self) -> str: ...
    def taught(self, pairs: Sequence[tuple[_R, str]], /) -> "Learner[_R]": ...


def crossfit(
    classifier: Learner[R], pairs: Sequence[tuple[R, str]], folds: int = 5, seed: int = 0
) -> tuple[Judged, ...]:
    """Each pair judged, in the order given; in the form "many" each reading once, all its labels.

    `classifier`: one that has not been taught any of these pairs, or they would judge themselves.
    `pairs`: readings with their true label (form "many": one pair for each label that holds, or one
    with ""; in another form one with "" is judged, as a mistake, and teaches nothing). `folds` is
    from 2 on, and no more than there are different readings: a lone one is judged by the classifier
    untaught. The same seed deals the same folds.
    """
    twins = [text_key(reading) for reading, _ in pairs]
    folds_of = _folded(pairs, twins, folds, seed)
    taught = {
        fold: classifier.taught(_others(pairs, folds_of, fold, classifier.form))
        for fold in sorted(set(folds_of))
    }
    judged = _judged(taught, pairs, folds_of)
    return tuple(_joined(judged, twins) if classifier.form == "many" else judged)


async def crossfit_refined(
    classifier: Classifier,
    pairs: Sequence[tuple[Reading, str]],
    folds: int = 5,
    seed: int = 0,
    texts: Sequence[Hashable] | None = None,
) -> tuple[Judged, ...]:
    """`crossfit`, where each fold's classifier has learned thoroughly (`Classifier.refined`).

    `texts` says of each pair which text it is of, so that two classifiers get the same folds; by
    default equal readings are of one text. Raises what `refined` raises.
    """
    twins = [text_key(reading) for reading, _ in pairs] if texts is None else texts
    folds_of = _folded(pairs, twins, folds, seed)
    taught = {
        fold: await classifier.taught(_others(pairs, folds_of, fold, classifier.form)).refined()
        for fold in sorted(set(folds_of))
    }
    judged = _judged(taught, pairs, folds_of)
    return tuple(_joined(judged, twins) if classifier.form == "many" else judged)


def _folded(
    pairs: Sequence[tuple[R, str]], twins: Sequence[Hashable], folds: int, seed: int
) -> list[int]:
    """The fold of each pair."""
    return dealt(twins, [(label,) for _, label in pairs], max(2, folds), seed)


def _others(
    pairs: Sequence[tuple[R, str]], folds_of: Sequence[int], fold: int, form: str
) -> list[tuple[R, str]]:
    """What teaches the classifier of a fold."""
    others = [pair for pair, own in zip(pairs, folds_of, strict=True) if own != fold]
    return [pair for pair in others if pair[1] or form == "many"]


def _judged(
    taught: Mapping[int, Decider[R]],
    pairs: Sequence[tuple[R, str]],
    folds_of: Sequence[int],
) -> list[Judged]:
    return [
        Judged(taught[fold].decide(reading), label)
        for (reading, label), fold in zip(pairs, folds_of, strict=True)
    ]


def _joined(judged: Sequence[Judged], twins: Sequence[Hashable]) -> list[Judged]:
    """One for each reading, in the place of its first, with all its labels."""
    groups: dict[Hashable, list[Judged]] = {}
    for row, twin in zip(judged, twins, strict=True):
        groups.setdefault(twin, []).append(row)
    return [
        Judged(rows[0].decision, rows[0].truth, tuple(row.truth for row in rows[1:]))
        for rows in groups.values()
    ]
