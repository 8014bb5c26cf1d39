"""Softmax regression held near zero (L2), in the span of its examples.

Logits are offsets plus kernel [n, n] times weights [n, labels]. Minimised by conjugate gradients in
the kernel's own metric: a step of plain descent there is a step towards the classes' centroids, so
that the first step is the classifier by centroids and some six more finish it. Each round costs one
product of matrices, which somebody else computes, and a few passes over n x labels numbers in
Python. The same input gives the same weights. Knows nothing of texts, vectors or labels' names.

Sources: Zhu & Hastie, J. Comput. Graph. Stat. 14 (2005), kernel logistic regression; Hestenes &
Stiefel 1952 for the direction; Jaakkola & Haussler, AISTATS 1999, for leaving an example out of its
own logits.
"""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import mul
from typing import Final

from hearthside.ports import Matrices

# How strongly weights are held to zero: chosen on CLINC150's validation part, where 0.1 to 0.3 are
# equally good and more takes fewer rounds.
RIDGE: Final = 0.2
ROUNDS: Final = 9
# The gradient's length, as a share of what it was, at which more rounds change no decision.
CLOSE_ENOUGH: Final = 0.01
# A step so long that the slope turned over by this share of itself went too far.
_OVERSHOT: Final = 0.5

Floats = Sequence[float]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be learned. All matrices are flat, row by row.

    `kernel` float32 bytes [n, n]; `offsets` [n, labels] logits before anything is learned;
    `targets` [n]: which labels hold for each example; `apart`: labels hold each by itself
    (sigmoids), else one of them does (a softmax).
    """

    kernel: bytes
    offsets: Floats
    targets: Sequence[frozenset[int]]
    labels: int
    apart: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """`weights` and `logits`, flat [n, labels], and after how many `rounds`."""

    weights: Floats
    logits: Floats
    rounds: int


@dataclass(slots=True)
class _Walk:
    """A point on the way down: flat lists [n, labels]; `kernel_gradient` is kernel x gradient."""

    weights: list[float]
    logits: list[float]
    chances: list[float]
    gradient: list[float]


async def solve(
    matrices: Matrices,
    problem: Problem,
    rounds: int = ROUNDS,
    close_enough: float = CLOSE_ENOUGH,
) -> Solution:
    """The weights; see the module. Raises what `Matrices.product` raises."""
    n, wide = len(problem.targets), problem.labels
    now = _at(problem, [0.0] * (n * wide), list(problem.offsets))
    ahead = await _through(matrices, problem, now.gradient)
    move, moved = _negative(now.gradient), _negative(ahead)
    first = square = _dot(now.gradient, ahead)
    done = 0
    while done < rounds and square > first * close_enough**2:
        slope = _dot(now.gradient, moved)
        if slope >= 0.0:  # lost the way: straight down from here
            move, moved = _negative(now.gradient), _negative(ahead)
            slope = -square
        step = -slope / _bend(problem, now, move, moved)
        later = _stepped(problem, now, move, moved, step)
        turned = _dot(later.gradient, moved)
        if turned > -_OVERSHOT * slope:
            later = _stepped(problem, now, move, moved, step * slope / (slope - turned))
            turned = _dot(later.gradient, moved)
        beyond = await _through(matrices, problem, later.gradient)
        square = _dot(later.gradient, beyond)
        gained = square - _dot(now.gradient, beyond)
        pace = max(0.0, gained / (turned - slope)) if turned > slope else 0.0
        move = [pace * one - down for one, down in zip(move, later.gradient, strict=True)]
        moved = [pace * one - down for one, down in zip(moved, beyond, strict=True)]
        now, ahead, done = later, beyond, done + 1
    return Solution(now.weights, now.logits, done)


def chances_of(logits: Floats, labels: int, apart: bool) -> list[float]:
    """Probabilities, flat [n, labels]: each row adds up to one, or each stands by itself."""
    if apart:
        return [1.0 / (1.0 + math.exp(-max(-700.0, one))) for one in logits]
    chances: list[float] = []
    for start in range(0, len(logits), labels):
        row = logits[start : start + labels]
        high = max(row)
        parts = [math.exp(one - high) for one in row]
        chances += map(mul, parts, repeat(1.0 / sum(parts)))
    return chances


def _at(problem: Problem, weights: list[float], logits: list[float]) -> _Walk:
    chances = chances_of(logits, problem.labels, problem.apart)
    gradient = [chance + RIDGE * weight for chance, weight in zip(chances, weights, strict=True)]
    for row, places in enumerate(problem.targets):
        for place in places:
            gradient[row * problem.labels + place] -= 1.0
    return _Walk(weights, logits, chances, gradient)


def _stepped(
    problem: Problem, now: _Walk, move: list[float], moved: list[float], step: float
) -> _Walk:
    return _at(
        problem,
        [one + step * more for one, more in zip(now.weights, move, strict=True)],
        [one + step * more for one, more in zip(now.logits, moved, strict=True)],
    )


def _bend(problem: Problem, now: _Walk, move: list[float], moved: list[float]) -> float:
    """The second derivative along the way."""
    weighed = list(map(mul, now.chances, moved))
    bend = RIDGE * _dot(move, moved)
    if problem.apart:
        rest = [one - one * chance for one, chance in zip(weighed, now.chances, strict=True)]
        return max(bend + _dot(rest, moved), 1e-12)
    wide = problem.labels
    means = [sum(weighed[start : start + wide]) for start in range(0, len(weighed), wide)]
    return max(bend + _dot(weighed, moved) - _dot(means, means), 1e-12)


async def _through(matrices: Matrices, problem: Problem, values: list[float]) -> "array[float]":
    """kernel times `values`, flat [n, labels]."""
    product = await matrices.product(
        problem.kernel, transposed(values, problem.labels), len(problem.targets)
    )
    return floats(product)


def transposed(values: Floats, columns: int) -> bytes:
    """float32 little-endian bytes [columns, n] of flat `values` [n, columns]."""
    flat = array("f", values)
    turned = array("f")
    for column in range(columns):
        turned += flat[column::columns]
    return turned.tobytes()


def floats(data: bytes) -> "array[float]":
    """The float32 numbers in little-endian bytes."""
    found = array("f")
    found.frombytes(data)
    return found


def _negative(values: Floats) -> list[float]:
    return [-one for one in values]


def _dot(left: Floats, right: Floats) -> float:
    return float(sum(map(mul, left, right)))
