"""Which of several ways of deciding is better on the same judged rows, and whether that is sure.

Two ways are compared by the rows on which one is right and the other wrong (McNemar's test, exact):
a coin would fall on either side as often. With more than two, the p-values are held against more
chances of luck (Bonferroni). Knows nothing of what the ways cost; like every figure from labelled
rows it speaks of rows like these, decided by what had not seen them (crossfit.py).

Sources: McNemar, Psychometrika 12 (1947); Dietterich, Neural Computation 10 (1998), for its use on
classifiers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify.classifier import Classifier
from hearthside.classify.crossfit import crossfit
from hearthside.classify.features import Features, text_key
from hearthside.classify.report import Judged
from hearthside.errors import InvalidInput
from hearthside.wire import Code

_LEVEL: Final = 0.05


@dataclass(frozen=True, slots=True)
class Contest:
    """The best way against one `other`: on how many rows only one of the two was right.

    `p` is how often a coin would part them as far or farther, already held against the number of
    contests.
    """

    other: str
    only_best: int
    only_other: int
    p: float

    @property
    def sure(self) -> bool:
        return self.p < _LEVEL


@dataclass(frozen=True, slots=True)
class Comparison:
    """The way that was right most often; of equals the one named first.

    `sure`: it beats every other by more than luck. `accuracies` are by name, from 0 to 1, over the
    same `n` rows. `words` is one sentence for people.
    """

    best: str
    sure: bool
    n: int
    accuracies: tuple[tuple[str, float], ...]
    contests: tuple[Contest, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying classifiers on a person's rows: who is better, and every judgement."""

    comparison: Comparison
    judged: Mapping[str, tuple[Judged, ...]]


async def better_on(
    ways: Mapping[str, tuple[Classifier, Sequence[Features]]],
    truths: Sequence[Sequence[str]],
    *,
    folds: int = 5,
    seed: int = 0,
) -> Trial:
    """The classifier that is better on rows which a person labelled.

    `ways` by name: a classifier that has learned from none of the rows, and the features it has of
    each row; the way to be kept in doubt first. `truths`: each row's labels, in the form "many" any
    number of them. Each row is judged by classifiers that learned from the other folds, the same
    folds for all ways. Rows that any of them could not read are left out, for all. Raises
    InvalidInput (call.invalid, labels.invalid) and what `Classifier.refit` raises.
    """
    for name, (_, features) in ways.items():
        if len(features) != len(truths):
            raise InvalidInput(
                Code.CALL_INVALID, f"{name} has {len(features)} readings for {len(truths)} rows."
            )
    rows = [
        at for at in range(len(truths)) if all(features[at].tokens for _, features in ways.values())
    ]
    named = [(at, label) for at in rows for label in truths[at] or ("",)]
    # Rows that are alike to all ways are one text.
    texts = [tuple([text_key(read[at]) for _, read in ways.values()]) for at, _ in named]
    judged = {}
    for name, (classifier, features) in ways.items():
        pairs = [(features[at], label) for at, label in named]
        judged[name] = await crossfit(classifier, pairs, folds, seed, texts)
    return Trial(better_of(judged), judged)


def better_of(candidates: Mapping[str, Sequence[Judged]]) -> Comparison:
    """Compare by name. Every list judges the same rows in the same order.

    Raises InvalidInput (call.invalid) without a candidate, or where the rows differ.
    """
    _same_rows(candidates)
    right = {name: [row.right for row in rows] for name, rows in candidates.items()}
    best = max(right, key=lambda name: sum(right[name]))
    n = len(right[best])
    others = [name for name in right if name != best]
    contests = tuple(_contest(right[best], name, right[name], len(others)) for name in others)
    return Comparison(
        best=best,
        sure=n > 0 and all(contest.sure for contest in contests),
        n=n,
        accuracies=tuple((name, sum(rows) / n if n else 0.0) for name, rows in right.items()),
        contests=contests,
        words=_words(best, right, contests),
    )


def mcnemar(only_one: int, only_other: int) -> float:
    """The exact two-sided p-value, from 0 to 1, for rows that only one of two ways got right."""
    n, fewer = only_one + only_other, min(only_one, only_other)
    ways = total = 1  # of choosing 0 of n; whole numbers, so that nothing is rounded
    for k in range(fewer):
        ways = ways * (n - k) // (k + 1)
        total += ways
    return min(1.0, total / (1 << n) * 2.0)


def _same_rows(candidates: Mapping[str, Sequence[Judged]]) -> None:
    if not candidates:
        raise InvalidInput(Code.CALL_INVALID, "There is nothing to compare.")
    truths = {tuple((row.truth, row.also) for row in rows) for rows in candidates.values()}
    if len(truths) > 1:
        raise InvalidInput(Code.CALL_INVALID, "Ways are compared on the same rows, in one order.")


def _contest(best: list[bool], name: str, other: list[bool], contests: int) -> Contest:
    pairs = list(zip(best, other, strict=True))
    only_best = pairs.count((True, False))
    only_other = pairs.count((False, True))
    return Contest(name, only_best, only_other, min(1.0, mcnemar(only_best, only_other) * contests))


def _words(best: str, right: Mapping[str, list[bool]], contests: Sequence[Contest]) -> str:
    n, count = len(right[best]), sum(right[best])
    if n == 0:
        return f"No row is labelled yet, so {best} is only the first choice."
    found = f"On your {n} labelled rows {best} was right {count} times"
    if not contests:
        return f"{found}; there was nothing to compare it with."
    rival = max(contests, key=lambda contest: sum(right[contest.other]))
    found += f", {rival.other} {sum(right[rival.other])} times"
    if all(contest.sure for contest in contests):
        return f"{found}: more than luck would give."
    return f"{found}: too little to tell them apart, so more labelled rows may turn it round."
