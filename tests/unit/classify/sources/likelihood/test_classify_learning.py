"""The promises of calibration and of learning, on numbers that can be worked out by hand."""

import gc
import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from hearthside.classify import Features, kernel
from hearthside.classify.calibration import even_share, form_logits, probabilities
from hearthside.classify.kernel import BIAS, RIDGE, WEIGHT, Products, Similarity, dot, fit_kernel
from hearthside.classify.labels import Form
from hearthside.classify.predictor import Predictor, TrainingExample
from hearthside.classify.sources.likelihood.fitted import (
    ContextCalibration,
    from_neutral,
    trust,
)
from tests.unit.classify.judge import predictor, unread


def logs(*chances: float) -> tuple[float, ...]:
    return tuple(map(math.log, chances))


def reading(hidden: list[float], scores: tuple[float, ...] = (0.0, 0.0)) -> Features:
    return Features(scores, hidden, 5, False)


def test_the_prior_is_the_mean_log_score_of_neutral_texts() -> None:
    calibration = from_neutral([logs(0.8, 0.2), logs(0.2, 0.8)], 0)
    assert calibration.prior == pytest.approx([math.log(0.4)] * 2)
    assert from_neutral([logs(0.8, 0.2)], 0).slope == 2.5
    assert from_neutral([logs(*[0.1] * 10)], 0).slope == pytest.approx(0.6)
    assert from_neutral([logs(*[0.01] * 100)], 0).slope == 0.5
    assert from_neutral([logs(0.8, 0.2)], 128).slope == pytest.approx(0.6)


def test_a_few_examples_are_believed_between_many_labels_only() -> None:
    assert [trust(2, 0), trust(2, 128), trust(2, 1000)] == [0.0, 1.0, 1.0]
    assert trust(2, 4) == pytest.approx(1 / 32)
    assert [trust(4, 0), trust(10, 10)] == [1.0, 1.0]


def test_calibrated_scores_are_odds_against_the_prior_to_the_slope() -> None:
    calibration = ContextCalibration(logs(0.8, 0.2), 2.0)
    found = [math.exp(one) for one in calibration.log_probs(logs(0.9, 0.1))]
    assert found == pytest.approx([81 / 97, 16 / 97])  # (9/4)^2 : 1


def test_the_prior_moves_with_many_texts_and_hardly_with_few() -> None:
    calibration = ContextCalibration(logs(0.5, 0.5), 1.0)
    texts = [logs(0.8, 0.2)]
    assert calibration.balanced([]).prior == calibration.prior
    one, many = calibration.balanced(texts).prior, calibration.balanced(texts * 1600).prior
    assert one[0] == pytest.approx((16 * math.log(0.5) + math.log(0.8)) / 17)
    assert many[0] == pytest.approx(math.log(0.8), abs=0.01)


@pytest.mark.parametrize("labels", [2, 3, 4, 5, 6, 7, 10, 20])
def test_before_teaching_as_many_labels_hold_as_share_the_likelihood(labels: int) -> None:
    for holding in range(min(labels, 6)):
        shares = [1.0] * holding + [0.01] * (labels - holding)
        fair = [math.log(one / sum(shares)) for one in shares]
        held = [one > 0.5 for one in probabilities("many", form_logits("many", fair))]
        assert held == [True] * holding + [False] * (labels - holding)
    even = even_share(labels)
    fair = [math.log(even), *[math.log((1 - even) / (labels - 1))] * (labels - 1)]
    assert probabilities("many", form_logits("many", fair))[0] == pytest.approx(0.5)


def test_logits_of_many_stay_finite() -> None:
    assert probabilities("many", [-5000.0, 5000.0]) == pytest.approx([0.0, 1.0])
    assert form_logits("many", [0.0, -9.0])[0] > 10  # a sure label stays finite


def test_likeness_is_the_cosine_about_the_centre() -> None:
    one, other = reading([3.0, 1.0]), reading([1.0, 3.0])
    similarity = Similarity(Products(), [1.0, 1.0], [one, other])
    assert similarity.row(one) == pytest.approx([1.0, 0.0])
    assert similarity.row(reading([-1.0, 1.0])) == pytest.approx([-1.0, 0.0])
    assert all(math.isfinite(value) for value in similarity.row(reading([1.0, 1.0])))


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
    found = fit_kernel([[1.0, -1.0], [-1.0, 1.0]], [1.0, 1.0], [[0.0, 0.0]] * 2, [[1, 0], [0, 1]],
                 lambda logits: probabilities("one", logits))  # fmt: skip
    ((weight, opposite), _) = found.weights
    assert weight == pytest.approx(-opposite, abs=1e-2)
    likely = probabilities("one", found.residual([1.0, -1.0]))[0]
    assert weight == pytest.approx((1 - likely) / RIDGE, abs=2e-2)
    assert found.residual([0.0, 0.0]) == pytest.approx([0.0, 0.0], abs=2e-2)
    assert WEIGHT > BIAS > 0


def test_a_lighter_example_moves_less() -> None:
    def moved(weight: float) -> float:
        found = fit_kernel([[1.0]], [weight], [[0.0, 0.0]], [[1.0, 0.0]],
                     lambda logits: probabilities("one", logits))  # fmt: skip
        return found.residual([0.5])[0]

    assert 0 < moved(0.4) < moved(1.0)


def known(form: Form = "one", labels: int = 2) -> Predictor:
    return predictor([f"label {at}" for at in range(labels)], form, hidden=4)


def shown(rows: dict[float, int], asked: Sequence[int]) -> tuple[int, ...]:
    """The nearest of examples that are so like a text, by their labels."""
    examples = [
        TrainingExample(at, reading([one, 0.0]), frozenset({label}))
        for at, (one, label) in enumerate(rows.items())
    ]
    fitted = unread("one", ContextCalibration((0.0, 0.0), 1.0), 2)
    base = known().with_fitted(fitted, tuple(examples))
    return fitted.nearest(base, reading([9.0, 9.0]), list(rows), frozenset(asked))


def test_the_nearest_are_the_likest_of_those_asked_for() -> None:
    assert shown({0.1: 0, 0.9: 1, 0.5: 0, 0.7: 1, -0.2: 0}, [0, 1]) == (1, 3, 2)
    assert shown({0.1: 0, 0.9: 1, -0.5: 0}, [0]) == (0,)


def test_what_was_taught_holds_for_the_like_and_not_for_the_unlike() -> None:
    one, unlike = reading([1.0, 0.1, 0.0, 0.0]), reading([0.0, 0.0, 1.0, 0.0])
    like = reading([1.0, 0.2, 0.0, 0.0])
    lessons = [(one, "label 1"), (unlike, "label 0")]
    mind = known().partial_fit(lessons)
    assert mind.decide(like).label == "label 1" and mind.decide(unlike).label == "label 0"
    assert mind.decide(like).nearest == (0,)


def test_readings_taught_again_are_labelled_anew() -> None:
    one, other = reading([1.0, 0.0, 0.0, 0.0]), reading([0.0, 1.0, 0.0, 0.0])
    first = known().partial_fit([(one, "label 0"), (other, "label 1")])
    again = first.partial_fit([(one, "label 1")])
    assert [one.index for one in again.examples] == [1, 2]
    assert again.count == 3
    assert again.decide(one).label == "label 1"


@pytest.mark.parametrize("form", ["one", "many", "ordered"])
def test_a_text_is_labelled_anew_whichever_of_its_readings_is_given(form: Form) -> None:
    row = reading([1.0, 0.0, 0.0, 0.0], (-0.5, -1.0))
    kept = Features.from_text(row.to_text())
    otherwise = replace(row, scores=(-0.5, -1.2))  # read when other branches were left out
    taught = known(form).partial_fit([(row, "label 0")])
    for again in (kept, otherwise):
        anew = taught.partial_fit([(again, "label 1")])
        assert [one.labels for one in anew.examples] == [frozenset({1})]
        assert anew.decide(row).label == "label 1"
    once = known(form).partial_fit([(row, "label 0"), (kept, "label 1")])
    assert [one.labels for one in once.examples] == [frozenset({0, 1} if form == "many" else {1})]


def colours(order: str) -> list[tuple[Features, str]]:
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
    trust = known().partial_fit(pairs).calibrator.trust
    assert trust == 1.0
    random.Random(1).shuffle(pairs)
    shuffled = known().partial_fit(pairs)
    assert shuffled.calibrator.trust == trust
    assert all(shuffled.decide(one).label == label for one, label in pairs)


def test_labels_with_one_lesson_each_say_nothing_about_what_was_learned() -> None:
    lone = [
        (replace(one, scores=(0.0,) * 30), f"label {at}")
        for at, (one, _) in enumerate(colours("r" * 30))
    ]
    assert known(labels=30).partial_fit(lone).calibrator.trust == 1.0  # by rule


def test_a_label_counts_less_as_its_own_example_the_more_examples_there_are() -> None:
    own = [TrainingExample(None, reading([1.0, 0.0, 0.0, 0.0]), frozenset({at})) for at in range(2)]
    base = known().with_fitted(known().fitted, tuple(own))
    assert base.sample_weights() == [0.4, 0.4]
    two = [(reading([0.0, 1.0, at, 0.0]), f"label {at}") for at in range(2)]
    assert base.partial_fit(two).sample_weights() == [0.2, 0.2, 1.0, 1.0]


def test_the_centre_is_the_mean_of_all_that_was_met() -> None:
    met = [reading([3.0, 0.0, 0.0, 6.0]), Features((0.0, 0.0), (), 0, False)]
    assert known().fitted.balanced(met).centre(()) == [1.5, 0.0, 0.0, 3.0]


def test_a_lesson_costs_two_long_products_for_each_row_of_a_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    coin = random.Random(5)
    size, count, taught = 640, 400, 20
    rows = [
        Features(logs(*[0.25] * 4), [coin.gauss(0, 1) for _ in range(size)], 9, False)
        for _ in range(count)
    ]
    base = predictor([f"label {at}" for at in range(4)], "one", hidden=size)
    pairs = [(row, f"label {at % 4}") for at, row in enumerate(rows[:taught])]
    before = base.partial_fit(pairs[:-1])
    for row in rows:
        before.decide(row)
    long = 0

    def counted(left: Sequence[float], right: Sequence[float]) -> float:
        nonlocal long
        long += len(left) == size
        return dot(left, right)

    monkeypatch.setattr(kernel, "dot", counted)
    after = base.partial_fit(pairs)
    for row in rows:
        after.decide(row)
    # With the lesson and with the centre; not once more with the lessons before.
    assert count <= long <= 2 * (count + taught) + 1
