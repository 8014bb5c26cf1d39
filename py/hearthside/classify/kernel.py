"""What labelled examples teach: a residual on top of a label's logit before any example.

Kernel logistic regression in its dual form: a label's logit grows by a weighted sum of similarities
to the examples. A new example costs one dot product for each text, kept as long as its features
are; so a correction re-decides a whole table at once. Similarity is the cosine of hidden states
about a centre.

Sources: Zhu & Hastie, J. Comput. Graph. Stat. 14 (2005), kernel logistic regression; Böhning 1992,
bound optimisation; Nesterov 1983, momentum, restarted after O'Donoghue & Candès 2015. One
factorisation, no step size, the same result in whatever order examples came. Pure Python.
"""

import math
import weakref
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

from hearthside.classify.features import Features

# How strongly the residual is held to zero, how much a similarity weighs, and the label by itself.
RIDGE: Final = 0.1
WEIGHT: Final = 5.0
BIAS: Final = 0.5
_ITERATIONS: Final = 60
_CLOSE_ENOUGH: Final = 1e-4
# Multiplications that fitting may take (about a second): of very many labels and examples there
# are fewer iterations, which only holds the residual nearer to zero.
_BUDGET: Final = 30_000_000

_Vector = Sequence[float]
_Matrix = list[list[float]]
Link = Callable[[Sequence[float]], list[float]]


def dot(left: _Vector, right: _Vector) -> float:
    """The sum of products; the shorter vector decides how far."""
    total: float = sum(map(mul, left, right))
    return total


@dataclass(slots=True)
class _Known:
    """What was computed of a text: products with itself and with examples, by their number."""

    features: weakref.ref[Features]
    square: float
    products: "array[float]"


class Products:
    """Dot products of hidden states, each computed once.

    One is shared by a classifier and all that come of it. Keeps examples alive, other features not.
    """

    def __init__(self) -> None:
        self._examples: list[Features] = []
        self._vectors: list[tuple[float, ...]] = []
        self._numbers: dict[int, int] = {}  # by identity of the example
        self._known: dict[int, _Known] = {}  # by identity of the features

    def number(self, example: Features) -> int:
        """The number by which an example is asked for."""
        if id(example) not in self._numbers:
            self._numbers[id(example)] = len(self._examples)
            self._examples.append(example)
            self._vectors.append(tuple(example.hidden))
        return self._numbers[id(example)]

    def of(self, features: Features) -> tuple[float, "array[float]"]:
        """The product of a text with itself, and with every example by its number."""
        known = self._known.get(id(features))
        if known is None or known.features() is not features:
            known = self._meet(features)
        for vector in self._vectors[len(known.products) :]:
            known.products.append(dot(features.hidden, vector))
        return known.square, known.products

    def _meet(self, features: Features) -> _Known:
        key = id(features)
        gone = weakref.ref(features, lambda _: self._known.pop(key, None))
        known = _Known(gone, dot(features.hidden, features.hidden), array("d"))
        self._known[key] = known
        return known


class Similarity:
    """Cosines of texts with some examples, about a centre."""

    def __init__(self, products: Products, centre: _Vector, examples: Sequence[Features]) -> None:
        self._products = products
        self._centre = tuple(centre)
        self._square = dot(centre, centre)
        self._numbers = [products.number(example) for example in examples]
        self._sides = [self._side(example) for example in examples]

    def row(self, features: Features) -> list[float]:
        """The similarity of a text to each example, -1 to 1."""
        _, products = self._products.of(features)
        along, length = self._side(features)
        offset = self._square - along
        return [
            (products[number] - other + offset) / (length * other_length)
            for number, (other, other_length) in zip(self._numbers, self._sides, strict=True)
        ]

    def products(self, features: Features) -> list[float]:
        """The product of a text with each example; of vectors of length 1 their cosine."""
        _, products = self._products.of(features)
        return [products[number] for number in self._numbers]

    def _side(self, features: Features) -> tuple[float, float]:
        """A text's product with the centre, and how far it is from there."""
        square, _ = self._products.of(features)
        along = dot(features.hidden, self._centre)
        return along, math.sqrt(max(square - 2 * along + self._square, 1e-9))


@dataclass(frozen=True, slots=True)
class KernelClassifier:
    """What examples taught: `weights` [labels][examples] of what makes up a label's residual."""

    weights: tuple[tuple[float, ...], ...] = ()

    def residual(self, row: Sequence[float]) -> list[float]:
        """What is added to each label's logit; `row` [examples] are a text's similarities."""
        kernel = [_kernel(one) for one in row]
        return [dot(kernel, weights) for weights in self.weights]

    def left_out(self, at: int, share: float) -> list[float]:
        """What the example `at` adds to each of its own logits, times `share`."""
        return [share * _kernel(1.0) * weights[at] for weights in self.weights]

    def spread(self, among: Sequence[int], count: int) -> "KernelClassifier":
        """The same over `count` examples, of which it was fitted on those `among` them."""
        places = {place: at for at, place in enumerate(among)}
        return KernelClassifier(
            tuple(
                tuple([weights[places[at]] if at in places else 0.0 for at in range(count)])
                for weights in self.weights
            )
        )


def fit_kernel(
    similarities: Sequence[_Vector],
    sample_weights: _Vector,
    offsets: Sequence[_Vector],
    targets: Sequence[_Vector],
    link: Link,
    ridge: float = RIDGE,
) -> KernelClassifier:
    """Fit a residual to labelled examples.

    `similarities` [examples][examples] are cosines about a centre, `sample_weights` [examples] how
    much each counts (a full example: 1), `offsets` [examples][labels] the logits they have without
    the residual, `targets` [examples][labels] what should hold (0 to 1); `link` makes probabilities
    of logits (a softmax, or sigmoids); `ridge` is the L2 penalty.
    """
    roots = [math.sqrt(weight) for weight in sample_weights]
    gram = [
        [_kernel(one) * root for one, root in zip(row, roots, strict=True)] for row in similarities
    ]
    # Half the kernel bounds the curvature of a softmax, and of sigmoids all the more.
    bound = [[one * root / 2 for one in row] for row, root in zip(gram, roots, strict=True)]
    problem = _Problem(gram, roots, offsets, targets, link, ridge, _factor(bound, ridge))
    now = change = [[0.0] * len(gram) for _ in targets[0]]
    age = 0  # iterations since the momentum was last restarted
    for _ in range(max(1, min(_ITERATIONS, _BUDGET // (2 * len(now) * len(gram) ** 2)))):
        ahead = _plus(now, change, age / (age + 3))
        steps = problem.newton_steps(ahead)
        later = _plus(ahead, steps, 1.0)
        change = _plus(later, now, -1.0)
        now = later
        onward = sum([dot(step, changed) for step, changed in zip(steps, change, strict=True)]) > 0
        age = age + 1 if onward else 0
        if max([max(map(abs, step)) for step in steps]) < _CLOSE_ENOUGH:
            break
    return KernelClassifier(tuple([tuple(map(mul, column, roots)) for column in now]))


@dataclass(frozen=True, slots=True)
class _Problem:
    """What an iteration needs; matrices are [examples][examples] or [examples][labels]."""

    gram: _Matrix
    roots: list[float]
    offsets: Sequence[_Vector]
    targets: Sequence[_Vector]
    link: Link
    ridge: float
    factor: tuple[_Matrix, _Matrix]

    def newton_steps(self, weights: _Matrix) -> _Matrix:
        """The step of each weight [labels][examples] to the minimum of the bound."""
        residuals = zip(
            *[[dot(row, column) for row in self.gram] for column in weights], strict=True
        )
        errors = [
            [
                wanted - probability
                for wanted, probability in zip(target, self.link(_sum(offset, more)), strict=True)
            ]
            for target, offset, more in zip(self.targets, self.offsets, residuals, strict=True)
        ]
        return [
            _solve(
                self.factor,
                [
                    root * one - self.ridge * weight
                    for root, one, weight in zip(self.roots, error, column, strict=True)
                ],
            )
            for error, column in zip(zip(*errors, strict=True), weights, strict=True)
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
