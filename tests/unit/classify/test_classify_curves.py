"""Reports: known intervals, calibration of known worlds, and curves that add up."""

import math

import pytest

from hearthside.classify.features import decision_of
from hearthside.classify.labels import Label
from hearthside.classify.report import Judged, curve, report, wilson
from tests.unit.classify.judging import decided, drawn, judged, rows


@pytest.mark.parametrize(
    ("correct", "n", "low", "high"),
    [  # by hand, and as the tables have them
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (1, 1, 0.2065, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17 (1998), table I
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_wilson_gives_the_known_intervals(correct: int, n: int, low: float, high: float) -> None:
    assert wilson(correct, n) == pytest.approx((low, high), abs=6e-5)


def test_wilson_knows_nothing_of_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("n", [1, 2, 7, 50, 10_000])
def test_wilson_holds_the_share_and_stays_within_bounds(n: int) -> None:
    for correct in range(0, n + 1, max(1, n // 50)):
        low, high = wilson(correct, n)
        assert 0.0 <= low <= correct / n <= high <= 1.0
        mirrored = wilson(n - correct, n)
        assert mirrored == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)


def test_wilson_narrows_as_rows_come_in() -> None:
    widths = [high - low for low, high in (wilson(n * 4 // 5, n) for n in (5, 20, 100, 1000))]
    assert widths == sorted(widths, reverse=True)


def test_a_report_of_nothing_promises_nothing() -> None:
    found = report([], ("a", "b"))
    assert (found.n, found.correct, found.accuracy, found.low, found.high) == (0, 0, 0.0, 0.0, 1.0)
    assert (found.ece, found.bins, found.curve) == (0.0, (), ())
    assert found.confusion == ((0, 0), (0, 0))


def test_calibration_error_by_hand() -> None:
    # Ten rows at 0.9 of which 6 are right, ten at 0.6 of which 8 are: (10*0.3 + 10*0.2) / 20.
    found = report(rows(6, 4, 0.9) + rows(8, 2, 0.6))
    assert found.ece == pytest.approx(0.25)
    assert [(b.low, b.n, b.accuracy) for b in found.bins] == [(0.6, 10, 0.8), (0.9, 10, 0.6)]
    assert [b.confidence for b in found.bins] == pytest.approx([0.6, 0.9])


def test_a_certain_row_belongs_to_the_last_bin() -> None:
    [only] = report([judged(1.0, True)]).bins
    assert (only.low, only.high, only.n, only.confidence) == (0.9, 1.0, 1, 1.0)


@pytest.mark.portable
def test_an_honest_world_has_little_calibration_error_and_a_boastful_one_much() -> None:
    honest = report(drawn(20_000, 1, lambda p: p))
    boastful = report(drawn(20_000, 1, lambda p: p - 0.2))
    assert honest.ece < 0.02
    assert boastful.ece == pytest.approx(0.2, abs=0.02)


def test_confusion_counts_by_true_then_decided_label() -> None:
    found = report(
        [Judged(decided(0.9, "b", "a"), "a"), *[Judged(decided(0.9, "a", "b"), "a")] * 3],
        ("b", "a"),
    )
    assert found.labels == ("b", "a")
    assert found.confusion == ((0, 0), (1, 3))


def test_labels_that_nobody_listed_come_after_the_others() -> None:
    found = report([Judged(decided(0.9, "z", "y"), "x")], ("b", "b", "z"))
    assert found.labels == ("b", "z", "x")
    assert sum(map(sum, found.confusion)) == 1


def test_one_class_alone_is_counted_like_any_other() -> None:
    found = report(rows(5, 0))
    assert (found.labels, found.confusion, found.accuracy) == (("yes",), ((5,),), 1.0)


def test_several_true_labels_must_all_be_chosen_and_no_other() -> None:
    both = decided(0.9, "a", "b")
    chosen = Judged(both, "a")
    assert chosen.right
    assert not Judged(both, "a", ("b",)).right
    assert not Judged(both, "").right


def test_being_sure_that_no_label_holds_is_being_sure() -> None:
    labels = [Label("a"), Label("b")]
    none = decision_of(labels, "many", [0.1, 0.1])
    assert (none.chosen, none.probability) == ((), pytest.approx(0.81))
    assert decision_of(labels, "many", [0.9, 0.5]).probability == pytest.approx(0.45)
    assert decision_of(labels, "one", [0.1, 0.9]).probability == 0.9
    assert Judged(none, "").right


def test_the_curve_keeps_equal_probabilities_together() -> None:
    points = curve([judged(0.9, True), judged(0.7, False), judged(0.7, True), judged(0.6, True)])
    assert [(p.at, p.n, p.coverage) for p in points] == [
        (0.9, 1, 0.25),
        (0.7, 3, 0.75),
        (0.6, 4, 1),
    ]
    assert [p.accuracy for p in points] == pytest.approx([1, 2 / 3, 3 / 4])


@pytest.mark.parametrize("seed", range(5))
def test_every_curve_adds_up(seed: int) -> None:
    world = drawn(211, seed, lambda p: p)
    points = curve(world)
    assert [p.n for p in points] == sorted(p.n for p in points)
    assert [p.at for p in points] == sorted((p.at for p in points), reverse=True)
    assert points[-1].coverage == 1.0
    assert points[-1].accuracy == report(world).accuracy
    for point in points:
        assert point.low <= point.accuracy <= point.high
        assert point.n == sum(row.decision.probability >= point.at for row in world)
    assert curve(world[::-1]) == points


def test_ten_thousand_rows_are_no_trouble() -> None:
    found = report(drawn(10_000, 3, lambda p: p))
    assert found.n == 10_000
    assert math.isclose(sum(b.n for b in found.bins), 10_000)
