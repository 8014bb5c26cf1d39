"""Thresholds: what the rows can bear is promised, what they cannot is said with what is missing."""

import math
import re
from random import Random

import pytest

from hearthside.classify.threshold import (
    NOTHING,
    Accuracy,
    Cost,
    Goal,
    accepts,
    bar_of,
    fit_threshold,
    least_rows,
    percent,
)
from hearthside.errors import InvalidInput
from tests.unit.classify.judging import decided, drawn, judged, rows


def test_all_right_and_enough_of_them_may_stand() -> None:
    found = fit_threshold(rows(200, 0), Accuracy(0.95))
    assert (found.promise, found.at, found.coverage, found.n) == (True, 0.9, 1.0, 200)
    assert found.accuracy == found.high == 1.0
    assert found.low > 0.95
    assert "200" in found.words


def test_the_same_share_right_of_few_rows_is_no_promise() -> None:
    found = fit_threshold(rows(20, 0), Accuracy(0.95))
    assert not found.promise
    assert (found.at, found.n, found.accuracy) == (0.9, 20, 1.0)
    assert "too few to promise that 95\u00a0% are right" in found.words
    assert "about 90 more" in found.words  # 110 rows, all right, can bear it


def test_no_rows_promise_nothing_and_accept_nothing() -> None:
    found = fit_threshold([], Accuracy(0.9))
    assert (found.promise, found.at, found.n) == (False, NOTHING, 0)
    assert (found.low, found.high) == (0.0, 1.0)
    assert "at least 52" in found.words
    assert not accepts(found, decided(1.0))


def test_all_wrong_accepts_nothing_and_says_that_rows_are_not_what_is_missing() -> None:
    found = fit_threshold(rows(0, 300), Accuracy(0.8))
    assert (found.promise, found.at) == (False, NOTHING)
    assert "better examples" in found.words


@pytest.mark.parametrize("n", [1, 2, 9])
def test_a_handful_of_rows_is_not_guessed_from(n: int) -> None:
    found = fit_threshold(rows(n, 0), Accuracy(0.9))
    assert (found.promise, found.at) == (False, NOTHING)
    assert "too few" in found.words


def test_one_more_row_makes_the_promise() -> None:
    need = least_rows(0.9)
    assert need == 52
    assert not fit_threshold(rows(need - 1, 0), Accuracy(0.9)).promise
    assert fit_threshold(rows(need, 0), Accuracy(0.9)).promise


def test_rows_of_one_probability_stand_or_fall_together() -> None:
    world = rows(150, 0, 0.9) + rows(75, 75, 0.6)
    found = fit_threshold(world, Accuracy(0.95))
    assert (found.promise, found.at, found.n) == (True, 0.9, 150)
    tied = rows(225, 75, 0.9)
    assert fit_threshold(tied, Accuracy(0.95)).at == NOTHING
    assert fit_threshold(tied, Accuracy(0.6)).n == 300


def test_the_threshold_accepts_the_rows_it_was_counted_on() -> None:
    world = drawn(500, 2, lambda p: 0.2 + 0.8 * p)
    found = fit_threshold(world, Accuracy(0.9))
    kept = [row for row in world if accepts(found, row.decision)]
    assert found.promise
    assert len(kept) == found.n
    assert found.coverage == found.n / 500
    assert found.accuracy == sum(row.right for row in kept) / found.n


def test_wanting_more_never_accepts_more() -> None:
    world = drawn(2000, 4, lambda p: p)
    sizes = [fit_threshold(world, Accuracy(share)).n for share in (0.6, 0.7, 0.8, 0.9)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 2000


def test_a_guess_is_the_cut_nearest_to_a_promise() -> None:
    world = rows(38, 0, 0.95) + rows(16, 6, 0.7)  # 54 of 60 is just 90 %, and all 38 are right
    found = fit_threshold(world, Accuracy(0.9))
    assert not found.promise
    assert (found.at, found.n) == (0.95, 38)


def test_order_does_not_matter() -> None:
    world = drawn(300, 5, lambda p: p)
    assert fit_threshold(world, Accuracy(0.8)) == fit_threshold(world[::-1], Accuracy(0.8))


@pytest.mark.whole
@pytest.mark.portable
@pytest.mark.parametrize("n", [60, 200, 500])
@pytest.mark.parametrize("share", [0.8, 0.9])
def test_false_promises_are_rarer_than_one_in_twenty(n: int, share: float) -> None:
    """The hardest world: confidence tells nothing, and the truth lies just under what is wanted."""
    worlds, coin = 300, Random(n)
    broken = 0
    for _ in range(worlds):
        world = [judged(0.5 + i / n / 2, coin.random() < share - 0.001) for i in range(n)]
        broken += fit_threshold(world, Accuracy(share)).promise
    assert broken < worlds / 20


def test_a_useful_world_is_promised_a_useful_share() -> None:
    found = fit_threshold(drawn(2000, 6, lambda p: p), Accuracy(0.9))
    assert found.promise
    # Truly the rows from 0.8 on would do, 40 % of all; what chance might hide costs half of them.
    assert 0.15 < found.coverage < 0.4
    assert found.at > 0.8


def test_chow_by_hand() -> None:
    assert bar_of(Cost(mistake=10, person=1)) == pytest.approx(0.9)
    assert bar_of(Cost(mistake=1, person=1)) == 0.0
    assert bar_of(Cost(mistake=0, person=0)) == 0.0
    assert bar_of(Cost(mistake=5, person=0)) == 1.0


def test_a_dear_mistake_sends_more_to_a_person() -> None:
    world = drawn(3000, 7, lambda p: p)
    found = [fit_threshold(world, Cost(mistake, 1.0)) for mistake in (2.5, 5.0, 10.0)]
    assert all(one.promise for one in found)
    assert [one.n for one in found] == sorted((one.n for one in found), reverse=True)
    # Where probabilities are honest Chow's rule accepts from 1 - 1/5 on.
    assert found[1].at == pytest.approx(0.8, abs=0.08)


def test_a_promise_by_cost_is_cheaper_than_a_person_for_all() -> None:
    world, goal = drawn(2000, 8, lambda p: p), Cost(6.0, 1.0)
    found = fit_threshold(world, goal)
    wrong = sum(not row.right for row in world if accepts(found, row.decision))
    spent = goal.mistake * wrong + goal.person * (2000 - found.n)
    assert found.promise
    assert spent < goal.person * 2000
    assert "less than a person" in found.words


@pytest.mark.parametrize("world", [[], rows(3, 3)])
def test_a_mistake_no_dearer_than_a_person_lets_all_stand(world: list) -> None:  # type: ignore[type-arg]
    found = fit_threshold(world, Cost(1.0, 2.0))
    assert (found.at, found.promise) == (0.0, True)


def test_a_person_for_nothing_sees_everything() -> None:
    found = fit_threshold(rows(500, 0), Cost(1.0, 0.0))
    assert (found.at, found.promise) == (NOTHING, False)
    assert "costs nothing" in found.words


@pytest.mark.parametrize(
    "goal",
    [
        Accuracy(0.0),
        Accuracy(1.0),
        Accuracy(math.nan),
        Accuracy(95.0),
        Cost(-1.0, 1.0),
        Cost(1.0, math.nan),
        Cost(math.inf, 1.0),
    ],
)
def test_a_goal_that_is_none_is_refused(goal: Goal) -> None:
    with pytest.raises(InvalidInput, match=r"%|number"):
        fit_threshold(rows(9, 0), goal)


@pytest.mark.parametrize("goal", [Accuracy(0.8), Accuracy(0.999), Cost(20.0, 1.0), Cost(3.0, 0.1)])
@pytest.mark.parametrize("n", [0, 1, 10, 30, 100, 400])
@pytest.mark.parametrize("skill", [0.0, 0.5, 0.85, 1.0])
def test_words_are_one_sentence_with_the_number_of_rows(goal: Goal, n: int, skill: float) -> None:
    words = fit_threshold(drawn(n, n, lambda _: skill), goal).words
    assert words.count(".") - len(re.findall(r"\d\.\d", words)) == 1
    assert words.endswith(".")
    assert {0: "No row", 1: "One"}.get(n, str(n)) in words


def test_close_to_the_line_no_number_of_rows_is_named() -> None:
    assert "too close to the line" in fit_threshold(rows(90, 10), Accuracy(0.9)).words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0"), (1.0, "100"), (0.97, "97"), (0.945, "94.5"), (2 / 3, "66.7"),
        (0.99999, "over 99.9"), (0.00001, "under 0.1"),
    ],
)  # fmt: skip
def test_shares_are_said_without_rounding_to_all_or_none(share: float, words: str) -> None:
    assert percent(share) == f"{words}\u00a0%"
