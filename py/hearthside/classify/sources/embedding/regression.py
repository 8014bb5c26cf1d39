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
class _Point:
    """A point on the way down: flat lists [n, labels]."""

    weights: list[float]
    logits: list[float]
    probabilities: list[float]
    gradient: list[float]


async def solve(
    matrices: Matrices,
    problem: Problem,
    rounds: int = ROUNDS,
    close_enough: float = CLOSE_ENOUGH,
) -> Solution:
    """The weights; see the module. Raises what `Matrices.product` raises.

    `k_` names a product with the kernel: the gradient in the kernel's metric, and how the logits
    move along a direction. `beta` is Hestenes and Stiefel's, never below zero.
    """
    n, wide = len(problem.targets), problem.labels
    point = _at(problem, [0.0] * (n * wide), list(problem.offsets))
    k_gradient = await _through(matrices, problem, point.gradient)
    direction, k_direction = _negative(point.gradient), _negative(k_gradient)
    first = squared_norm = _dot(point.gradient, k_gradient)
    done = 0
    while done < rounds and squared_norm > first * close_enough**2:
        slope = _dot(point.gradient, k_direction)
        if slope >= 0.0:  # lost the way: straight down from here
            direction, k_direction = _negative(point.gradient), _negative(k_gradient)
            slope = -squared_norm
        next_point, next_slope = _along(problem, point, direction, k_direction, slope)
        next_k_gradient = await _through(matrices, problem, next_point.gradient)
        squared_norm = _dot(next_point.gradient, next_k_gradient)
        growth = squared_norm - _dot(point.gradient, next_k_gradient)
        beta = max(0.0, growth / (next_slope - slope)) if next_slope > slope else 0.0
        direction = _turned(beta, direction, next_point.gradient)
        k_direction = _turned(beta, k_direction, next_k_gradient)
        point, k_gradient, done = next_point, next_k_gradient, done + 1
    return Solution(point.weights, point.logits, done)


def _along(
    problem: Problem,
    point: _Point,
    direction: list[float],
    k_direction: list[float],
    slope: float,
) -> tuple[_Point, float]:
    """The point a Newton step along the direction, or nearer where that goes too far; the slope
    there."""
    step = -slope / _curvature(problem, point, direction, k_direction)
    there = _stepped(problem, point, direction, k_direction, step)
    new_slope = _dot(there.gradient, k_direction)
    if new_slope > -_OVERSHOT * slope:
        nearer = step * slope / (slope - new_slope)
        there = _stepped(problem, point, direction, k_direction, nearer)
        new_slope = _dot(there.gradient, k_direction)
    return there, new_slope


def probabilities_of(logits: Floats, labels: int, apart: bool) -> list[float]:
    """Probabilities, flat [n, labels]: each row adds up to one, or each stands by itself."""
    if apart:
        return [1.0 / (1.0 + math.exp(-max(-700.0, one))) for one in logits]
    probabilities: list[float] = []
    for start in range(0, len(logits), labels):
        row = logits[start : start + labels]
        high = max(row)
        parts = [math.exp(one - high) for one in row]
        probabilities += map(mul, parts, repeat(1.0 / sum(parts)))
    return probabilities


def _at(problem: Problem, weights: list[float], logits: list[float]) -> _Point:
    probabilities = probabilities_of(logits, problem.labels, problem.apart)
    gradient = [
        probability + RIDGE * weight
        for probability, weight in zip(probabilities, weights, strict=True)
    ]
    for row, places in enumerate(problem.targets):
        for place in places:
            gradient[row * problem.labels + place] -= 1.0
    return _Point(weights, logits, probabilities, gradient)


def _stepped(
    problem: Problem, point: _Point, direction: list[float], k_direction: list[float], step: float
) -> _Point:
    return _at(
        problem,
        [one + step * more for one, more in zip(point.weights, direction, strict=True)],
        [one + step * more for one, more in zip(point.logits, k_direction, strict=True)],
    )


def _turned(beta: float, direction: list[float], gradient: Floats) -> list[float]:
    """beta x direction - gradient."""
    return [beta * one - down for one, down in zip(direction, gradient, strict=True)]


def _curvature(
    problem: Problem, point: _Point, direction: list[float], k_direction: list[float]
) -> float:
    """The second derivative along the way."""
    weighed = list(map(mul, point.probabilities, k_direction))
    curvature = RIDGE * _dot(direction, k_direction)
    if problem.apart:
        rest = [
            one - one * probability
            for one, probability in zip(weighed, point.probabilities, strict=True)
        ]
        return max(curvature + _dot(rest, k_direction), 1e-12)
    wide = problem.labels
    means = [sum(weighed[start : start + wide]) for start in range(0, len(weighed), wide)]
    return max(curvature + _dot(weighed, k_direction) - _dot(means, means), 1e-12)


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
