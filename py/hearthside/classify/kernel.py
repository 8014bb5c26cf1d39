"""What labelled readings teach: a residual on top of the calibrated likelihoods.

Kernel logistic regression in its dual form: a label's logit grows by a weighted sum of likenesses
to the examples. A new example costs one dot product for each reading, kept as long as the reading
is; so a correction re-decides a whole table at once. Likeness is the cosine of hidden states about
a centre. Fitted by bound optimisation (Böhning 1992) with momentum (Nesterov 1983, restarted after
O'Donoghue and Candès 2015): one factorisation, no step size, the same result in whatever order was
taught. Pure Python. Knows nothing of texts.
"""

import heapq
import math
import weakref
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

from hearthside.classify.features import Reading

# How strongly the residual is held to zero, how much a likeness weighs, and the label by itself.
RIDGE: Final = 0.1
WEIGHT: Final = 5.0
BIAS: Final = 0.5
_ROUNDS: Final = 60
_CLOSE_ENOUGH: Final = 1e-4
# Multiplications that teaching may take (about a second): of very many labels and examples there
# are fewer rounds, which only holds the residual nearer to zero.
_BUDGET: Final = 30_000_000
_NEAREST: Final = 3

_Vector = Sequence[float]
_Matrix = list[list[float]]
Link = Callable[[Sequence[float]], list[float]]


def dot(left: _Vector, right: _Vector) -> float:
    """The sum of products; the shorter vector decides how far."""
    total: float = sum(map(mul, left, right))
    return total


@dataclass(slots=True)
class _Known:
    """What was computed of a reading: products with itself and with examples, by their number."""

    reading: weakref.ref[Reading]
    square: float
    products: "array[float]"


class Products:
    """Dot products of hidden states, each computed once.

    One is shared by a classifier and all that come of it. Keeps examples alive, readings not.
    """

    def __init__(self) -> None:
        self._examples: list[Reading] = []
        self._vectors: list[tuple[float, ...]] = []
        self._numbers: dict[int, int] = {}  # by identity of the example
        self._known: dict[int, _Known] = {}  # by identity of the reading

    def number(self, example: Reading) -> int:
        """The number by which an example is asked for."""
        if id(example) not in self._numbers:
            self._numbers[id(example)] = len(self._examples)
            self._examples.append(example)
            self._vectors.append(tuple(example.hidden))
        return self._numbers[id(example)]

    def of(self, reading: Reading) -> tuple[float, "array[float]"]:
        """The reading's product with itself, and with every example by its number."""
        known = self._known.get(id(reading))
        if known is None or known.reading() is not reading:
            known = self._met(reading)
        for vector in self._vectors[len(known.products) :]:
            known.products.append(dot(reading.hidden, vector))
        return known.square, known.products

    def _met(self, reading: Reading) -> _Known:
        key = id(reading)
        gone = weakref.ref(reading, lambda _: self._known.pop(key, None))
        known = _Known(gone, dot(reading.hidden, reading.hidden), array("d"))
        self._known[key] = known
        return known


class Likeness:
    """Cosines of readings with some examples, about a centre."""

    def __init__(self, products: Products, centre: _Vector, examples: Sequence[Reading]) -> None:
        self._products = products
        self._centre = tuple(centre)
        self._square = dot(centre, centre)
        self._numbers = [products.number(example) for example in examples]
        self._sides = [self._side(example) for example in examples]

    def row(self, reading: Reading) -> list[float]:
        """The likeness of `reading` to each example, -1 to 1."""
        _, products = self._products.of(reading)
        along, length = self._side(reading)
        offset = self._square - along
        return [
            (products[number] - other + offset) / (length * other_length)
            for number, (other, other_length) in zip(self._numbers, self._sides, strict=True)
        ]

    def _side(self, reading: Reading) -> tuple[float, float]:
        """A reading's product with the centre, and how far it is from there."""
        square, _ = self._products.of(reading)
        along = dot(reading.hidden, self._centre)
        return along, math.sqrt(max(square - 2 * along + self._square, 1e-9))


@dataclass(frozen=True, slots=True)
class Head:
    """What was learned: `weights` [labels][examples] of what makes up a label's residual."""

    weights: tuple[tuple[float, ...], ...] = ()

    def residual(self, row: Sequence[float]) -> list[float]:
        """What is added to each label's logit; `row` are the likenesses to the examples."""
        kernel = [_kernel(one) for one in row]
        return [dot(kernel, weights) for weights in self.weights]

    def spread(self, among: Sequence[int], count: int) -> "Head":
        """The same head over `count` examples, of which it was taught those `among` them."""
        places = {place: at for at, place in enumerate(among)}
        return Head(
            tuple(
                tuple([weights[places[at]] if at in places else 0.0 for at in range(count)])
                for weights in self.weights
            )
        )


def nearest(row: Sequence[float], among: Sequence[int]) -> list[int]:
    """Those of the indices `among` that are likest, the likest first, none that is not alike."""
    alike = [index for index in among if row[index] > 0]
    return heapq.nlargest(_NEAREST, alike, key=row.__getitem__)


def teach(
    rows: Sequence[_Vector],
    hefts: _Vector,
    offsets: Sequence[_Vector],
    targets: _Matrix,
    link: Link,
    ridge: float = RIDGE,
) -> Head:
    """The head that labelled readings teach.

    `rows` [examples][examples] are their likenesses, `hefts` [examples] how much each counts (a
    full example: 1), `offsets` [examples][labels] the logits they have without it, `targets`
    [examples][labels] what should hold (0 to 1); `link` makes probabilities of logits (a softmax,
    or sigmoids); `ridge` is how strongly the residual is held to zero.
    """
    roots = [math.sqrt(heft) for heft in hefts]
    gram = [[_kernel(one) * root for one, root in zip(row, roots, strict=True)] for row in rows]
    # Half the kernel bounds the curvature of a softmax, and of sigmoids all the more.
    bound = [[one * root / 2 for one in row] for row, root in zip(gram, roots, strict=True)]
    pupil = _Pupil(gram, roots, offsets, targets, link, ridge, _factor(bound, ridge))
    now = move = [[0.0] * len(rows) for _ in targets[0]]
    pace = 0
    for _ in range(max(1, min(_ROUNDS, _BUDGET // (2 * len(now) * len(rows) ** 2)))):
        ahead = _plus(now, move, pace / (pace + 3))
        steps = pupil.steps(ahead)
        later = _plus(ahead, steps, 1.0)
        move = _plus(later, now, -1.0)
        now = later
        onward = sum([dot(step, moved) for step, moved in zip(steps, move, strict=True)]) > 0
        pace = pace + 1 if onward else 0
        if max([max(map(abs, step)) for step in steps]) < _CLOSE_ENOUGH:
            break
    return Head(tuple([tuple(map(mul, column, roots)) for column in now]))


@dataclass(frozen=True, slots=True)
class _Pupil:
    """What one round of teaching needs; matrices are [examples][examples] or [examples][labels]."""

    gram: _Matrix
    roots: list[float]
    offsets: Sequence[_Vector]
    targets: _Matrix
    link: Link
    ridge: float
    factor: tuple[_Matrix, _Matrix]

    def steps(self, weights: _Matrix) -> _Matrix:
        """How each weight [labels][examples] should move."""
        residuals = zip(
            *[[dot(row, column) for row in self.gram] for column in weights], strict=True
        )
        wrong = [
            [
                want - chance
                for want, chance in zip(target, self.link(_sum(offset, more)), strict=True)
            ]
            for target, offset, more in zip(self.targets, self.offsets, residuals, strict=True)
        ]
        return [
            _solve(
                self.factor,
                [
                    root * one - self.ridge * weight
                    for root, one, weight in zip(self.roots, errors, column, strict=True)
                ],
            )
            for errors, column in zip(zip(*wrong, strict=True), weights, strict=True)
        ]


def _sum(left: _Vector, right: _Vector) -> list[float]:
    return [one + other for one, other in zip(left, right, strict=True)]


def _plus(left: _Matrix, right: _Matrix, scale: float) -> _Matrix:
    return [
        [one + scale * other for one, other in zip(mine, others, strict=True)]
        for mine, others in zip(left, right, strict=True)
    ]


def _kernel(cosine: float) -> float:
    return WEIGHT * cosine + BIAS


def _factor(matrix: _Matrix, ridge: float) -> tuple[_Matrix, _Matrix]:
    """Cholesky's lower factor of matrix + ridge, by rows and by columns."""
    lower: _Matrix = []
    for index, row in enumerate(matrix):
        made: list[float] = []
        for above in lower:
            made.append((row[len(made)] - dot(above, made)) / above[-1])
        made.append(math.sqrt(max(row[index] + ridge - dot(made, made), 1e-9)))
        lower.append(made)
    size = len(matrix)
    columns = [[lower[row][column] for row in range(column, size)] for column in range(size)]
    return lower, columns


def _solve(factor: tuple[_Matrix, _Matrix], right: _Vector) -> list[float]:
    lower, columns = factor
    half: list[float] = []
    for row, wanted in zip(lower, right, strict=True):
        half.append((wanted - dot(row, half)) / row[-1])
    whole: list[float] = []  # from the last to the first
    for column, wanted in zip(reversed(columns), reversed(half), strict=True):
        whole.append((wanted - dot(column[:0:-1], whole)) / column[0])
    return whole[::-1]
