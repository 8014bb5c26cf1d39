"""What labelled readings teach: a small residual on top of the calibrated likelihoods.

Kernel logistic regression in its dual form: a label's logit is its calibrated one plus a weighted
sum of likenesses to the examples. A new example costs one likeness to each reading, kept as long
as the reading is; so a correction re-decides a whole table at once. Likeness is the cosine of the
hidden states about a centre. Fitted by bound optimisation (Böhning 1992): one factorisation, no
step size, the same result whatever was taught first. Pure Python. Knows nothing of texts.
"""

import heapq
import math
import weakref
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

from hearthside.decide.reading import Reading

# How strongly the residual is held to zero; how much a likeness weighs; the share of the bias.
RIDGE: Final = 1.0
WEIGHT: Final = 8.0
BIAS: Final = 0.5
_ROUNDS: Final = 60
_CLOSE_ENOUGH: Final = 1e-3
_NEAREST: Final = 3

_Vector = Sequence[float]
Link = Callable[[Sequence[float]], list[float]]


def _dot(left: _Vector, right: _Vector) -> float:
    total: float = sum(map(mul, left, right))
    return total


class Likeness:
    """Cosines between readings and examples about a centre, each computed once.

    One is shared by a classifier and all that were taught from it.
    """

    def __init__(self, centre: _Vector) -> None:
        self._centre: Final = tuple(centre)
        self._units: list[tuple[tuple[float, ...], float]] = []
        self._numbers: dict[int, int] = {}  # by identity of the example's reading
        self._examples: list[Reading] = []  # keeps those identities taken
        self._rows: dict[int, tuple[weakref.ref[Reading], float, array[float]]] = {}

    def numbers(self, examples: Sequence[Reading]) -> tuple[int, ...]:
        """The numbers by which these examples are asked for."""
        return tuple([self._number(example) for example in examples])

    def row(self, reading: Reading, numbers: Sequence[int]) -> list[float]:
        """The likeness of `reading` to each example, -1 to 1; 0 where nothing was read."""
        known = self._known(reading)
        for number in range(len(known[2]), len(self._units)):
            unit, offset = self._units[number]
            known[2].append((_dot(reading.hidden, unit) - offset) * known[1])
        return [known[2][number] for number in numbers]

    def _number(self, example: Reading) -> int:
        number = self._numbers.get(id(example))
        if number is None:
            number = self._numbers[id(example)] = len(self._examples)
            self._examples.append(example)
            unit = self._unit(example)
            self._units.append((unit, _dot(self._centre, unit)))
        return number

    def _unit(self, reading: Reading) -> tuple[float, ...]:
        if not reading.hidden:
            return (0.0,) * len(self._centre)
        apart = [one - middle for one, middle in zip(reading.hidden, self._centre, strict=True)]
        length = math.sqrt(_dot(apart, apart)) or 1.0
        return tuple([one / length for one in apart])

    def _known(self, reading: Reading) -> tuple[weakref.ref[Reading], float, "array[float]"]:
        key = id(reading)
        known = self._rows.get(key)
        if known is None or known[0]() is not reading:
            length = math.dist(reading.hidden, self._centre) if reading.hidden else 0.0
            gone = weakref.ref(reading, lambda _: self._rows.pop(key, None))
            known = self._rows[key] = (gone, 1 / length if length else 0.0, array("d"))
        return known


@dataclass(frozen=True, slots=True)
class Head:
    """What was learned: `weights` [labels][examples]; no examples, no residual."""

    likeness: Likeness
    numbers: tuple[int, ...] = ()
    weights: tuple[tuple[float, ...], ...] = ()

    def residual(self, row: Sequence[float]) -> list[float] | None:
        """What is added to each label's logit; `row` are the likenesses to the examples."""
        if not self.numbers:
            return None
        kernel = [_kernel(one) for one in row]
        return [_dot(kernel, weights) for weights in self.weights]


def nearest(row: Sequence[float], itself: Sequence[bool]) -> list[int]:
    """Indices of the likest others, the likest first, none that is not alike at all."""
    others = [index for index, likeness in enumerate(row) if likeness > 0 and not itself[index]]
    return heapq.nlargest(_NEAREST, others, key=row.__getitem__)


def teach(
    likeness: Likeness,
    examples: Sequence[Reading],
    logits: Sequence[Sequence[float]],
    targets: Sequence[Sequence[float]],
    link: Link,
) -> Head:
    """The head that these labelled readings teach.

    `logits` [examples][labels] are what is known without it, `targets` [examples][labels] what
    should hold (0 to 1), `link` makes probabilities of logits (a softmax, or sigmoids).
    """
    numbers = likeness.numbers(examples)
    if not numbers:
        return Head(likeness)
    gram = [[_kernel(one) for one in likeness.row(reading, numbers)] for reading in examples]
    # Half the kernel bounds the curvature of a softmax, and of sigmoids all the more.
    factor = _factor([[one / 2 for one in row] for row in gram], RIDGE)
    weights = [[0.0] * len(examples) for _ in logits[0]]
    for _ in range(_ROUNDS):
        moved = 0.0
        residual = [[_dot(row, column) for row in gram] for column in weights]
        likely = [
            link([known + more for known, more in zip(one, added, strict=True)])
            for one, added in zip(logits, zip(*residual, strict=True), strict=True)
        ]
        for label, column in enumerate(weights):
            slope = [
                target[label] - chance[label] - RIDGE * weight
                for target, chance, weight in zip(targets, likely, column, strict=True)
            ]
            steps = _solve(factor, slope)
            weights[label] = [one + step for one, step in zip(column, steps, strict=True)]
            moved = max(moved, *map(abs, steps))
        if moved < _CLOSE_ENOUGH:
            break
    return Head(likeness, numbers, tuple(map(tuple, weights)))


def _kernel(cosine: float) -> float:
    return WEIGHT * ((1 - BIAS) * cosine + BIAS)


def _factor(matrix: list[list[float]], ridge: float) -> tuple[list[list[float]], list[list[float]]]:
    """Cholesky's lower factor of matrix + ridge, by rows and by columns."""
    lower: list[list[float]] = []
    for index, row in enumerate(matrix):
        made: list[float] = []
        for above in lower:
            made.append((row[len(made)] - _dot(above, made)) / above[-1])
        made.append(math.sqrt(max(row[index] + ridge - _dot(made, made), 1e-9)))
        lower.append(made)
    size = len(matrix)
    upper = [[lower[row][column] for row in range(column, size)] for column in range(size)]
    return lower, upper


def _solve(factor: tuple[list[list[float]], list[list[float]]], right: _Vector) -> list[float]:
    lower, upper = factor
    half: list[float] = []
    for row, wanted in zip(lower, right, strict=True):
        half.append((wanted - _dot(row, half)) / row[-1])
    whole: list[float] = []  # from the last to the first
    for column, wanted in zip(reversed(upper), reversed(half), strict=True):
        whole.append((wanted - _dot(column[:0:-1], whole)) / column[0])
    return whole[::-1]
