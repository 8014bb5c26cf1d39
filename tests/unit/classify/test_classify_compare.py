"""Comparing ways: McNemar's exact numbers, and words that do not call luck a difference."""

from random import Random

import pytest

from hearthside.classify.compare import better_of, mcnemar
from hearthside.classify.report import Judged
from hearthside.errors import InvalidInput
from tests.unit.classify.judging import judged, rows


def truths(marks: str) -> list[Judged]:
    """`+` for a row that is right, `-` for one that is not; the truth is "yes" for all."""
    return [judged(0.8, True) if mark == "+" else judged(0.8, False, "no") for mark in marks]


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (5, 5, 1.0),
        (6, 0, 2 / 64),
        (0, 6, 2 / 64),
        (8, 1, 2 * (1 + 9) / 512),
        (3, 12, 2 * (1 + 15 + 105 + 455) / 32768),
    ],
)
def test_mcnemar_by_hand(one: int, other: int, p: float) -> None:
    assert mcnemar(one, other) == pytest.approx(p)


def test_mcnemar_of_ten_thousand_rows() -> None:
    assert mcnemar(5000, 5000) == 1.0
    assert mcnemar(4800, 5200) == pytest.approx(6.6e-5, rel=0.02)  # by the normal, with correction
    assert mcnemar(0, 10_000) == 0.0


def test_the_better_of_two_is_named_with_its_figures() -> None:
    found = better_of({"plain": truths("+" * 10 + "-" * 20), "taught": truths("+" * 30)})
    assert (found.best, found.sure, found.n) == ("taught", True, 30)
    assert found.accuracies == (("plain", 10 / 30), ("taught", 1.0))
    [contest] = found.contests
    assert (contest.only_best, contest.only_other) == (20, 0)
    assert "30 labelled rows" in found.words
    assert "more than luck" in found.words


def test_a_small_lead_is_called_small() -> None:
    found = better_of({"a": truths("++++-"), "b": truths("+++--")})
    assert (found.best, found.sure) == ("a", False)
    assert "too little to tell them apart" in found.words


def test_of_equals_the_first_is_kept() -> None:
    found = better_of({"first": truths("+-+-"), "second": truths("-+-+")})
    assert (found.best, found.sure) == ("first", False)


def test_with_more_ways_more_is_asked_of_the_lead() -> None:
    lead, behind = truths("+" * 6), truths("-" * 6)
    assert better_of({"a": lead, "b": behind}).sure
    assert not better_of({"a": lead, "b": behind, "c": behind}).sure


@pytest.mark.parametrize("n", [0, 4])
def test_one_way_alone_is_the_best_there_is(n: int) -> None:
    found = better_of({"only": truths("+" * n)})
    assert (found.best, found.n, found.contests) == ("only", n, ())


@pytest.mark.parametrize(
    "candidates", [{}, {"a": rows(2, 0), "b": rows(1, 0)}, {"a": rows(1, 1), "b": rows(2, 0)}]
)
def test_what_cannot_be_compared_is_refused(candidates: dict[str, list[Judged]]) -> None:
    with pytest.raises(InvalidInput):
        better_of(candidates)


def test_equally_good_ways_are_seldom_called_different() -> None:
    coin, sure = Random(5), 0
    for _ in range(400):
        marks = ["".join(coin.choice("+++-") for _ in range(80)) for _ in range(2)]
        sure += better_of({"a": truths(marks[0]), "b": truths(marks[1])}).sure
    assert sure <= 20
