"""How steep logits must be for probabilities to come true: 1 / temperature (Guo et al. 2017).

A rule by the number of labels and examples stands first; examples that were held out may move it,
as far as there are enough of them. The rule was fitted on CLINC150's validation part (ten domains
and 150 intents, one to a hundred examples each) and on a hundred sentences of ours between two
labels. Knows nothing of vectors.
"""

import math
from collections.abc import Sequence
from typing import Final

from hearthside.classify.sources.embedding.regression import Floats, chances_of

# Fewer held-out examples than these move the slope by luck.
LEAST_TRIALS: Final = 24
MOST_TRIALS: Final = 300
_STEEPEST: Final = 2.4
_TWO_LABELS: Final = 1.2  # labels' worth of steepness that few labels lose
_NO_EXAMPLES: Final = 0.5
_RATIOS: Final = tuple(1.15**power for power in range(-7, 3))
# How surely the rule is right beforehand: the spread of the logarithm of the slope.
_SPREAD: Final = 0.25
_LEAST_CHANCE: Final = 1e-6


def rule(labels: int, examples: int) -> float:
    """The slope before anything is measured."""
    few = 1.0 + _NO_EXAMPLES / (1.0 + examples / labels)
    return _STEEPEST * (1.0 - _TWO_LABELS / labels) * few


def measured(
    logits: Floats, targets: Sequence[frozenset[int]], labels: int, *, apart: bool, slope: float
) -> float:
    """What to multiply the rule's slope with, by held-out examples.

    `logits` flat [n, labels] are the examples' own, by a head that had not seen them; `slope` is
    the rule's for that head. 1 where there are fewer than LEAST_TRIALS.
    """
    n = len(targets)
    if n < LEAST_TRIALS:
        return 1.0
    kept = [number * n // min(n, MOST_TRIALS) for number in range(min(n, MOST_TRIALS))]
    rows = [one for at in kept for one in logits[at * labels : (at + 1) * labels]]
    truths = [targets[at] for at in kept]
    return min(_RATIOS, key=lambda ratio: _loss(rows, truths, labels, apart, slope, ratio))


def _loss(
    rows: Floats,
    truths: Sequence[frozenset[int]],
    labels: int,
    apart: bool,
    slope: float,
    ratio: float,
) -> float:
    chances = chances_of([one * slope * ratio for one in rows], labels, apart)
    loss = (math.log(ratio) / _SPREAD) ** 2 / 2
    for row, places in enumerate(truths):
        for place in range(labels) if apart else places:
            chance = chances[row * labels + place]
            loss -= math.log(max(chance if place in places else 1.0 - chance, _LEAST_CHANCE))
    return loss
