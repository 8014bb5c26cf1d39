"""Judges a classifier on the rows it learns from: each row by one that has not seen it.

The rows are dealt into folds (folds.py); each fold is decided by a classifier that learned from the
others. A text that stands twice stays in one fold, so that no row is decided from its own twin.
Does not know what the classifier learned before, or what stands in its prompt: none of that may be
among the rows.

Source: Stone, J. R. Stat. Soc. B 36 (1974), cross-validatory choice.
"""

from collections.abc import Hashable, Sequence
from typing import Protocol

from hearthside.classify.features import Decision, Features, text_key
from hearthside.classify.folds import dealt
from hearthside.classify.report import Judged


class Learner(Protocol):
    """What decides and learns; `Classifier` is one, and each method is as there."""

    @property
    def form(self) -> str:
        """The form of its labels."""
        ...

    def decide(self, features: Features, /) -> Decision:
        """The decision for a text."""
        ...

    def partial_fit(self, pairs: Sequence[tuple[Features, str]], /) -> "Learner":
        """One that learned from these too."""
        ...

    async def refit(self) -> "Learner":
        """One that learned thoroughly."""
        ...


async def crossfit(
    learner: Learner,
    pairs: Sequence[tuple[Features, str]],
    folds: int = 5,
    seed: int = 0,
    texts: Sequence[Hashable] | None = None,
) -> tuple[Judged, ...]:
    """Each pair judged, in the order given; in the form "many" each text once, all its labels.

    `learner`: one that has learned from none of these pairs, or they would judge themselves.
    `pairs`: texts with their true label (form "many": one pair for each label that holds, or one
    with ""; in another form one with "" is judged, as a mistake, and teaches nothing). `folds` is
    from 2 on, and no more than there are different texts: a lone one is judged by `learner` itself.
    `texts` says of each pair which text it is of, so that two learners get the same folds; by
    default equal features are of one text. The same seed deals the same folds. Raises what
    `Classifier.refit` raises.
    """
    twins = [text_key(features) for features, _ in pairs] if texts is None else texts
    fold_of = dealt(twins, [(label,) for _, label in pairs], max(2, folds), seed)
    judged: dict[int, Judged] = {}
    for fold in sorted(set(fold_of)):
        others = [pair for pair, own in zip(pairs, fold_of, strict=True) if own != fold]
        useful = [pair for pair in others if pair[1] or learner.form == "many"]
        taught = await learner.partial_fit(useful).refit()
        for at, (features, label) in enumerate(pairs):
            if fold_of[at] == fold:
                judged[at] = Judged(taught.decide(features), label)
    rows = [judged[at] for at in range(len(pairs))]
    return tuple(_joined(rows, twins) if learner.form == "many" else rows)


def _joined(judged: Sequence[Judged], twins: Sequence[Hashable]) -> list[Judged]:
    """One for each text, in the place of its first, with all its labels."""
    groups: dict[Hashable, list[Judged]] = {}
    for row, twin in zip(judged, twins, strict=True):
        groups.setdefault(twin, []).append(row)
    return [
        Judged(rows[0].decision, rows[0].truth, tuple(row.truth for row in rows[1:]))
        for rows in groups.values()
    ]
