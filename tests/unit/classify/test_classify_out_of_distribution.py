"""How strange a text is: a share of left-out examples, and a cut that rows of a person set."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from hearthside.classify.out_of_distribution import (
    OOD_CUT,
    Reference,
    fit_ood_cut,
    is_out_of_distribution,
)
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from tests.unit.classify.judging import decided


def strange(value: float | None):  # type: ignore[no-untyped-def]
    return replace(decided(0.9), ood_score=value)


@pytest.mark.parametrize("n", [19, 30, 3000])
def test_it_is_the_share_of_examples_that_came_nearer(n: int) -> None:
    draw = Random(1)
    nearness = [draw.gauss(5, 2) for _ in range(n)]
    reference = Reference.of(nearness)
    assert reference is not None
    for wanted in (0.1, 0.5, 0.9):
        at = sorted(nearness)[int((1 - wanted) * n)]
        assert reference.ood_score(at) == pytest.approx(wanted, abs=0.1)
    assert reference.ood_score(min(nearness)) == pytest.approx(n / (n + 1))
    assert reference.ood_score(max(nearness)) == pytest.approx(1 / (n + 1))
    assert reference.ood_score(-1e9) == 1.0 and reference.ood_score(1e9) == 0.0


@pytest.mark.portable
@pytest.mark.parametrize(
    "n", [10, 14, 19, 20, 38, *[pytest.param(n, marks=pytest.mark.whole) for n in (30, 65, 200)]]
)
def test_of_texts_like_the_examples_as_many_stay_as_is_said(n: int) -> None:
    draw, stayed, tries = Random(n), 0, 4000
    for _ in range(tries):
        reference = Reference.of([draw.gauss(0, 1) for _ in range(n)])
        assert reference is not None
        stayed += reference.ood_score(draw.gauss(0, 1)) <= OOD_CUT
    assert stayed / tries == pytest.approx(0.957, abs=0.017)  # 0.95, or a little more


@pytest.mark.portable
@pytest.mark.parametrize(
    ("n", "keep"),
    [
        *[(19, 0.95), (20, 0.95), (9, 0.9), (12, 0.8)],
        *[
            pytest.param(n, keep, marks=pytest.mark.whole)
            for n, keep in ((25, 0.95), (39, 0.95), (99, 0.99))
        ],
    ],
)
def test_the_cut_keeps_what_it_says_of_rows_that_it_has_not_seen(n: int, keep: float) -> None:
    draw, stayed, tries = Random(n), 0, 4000
    for _ in range(tries):
        cut = fit_ood_cut([strange(draw.random()) for _ in range(n)], keep=keep)
        assert "too few" not in cut.words
        stayed += draw.random() <= cut.at
    low = keep - 3 * (keep * (1 - keep) / tries) ** 0.5
    assert low <= stayed / tries <= keep + 1 / (n + 1) + keep - low


@pytest.mark.parametrize(("n", "keep", "least"), [(18, 0.95, 19), (8, 0.9, 9), (98, 0.99, 99)])
def test_rows_too_few_to_promise_say_how_many_it_takes(n: int, keep: float, least: int) -> None:
    cut = fit_ood_cut([strange(at / n) for at in range(n)], keep=keep)
    assert cut.at == keep and f"it takes {least}" in cut.words
    enough = fit_ood_cut([strange(at / least) for at in range(least)], keep=keep)
    assert enough.kept == 1.0 and "too few" not in enough.words


def test_it_falls_with_every_bit_of_nearness() -> None:
    reference = Reference.of([1.0, 2.0, 2.0, 3.0, 3.5, 4.0, 4.0, 5.0, 6.0, 9.0] * 2)
    assert reference is not None
    seen = [reference.ood_score(at / 50) for at in range(0, 500)]
    assert all(one > other for one, other in pairwise(seen))


def test_equal_examples_and_too_few() -> None:
    assert Reference.of([1.0] * 9) is None
    reference = Reference.of([1.0] * 19)
    assert reference is not None and reference.ood_score(0.9) > 0.95 > 0.05 > reference.ood_score(
        1.1
    )


def test_the_cut_keeps_what_was_asked() -> None:
    inside = [strange(at / 100) for at in range(100)]
    outside = [strange(0.5), strange(0.99), strange(0.995)]
    cut = fit_ood_cut(inside, outside, keep=0.9)
    assert (cut.kept, cut.n, cut.outsiders) == (0.91, 100, 3)  # the 91st of 100 and one more
    assert cut.caught == pytest.approx(2 / 3) and cut.low < 0.91 < cut.high
    assert sum(is_out_of_distribution(one, cut.at) for one in inside) == 9
    assert "91" in cut.words and "2" in cut.words


def test_few_rows_leave_it_to_the_examples() -> None:
    cut = fit_ood_cut([strange(0.2)] * 5)
    assert cut.at == 0.95 and cut.caught is None and "too few" in cut.words
    assert fit_ood_cut([]).n == 0


def test_what_cannot_be_said_is_refused() -> None:
    assert not is_out_of_distribution(strange(None), 0.0)
    for rows, keep in (([strange(None)], 0.9), ([strange(0.1)], 1.0), ([strange(0.1)], 0.0)):
        with pytest.raises(InvalidInput) as caught:
            fit_ood_cut(rows, keep=keep)
        assert caught.value.code == Code.CALL_INVALID
