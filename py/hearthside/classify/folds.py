"""Deals labelled texts into folds, so that each is judged by what learned from the others.

Every label goes into all folds as evenly as it can, the rarest first; rows of one text stay
together. Who goes where depends on the texts, their labels and the seed, not on the order in which
they are given. Knows nothing of classifiers.

Source: Sechidis, Tsoumakas & Vlahavas, ECML PKDD 2011, for rows with several labels; of rows with
one it is plain stratification.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import Final, TypeVar

# Stands for "no label holds", which is as good a reason to part rows as any label.
_NONE: Final = ("none",)

L = TypeVar("L", bound=Hashable)


def dealt(
    texts: Sequence[Hashable], truths: Sequence[Collection[Hashable]], folds: int, seed: int = 0
) -> list[int]:
    """The fold of each row, 0 to `folds` - 1. Rows with equal `texts` share one.

    `truths` are each row's labels, any number; what stands in `texts` and `truths` is told apart by
    its `repr` too. The same seed deals the same folds.
    """
    sizes = Counter(texts)
    held: dict[Hashable, set[Hashable]] = {}
    for text, truth in zip(texts, truths, strict=True):
        held.setdefault(text, set()).update(truth)
    # The largest first, since what comes last evens out; among equals as the seed shuffles them.
    waiting = sorted(held, key=lambda text: (-sizes[text], _shuffled(text, seed)))
    fold_of: dict[Hashable, int] = {}
    counts: list[Counter[Hashable]] = [Counter() for _ in range(folds)]
    rows = [0] * folds
    while waiting:
        label = _rarest(held[text] or {_NONE} for text in waiting)
        own = [text for text in waiting if label in (held[text] or {_NONE})]
        waiting = [text for text in waiting if label not in (held[text] or {_NONE})]
        for text in own:
            fold = min(range(folds), key=lambda at: (counts[at][label], rows[at], at))
            fold_of[text] = fold
            rows[fold] += sizes[text]
            for one in held[text] or {_NONE}:
                counts[fold][one] += sizes[text]
    return [fold_of[text] for text in texts]


def held_out(
    texts: Sequence[Hashable], truths: Sequence[Collection[L]], folds: int
) -> Iterator[tuple[list[int], list[int]]]:
    """For each fold the rows outside it, and those inside that may be judged by them.

    A row with a label that no row outside has says nothing about what was learned there: it is
    judged nowhere, and learned from in every other fold.
    """
    fold_of = dealt(texts, truths, folds)
    for fold in range(folds):
        learned = [at for at, own in enumerate(fold_of) if own != fold]
        known = {label for at in learned for label in truths[at]}
        yield (
            learned,
            [at for at, own in enumerate(fold_of) if own == fold and known.issuperset(truths[at])],
        )


def _rarest(held: Iterator[Collection[Hashable]]) -> Hashable:
    counts = Counter(label for labels in held for label in labels)
    return min(counts, key=lambda label: (counts[label], repr(label)))


def _shuffled(text: Hashable, seed: int) -> bytes:
    """A place in an order that depends on nothing but the text and the seed."""
    return hashlib.blake2b(f"{seed} {text!r}".encode("utf-8", "replace"), digest_size=8).digest()
