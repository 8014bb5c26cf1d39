"""How far to believe what was taught, and how sure to be: measured on the lessons themselves.

Each lesson is decided by a head that was taught without it. A share of the residual and a slope
(1 / temperature, Guo et al. 2017) are chosen that make the true labels likeliest then. So lessons
that only say what the examples happened to be about are not followed. Knows nothing of readings.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

# Fewer lessons than these choose by luck.
LEAST_LESSONS: Final = 24
# Two, for it is done at every correction; each half judges the other.
FOLDS: Final = 2
_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
# Never steeper: a head taught by half of the lessons looks less sure than the whole one is.
_SLOPES: Final = tuple(1.2**power for power in range(-5, 1))
# How surely the slope is 1 beforehand: the spread of its logarithm, in lessons' worth of evidence.
_SLOPE_SPREAD: Final = 0.5
_LEAST_CHANCE: Final = 1e-6

Link = Callable[[Sequence[float]], list[float]]


@dataclass(frozen=True, slots=True)
class Temper:
    """Logits are `slope` times (what is known + `trust` times what was taught)."""

    trust: float
    slope: float = 1.0

    def logits(self, known: Sequence[float], taught: Sequence[float]) -> list[float]:
        """Both together, label by label."""
        return [
            self.slope * (one + self.trust * more) for one, more in zip(known, taught, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Trial:
    """A lesson decided without itself: logits known and taught, and which labels should hold."""

    known: tuple[float, ...]
    taught: tuple[float, ...]
    truth: tuple[float, ...]


def tempered(trials: Sequence[Trial], link: Link, *, apart: bool) -> Temper:
    """The temper that makes the trials' truth likeliest. `apart`: labels hold each by itself."""
    grid = [Temper(share, slope) for share in _SHARES for slope in _SLOPES]
    return min(grid, key=lambda temper: _loss(temper, trials, link, apart))


def _loss(temper: Temper, trials: Sequence[Trial], link: Link, apart: bool) -> float:
    loss = (math.log(temper.slope) / _SLOPE_SPREAD) ** 2 / 2
    for trial in trials:
        likely = link(temper.logits(trial.known, trial.taught))
        for chance, truth in zip(likely, trial.truth, strict=True):
            if truth or apart:
                loss -= math.log(max(chance if truth else 1 - chance, _LEAST_CHANCE))
    return loss
