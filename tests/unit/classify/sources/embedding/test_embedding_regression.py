"""Softmax regression: it reaches the minimum, whatever the numbers, and in few products."""

import math
from array import array
from random import Random

import pytest

from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.classify.sources.embedding.regression import (
    RIDGE,
    Problem,
    Solution,
    probabilities_of,
    solve,
    transposed,
)
from tests.unit.classify.sources.embedding.vectors import cloud


class Counted(FakeMatrices):
    """Counts products."""

    products = 0

    async def product(self, a: bytes, b: bytes, inner: int) -> bytes:
        self.products += 1
        return await super().product(a, b, inner)


def problem(
    pairs: list[tuple[tuple[float, ...], int]], labels: int, *, apart: bool = False, lean: float = 0
) -> Problem:
    kernel = array("f")
    for one, _ in pairs:
        kernel.extend([math.fsum(map(float.__mul__, one, other)) for other, _ in pairs])
    offsets = [lean * (label == 0) for _ in pairs for label in range(labels)]
    targets = [frozenset({label}) for _, label in pairs]
    return Problem(kernel.tobytes(), offsets, targets, labels, apart)


def steepness(asked: Problem, found: Solution) -> float:
    """The largest slope of what is minimised, along any one weight: 0 at the minimum."""
    probabilities = probabilities_of(found.logits, asked.labels, asked.apart)
    kernel, n = array("f", asked.kernel), len(asked.targets)
    wrong = [
        chance + RIDGE * weight - (at % asked.labels in asked.targets[at // asked.labels])
        for at, (chance, weight) in enumerate(zip(probabilities, found.weights, strict=True))
    ]
    return max(
        abs(math.fsum(map(float.__mul__, kernel[row * n : (row + 1) * n], wrong[label::wide])))
        for wide in [asked.labels]
        for row in range(n)
        for label in range(wide)
    )


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("labels", [2, 7])
@pytest.mark.parametrize("clear", [0.0, 0.3, 3.0])
async def test_enough_rounds_reach_the_minimum(labels: int, clear: float, apart: bool) -> None:
    asked = problem(cloud(labels, 6, apart=clear), labels, apart=apart, lean=1.0)
    found = await solve(FakeMatrices(), asked, 300, 1e-6)
    assert steepness(asked, found) < 1e-3
    kernel = array("f", asked.kernel)
    n = len(asked.targets)
    for row in range(n):
        for label in range(labels):
            column = [found.weights[other * labels + label] for other in range(n)]
            pulled = math.fsum(map(float.__mul__, kernel[row * n : (row + 1) * n], column))
            at = row * labels + label
            assert found.logits[at] == pytest.approx(asked.offsets[at] + pulled, abs=1e-4)


async def test_the_usual_rounds_come_near_it_with_one_product_each() -> None:
    asked = problem(cloud(10, 6, apart=0.8), 10)
    counted = Counted()
    found = await solve(counted, asked)
    assert counted.products == found.rounds + 1 <= 10
    best = await solve(FakeMatrices(), asked, 300, 1e-6)
    far = max(abs(a - b) for a, b in zip(found.logits, best.logits, strict=True))
    assert far < 0.05 * max(map(abs, best.logits))


async def test_the_first_step_is_the_classifier_by_centroids() -> None:
    pairs = cloud(3, 5, apart=2.0)
    found = await solve(FakeMatrices(), problem(pairs, 3), 1)
    means = [
        [math.fsum(column) for column in zip(*[v for v, own in pairs if own == label], strict=True)]
        for label in range(3)
    ]
    for row, (vector, _) in enumerate(pairs):
        by_mean = [math.fsum(map(float.__mul__, vector, mean)) for mean in means]
        logits = list(found.logits[row * 3 : row * 3 + 3])
        assert by_mean.index(max(by_mean)) == logits.index(max(logits))


async def test_the_same_input_gives_the_same_weights_to_the_bit() -> None:
    asked = problem(cloud(5, 4), 5)
    assert await solve(FakeMatrices(), asked) == await solve(FakeMatrices(), asked)


async def test_what_cannot_be_told_apart_is_left_even() -> None:
    same = [((1.0, 0.0), 0), ((1.0, 0.0), 1)] * 3
    found = await solve(FakeMatrices(), problem(same, 2), 100)
    assert probabilities_of(found.logits, 2, False) == pytest.approx([0.5] * 12)


async def test_sure_offsets_and_far_logits_stay_numbers() -> None:
    asked = problem(cloud(3, 4), 3, lean=800.0)
    found = await solve(FakeMatrices(), asked)
    assert all(map(math.isfinite, [*found.weights, *found.logits]))
    assert probabilities_of([-9000.0, 9000.0], 2, True) == pytest.approx([0.0, 1.0])


def test_transposed_is_by_columns() -> None:
    draw = Random(1)
    flat = [draw.random() for _ in range(6)]
    assert array("f", transposed(flat, 2)) == array("f", [*flat[::2], *flat[1::2]])
