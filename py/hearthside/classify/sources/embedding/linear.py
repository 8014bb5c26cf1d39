"""Softmax regression on vectors, fitted by the engine to all examples together.

A label's logit for a text is what its own words say (the cosine with its name or description) and
what the examples add: regression on vectors about a centre, each of length 1. Both are kept as one
vector for each label, so that a decision costs a few dot products, whatever the number of examples.
"""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add
from typing import Final

from hearthside.classify.calibration import (
    LEAST_TRIALS,
    Calibrator,
    Trial,
    fit_calibrator,
    form_logits,
    log_softmax,
)
from hearthside.classify.features import Features, text_key
from hearthside.classify.folds import held_out
from hearthside.classify.kernel import dot
from hearthside.classify.labels import Form
from hearthside.classify.predictor import TrainingExample
from hearthside.classify.sources.embedding.regression import (
    Floats,
    Problem,
    Solution,
    floats,
    solve,
    transposed,
)
from hearthside.ports import Matrices

# What the cosine with a label's own words weighs beside the examples; and how much steeper it is
# where there are none, when labels are taken one against all others (form "many").
ANCHOR_WEIGHT: Final = 7.25
_MANY_STEEPER: Final = 3.0
# A label's own bias, as a share of what a full similarity counts.
BIAS: Final = 0.1
# How much of its own pull an example loses when it is judged as if it had not been shown.
OWN: Final = 0.75
_HELD_OUT_ITERATIONS: Final = 6
_SHORTEST: Final = 1e-6
# As how many examples the labels' own words count in the centre: one example is not its own centre.
_ANCHORS_COUNT: Final = 4
# The slope before anything is measured, fitted on CLINC150's validation part (ten domains and 150
# intents, one to a hundred examples each) and on a hundred sentences of ours between two labels.
_STEEPEST: Final = 2.4
_TWO_LABELS: Final = 1.2  # labels' worth of steepness that few labels lose
_NO_EXAMPLES: Final = 0.5
MOST_TRIALS: Final = 300
_GRID: Final = tuple(Calibrator(slope=1.15**power) for power in range(-7, 3))
_LOG_SLOPE_SD: Final = 0.25


@dataclass(frozen=True, slots=True)
class LabelWeights:
    """What examples add for a label: `weights` [hidden], their product with the centre, a bias."""

    weights: tuple[float, ...]
    at_centre: float
    bias: float


@dataclass(frozen=True, slots=True)
class Linear:
    """What the engine learned of `examples`; nothing but a `centre` where there were none.

    `nearness` is the highest logit of each example without itself; `ratio` how much steeper than
    `slope_by_rule` held-out examples say logits have to be.
    """

    centre: Floats
    examples: tuple[TrainingExample, ...] = ()
    labels: tuple[LabelWeights, ...] = ()
    nearness: tuple[float, ...] = ()
    ratio: float = 1.0

    def logits(self, form: Form, features: Features) -> list[float]:
        """The logit of each label, before any slope."""
        offsets = anchor_logits(form, features)
        if not self.labels:
            return offsets
        hidden = list(features.hidden)  # an array makes each of its numbers anew at every look
        length = max(math.dist(hidden, self.centre), _SHORTEST)
        return [
            offset + (dot(hidden, one.weights) - one.at_centre) / length + one.bias
            for offset, one in zip(offsets, self.labels, strict=True)
        ]


def anchor_logits(form: Form, features: Features) -> list[float]:
    """What the labels' own words say, as logits [labels]."""
    if form != "many":
        return list(features.scores)
    steep = [_MANY_STEEPER * one for one in features.scores]
    return [one / _MANY_STEEPER for one in form_logits(form, log_softmax(steep))]


def slope_by_rule(labels: int, examples: int) -> float:
    """1 / temperature before anything is measured."""
    few = 1.0 + _NO_EXAMPLES / (1.0 + examples / labels)
    return _STEEPEST * (1.0 - _TWO_LABELS / labels) * few


def slope_ratio(trials: Sequence[Trial], form: Form, slope: float) -> float:
    """What to multiply the rule's slope with, by held-out examples; 1 where they are few.

    `slope` is the rule's for what decided the trials.
    """
    n = len(trials)
    if n < LEAST_TRIALS:
        return 1.0
    kept = [trials[number * n // min(n, MOST_TRIALS)] for number in range(min(n, MOST_TRIALS))]
    rule = Calibrator(slope=slope)
    scaled = [
        Trial(rule.logits(one.prior, one.residual), [0.0] * len(one.prior), one.truth)
        for one in kept
    ]
    return fit_calibrator(_GRID, scaled, form, _LOG_SLOPE_SD).slope


async def fit_linear(
    matrices: Matrices, form: Form, anchors: Sequence[Floats], examples: Sequence[TrainingExample]
) -> Linear:
    """What the examples teach, all together; `anchors` [labels][hidden] are the labels' own words.

    Raises what `Matrices.product` raises.
    """
    centre, labels = centre_of(anchors, examples), len(anchors)
    if not examples:
        return Linear(centre)
    rows = array("f")
    for example in examples:
        rows += _side(example.features, centre)
    width = len(rows) // len(examples)
    kernel = await matrices.product(rows.tobytes(), rows.tobytes(), width)
    solution = await solve(matrices, _problem(kernel, form, labels, examples))
    return Linear(
        centre=centre,
        examples=tuple(examples),
        labels=await _label_weights(matrices, solution, rows, centre, len(examples)),
        nearness=_left_out(solution, labels),
        ratio=await _ratio(matrices, kernel, form, labels, examples),
    )


def centre_of(anchors: Sequence[Floats], examples: Sequence[TrainingExample]) -> "array[float]":
    """The mean of the examples' vectors; the labels' own words stand in for missing ones."""
    sums = [_ANCHORS_COUNT * sum(column) / len(anchors) for column in zip(*anchors, strict=True)]
    for example in examples:
        sums = list(map(add, sums, example.features.hidden))
    return array("f", [one / (len(examples) + _ANCHORS_COUNT) for one in sums])


def _problem(
    kernel: bytes, form: Form, labels: int, examples: Sequence[TrainingExample]
) -> Problem:
    offsets = [one for example in examples for one in anchor_logits(form, example.features)]
    return Problem(kernel, offsets, [one.labels for one in examples], labels, form == "many")


async def _ratio(
    matrices: Matrices,
    kernel: bytes,
    form: Form,
    labels: int,
    examples: Sequence[TrainingExample],
) -> float:
    """How much steeper than the rule: one half of the examples judged by the other."""
    texts = [text_key(one.features) for one in examples]
    shown, held = next(held_out(texts, [one.labels for one in examples], 2))
    if len(held) < LEAST_TRIALS:
        return 1.0
    n = len(examples)
    whole = memoryview(kernel).cast("f")
    among, beyond = array("f"), array("f")
    for into, rows in ((among, shown), (beyond, held)):
        for at in rows:
            row = whole[at * n : (at + 1) * n]
            into.extend([row[other] for other in shown])
    problem = _problem(among.tobytes(), form, labels, [examples[at] for at in shown])
    solution = await solve(matrices, problem, _HELD_OUT_ITERATIONS)
    weights = transposed(solution.weights, labels)
    added = floats(await matrices.product(beyond.tobytes(), weights, len(shown)))
    trials = [
        Trial(
            anchor_logits(form, examples[at].features),
            added[row * labels : (row + 1) * labels],
            examples[at].labels,
        )
        for row, at in enumerate(held)
    ]
    return slope_ratio(trials, form, slope_by_rule(labels, len(shown)))


async def _label_weights(
    matrices: Matrices, solution: Solution, rows: "array[float]", centre: Floats, n: int
) -> tuple[LabelWeights, ...]:
    """Weights [labels][hidden] out of the weights of the examples."""
    labels, width = len(solution.weights) // n, len(rows) // n
    made = floats(
        await matrices.product(transposed(solution.weights, labels), transposed(rows, width), n)
    )
    found = []
    for label in range(labels):
        # The last number of a row is the same for all: what it gathers is the label's bias.
        weights = tuple(made[label * width : (label + 1) * width - 1])
        bias = made[(label + 1) * width - 1] * math.sqrt(BIAS)
        found.append(LabelWeights(weights, dot(centre, weights), bias))
    return tuple(found)


def _left_out(solution: Solution, labels: int) -> tuple[float, ...]:
    """The highest logit of each example without (most of) what it added to its own."""
    share = OWN * (1.0 + BIAS)
    pairs = zip(solution.logits, solution.weights, strict=True)
    left = [logit - share * weight for logit, weight in pairs]
    return tuple([max(left[start : start + labels]) for start in range(0, len(left), labels)])


def _side(features: Features, centre: Floats) -> "array[float]":
    """A vector about the centre, of length 1, and one number more for the labels' bias."""
    apart = [one - other for one, other in zip(features.hidden, centre, strict=True)]
    length = max(math.sqrt(dot(apart, apart)), _SHORTEST)
    return array("f", [*[one / length for one in apart], math.sqrt(BIAS)])
