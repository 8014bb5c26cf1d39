"""Two ways of doing the same, question by question: what the second loses to the first.

Questions that both get right or both wrong say nothing of the difference, so its interval is far
narrower than those of the two shares. Knows nothing of what is asked.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tests.quality.classify.measures import Z_95


@dataclass(frozen=True)
class Loss:
    """Shares from 0 to 1 of the same `n` questions; `low` to `high` holds what is lost, at 95 %."""

    n: int
    before: float
    after: float
    low: float
    high: float

    @property
    def lost(self) -> float:
        return self.before - self.after

    def __str__(self) -> str:
        return (
            f"n={self.n} {100 * self.before:.1f} -> {100 * self.after:.1f}, "
            f"lost {100 * self.lost:+.1f} [{100 * self.low:+.1f} to {100 * self.high:+.1f}]"
        )


def loss(before: Sequence[bool], after: Sequence[bool]) -> Loss:
    """What `after` loses to `before`; the interval is Agresti and Min's (2005), half a question
    added to each of the four ways in which a pair can turn out."""
    pairs = list(zip(before, after, strict=True))
    n, won, lost = len(pairs), pairs.count((False, True)) + 0.5, pairs.count((True, False)) + 0.5
    middle = (lost - won) / (n + 2)
    half = Z_95 * math.sqrt((lost + won - (lost - won) ** 2 / (n + 2)) / (n + 2) ** 2)
    return Loss(n, sum(before) / n, sum(after) / n, middle - half, middle + half)
