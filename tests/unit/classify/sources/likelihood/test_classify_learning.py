"""The promises of calibration and of the head, on numbers that can be worked out by hand."""

import gc
import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from hearthside.classify import Label, Reading
from hearthside.classify import kernel as head
from hearthside.classify.kernel import (
    BIAS,
    RIDGE,
    WEIGHT,
    Likeness,
    Products,
    dot,
    nearest,
    teach,
)
from hearthside.classify.labels import Form
from hearthside.classify.sources.likelihood.calibration import (
    Calibration,
    chances,
    even_share,
    form_logits,
    from_neutral,
    trust,
)
from hearthside.classify.sources.likelihood.examples import Known, Lesson, Mind


def logs(*chances: float) -> tuple[float, ...]:
    return tuple(map(math.log, chances))


def reading(hidden: list[float], scores: tuple[float, ...] = (0.0, 0.0)) -> Reading:
    return Reading(scores, hidden, 5, False)


def test_the_lean_is_the_mean_log_score_of_neutral_texts() -> None:
    calibration = from_neutral([logs(0.8, 0.2), logs(0.2, 0.8)], 0)
    assert calibration.lean == pytest.approx([math.log(0.4)] * 2)
    assert from_neutral([logs(0.8, 0.2)], 0).slope == 2.5
    assert from_neutral([logs(*[0.1] * 10)], 0).slope == pytest.approx(0.6)
    assert from_neutral([logs(*[0.01] * 100)], 0).slope == 0.5
    assert from_neutral([logs(0.8, 0.2)], 128).slope == pytest.approx(0.6)


def test_a_few_examples_are_believed_between_many_labels_only() -> None:
    assert [trust(2, 0), trust(2, 128), trust(2, 1000)] == [0.0, 1.0, 1.0]
    assert trust(2, 4) == pytest.approx(1 / 32)
    assert [trust(4, 0), trust(10, 10)] == [1.0, 1.0]


def test_fair_scores_are_odds_against_the_lean_to_the_slope() -> None:
    calibration = Calibration(logs(0.8, 0.2), 2.0)
    fair = [math.exp(one) for one in calibration.fair(logs(0.9, 0.1))]
    assert fair == pytest.approx([81 / 97, 16 / 97])  # (9/4)^2 : 1


def test_the_lean_moves_with_many_texts_and_hardly_with_few() -> None:
    calibration = Calibration(logs(0.5, 0.5), 1.0)
    texts = [logs(0.8, 0.2)]
    assert calibration.balanced([]).lean == calibration.lean
    one, many = calibration.balanced(texts).lean, calibration.balanced(texts * 1600).lean
    assert one[0] == pytest.approx((16 * math.log(0.5) + math.log(0.8)) / 17)
    assert many[0] == pytest.approx(math.log(0.8), abs=0.01)


@pytest.mark.parametrize("labels", [2, 3, 4, 5, 6, 7, 10, 20])
def test_before_teaching_as_many_labels_hold_as_share_the_likelihood(labels: int) -> None:
    for holding in range(min(labels, 6)):
        shares = [1.0] * holding + [0.01] * (labels - holding)
        fair = [math.log(one / sum(shares)) for one in shares]
        held = [one > 0.5 for one in chances("many", form_logits("many", fair))]
        assert held == [True] * holding + [False] * (labels - holding)
    even = even_share(labels)
    fair = [math.log(even), *[math.log((1 - even) / (labels - 1))] * (labels - 1)]
    assert chances("many", form_logits("many", fair))[0] == pytest.approx(0.5)


def test_logits_of_many_stay_finite() -> None:
    assert chances("many", [-5000.0, 5000.0]) == pytest.approx([0.0, 1.0])
    assert form_logits("many", [0.0, -9.0])[0] > 10  # a sure label stays finite


def test_likeness_is_the_cosine_about_the_centre() -> None:
    one, other = reading([3.0, 1.0]), reading([1.0, 3.0])
    likeness = Likeness(Products(), [1.0, 1.0], [one, other])
    assert likeness.row(one) == pytest.approx([1.0, 0.0])
    assert likeness.row(reading([-1.0, 1.0])) == pytest.approx([-1.0, 0.0])
    assert all(math.isfinite(value) for value in likeness.row(reading([1.0, 1.0])))


def test_products_are_computed_once_and_forgotten_with_the_reading() -> None:
    products = Products()
    first, row = reading([1.0, 2.0]), reading([2.0, 1.0])
    number = products.number(first)
    assert products.of(row)[1].tolist() == [4.0] and products.number(first) == number == 0
    products.number(reading([0.0, 1.0]))
    assert products.of(row)[1].tolist() == [4.0, 1.0]
    del row
    gc.collect()
    assert not products._known


def test_one_example_of_each_label_by_hand() -> None:
    # Two opposite examples: the bias cancels, and each has weights (a, -a) with a = (1 - p) / RIDGE
    # where p = sigmoid(2 f), f = a * 2 * WEIGHT.
    head = teach([[1.0, -1.0], [-1.0, 1.0]], [1.0, 1.0], [[0.0, 0.0]] * 2, [[1, 0], [0, 1]],
                 lambda logits: chances("one", logits))  # fmt: skip
    ((weight, opposite), _) = head.weights
    assert weight == pytest.approx(-opposite, abs=1e-2)
    likely = chances("one", head.residual([1.0, -1.0]))[0]
    assert weight == pytest.approx((1 - likely) / RIDGE, abs=2e-2)
    assert head.residual([0.0, 0.0]) == pytest.approx([0.0, 0.0], abs=2e-2)
    assert WEIGHT > BIAS > 0


def test_a_lighter_example_moves_less() -> None:
    def moved(heft: float) -> float:
        head = teach([[1.0]], [heft], [[0.0, 0.0]], [[1.0, 0.0]],
                     lambda logits: chances("one", logits))  # fmt: skip
        return head.residual([0.5])[0]

    assert 0 < moved(0.4) < moved(1.0)


def test_the_nearest_are_the_likest_of_those_asked_for() -> None:
    assert nearest([0.1, 0.9, 0.5, 0.7, -0.2], range(5)) == [1, 3, 2]
    assert nearest([0.1, 0.9, -0.5], [0, 2]) == [0]


def known(form: Form = "one", labels: int = 2) -> Known:
    names = tuple(Label(f"label {at}") for at in range(labels))
    return Known(names, form, Calibration((0.0,) * labels, 1.0), (0.0,) * 4, 1)


def test_what_was_taught_holds_for_the_like_and_not_for_the_unlike() -> None:
    one, unlike = reading([1.0, 0.1, 0.0, 0.0]), reading([0.0, 0.0, 1.0, 0.0])
    like = reading([1.0, 0.2, 0.0, 0.0])
    lessons = [(one, "label 1"), (unlike, "label 0")]
    mind = Mind(known().learning(lessons), Products())
    assert mind.decide(like).label == "label 1" and mind.decide(unlike).label == "label 0"
    assert mind.decide(like).nearest == (0,)


def test_readings_taught_again_are_labelled_anew() -> None:
    one, other = reading([1.0, 0.0, 0.0, 0.0]), reading([0.0, 1.0, 0.0, 0.0])
    first = known().learning([(one, "label 0"), (other, "label 1")])
    again = first.learning([(one, "label 1")])
    assert [lesson.index for lesson in again.lessons] == [1, 2]
    assert again.example_count == 3
    assert Mind(again, Products()).decide(one).label == "label 1"


@pytest.mark.parametrize("form", ["one", "many", "ordered"])
def test_a_text_is_labelled_anew_whichever_of_its_readings_is_given(form: Form) -> None:
    row = reading([1.0, 0.0, 0.0, 0.0], (-0.5, -1.0))
    kept = Reading.from_text(row.to_text())
    otherwise = replace(row, scores=(-0.5, -1.2))  # read when other branches were left out
    taught = known(form).learning([(row, "label 0")])
    for again in (kept, otherwise):
        anew = taught.learning([(again, "label 1")])
        assert [lesson.places for lesson in anew.lessons] == [frozenset({1})]
        assert Mind(anew, Products()).decide(row).label == "label 1"
    once = known(form).learning([(row, "label 0"), (kept, "label 1")])
    assert [one.places for one in once.lessons] == [frozenset({0, 1} if form == "many" else {1})]


def colours(order: str) -> list[tuple[Reading, str]]:
    """A lesson for each letter, r or b, that its hidden state tells apart and its scores do not."""
    draw = random.Random(3)
    return [
        (
            reading([1.0 if one == "r" else -1.0, *[draw.gauss(0, 0.4) for _ in range(3)]]),
            "label 0" if one == "r" else "label 1",
        )
        for one in order
    ]


@pytest.mark.parametrize("order", ["rb" * 20, "r" * 20 + "b" * 20, "rrbb" * 10, "rrrb" * 10])
def test_lessons_are_believed_in_whatever_order_they_came(order: str) -> None:
    pairs = colours(order)
    trust = Mind(known().learning(pairs), Products()).temper.trust
    assert trust == 1.0
    random.Random(1).shuffle(pairs)
    shuffled = Mind(known().learning(pairs), Products())
    assert shuffled.temper.trust == trust
    assert all(shuffled.decide(one).label == label for one, label in pairs)


def test_labels_with_one_lesson_each_say_nothing_about_what_was_learned() -> None:
    lone = [
        (replace(one, scores=(0.0,) * 30), f"label {at}")
        for at, (one, _) in enumerate(colours("r" * 30))
    ]
    assert Mind(known(labels=30).learning(lone), Products()).temper.trust == 1.0  # by rule


def test_a_label_counts_less_as_its_own_example_the_more_examples_there_are() -> None:
    own = [Lesson(None, reading([1.0, 0.0, 0.0, 0.0]), frozenset({at})) for at in range(2)]
    base = replace(known(), lessons=tuple(own))
    assert base.hefts() == [0.4, 0.4]
    two = [(reading([0.0, 1.0, at, 0.0]), f"label {at}") for at in range(2)]
    assert base.learning(two).hefts() == [0.2, 0.2, 1.0, 1.0]


def test_the_centre_is_the_mean_of_all_that_was_met() -> None:
    met = known().meeting([reading([3.0, 0.0, 0.0, 6.0]), Reading((0.0, 0.0), (), 0, False)])
    assert met.centre() == [1.5, 0.0, 0.0, 3.0]


def test_a_lesson_costs_two_long_products_for_each_row_of_a_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    coin = random.Random(5)
    size, count, taught = 640, 400, 20
    rows = [
        Reading(logs(*[0.25] * 4), [coin.gauss(0, 1) for _ in range(size)], 9, False)
        for _ in range(count)
    ]
    names = tuple(Label(f"label {at}") for at in range(4))
    base = Known(names, "one", Calibration((0.0,) * 4, 1.0), (0.0,) * size, 1)
    pairs = [(row, f"label {at % 4}") for at, row in enumerate(rows[:taught])]
    products = Products()
    before = Mind(base.learning(pairs[:-1]), products)
    for row in rows:
        before.decide(row)
    long = 0

    def counted(left: Sequence[float], right: Sequence[float]) -> float:
        nonlocal long
        long += len(left) == size
        return dot(left, right)

    monkeypatch.setattr(head, "dot", counted)
    after = Mind(base.learning(pairs), products)
    for row in rows:
        after.decide(row)
    # With the lesson and with the centre; not once more with the lessons before.
    assert count <= long <= 2 * (count + taught) + 1
