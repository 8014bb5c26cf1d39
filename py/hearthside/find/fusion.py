"""Several rankings made into one by reciprocal rank (Cormack, Clarke and Buettcher 2009).

A thing's score is the sum of 1 / (60 + rank) over the rankings that hold it, ranks counted from 1.
Scores of different kinds never meet: only ranks count. Knows nothing of what is ranked.
"""

from collections.abc import Hashable, Sequence
from typing import Final, TypeVar

Thing = TypeVar("Thing", bound=Hashable)
K: Final = 60


def fused(rankings: Sequence[Sequence[Thing]], k: int = K) -> list[tuple[Thing, float]]:
    """Every thing of the rankings (each best first) with its score, the highest first.

    Of equals the one that an earlier ranking holds higher comes first. A thing twice in one
    ranking counts where it stands first.
    """
    scores: dict[Thing, float] = {}
    for ranking in rankings:
        for rank, thing in enumerate(dict.fromkeys(ranking), start=1):
            scores[thing] = scores.get(thing, 0.0) + 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
