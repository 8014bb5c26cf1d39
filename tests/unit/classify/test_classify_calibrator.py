"""How far examples are believed is measured on examples that a predictor was fitted without."""

import math
import random

import pytest

from hearthside.classify import Features
from hearthside.classify.calibration import LEAST_TRIALS, Calibrator, Trial, fit_calibrator
from hearthside.classify.labels import Form
from tests.unit.classify.judge import predictor

GRID = [
    Calibrator(trust, 1.2**power) for trust in (0.0, 0.25, 0.5, 0.75, 1.0) for power in range(-5, 1)
]


def fitted(trials: list[Trial], form: Form = "one") -> Calibrator:
    return fit_calibrator(GRID, trials, form, 0.5)


def trial(prior: float, residual: float, truth: int) -> Trial:
    """Two labels; the numbers are the first one's logits, the second has the opposite."""
    return Trial((prior, -prior), (residual, -residual), frozenset({truth}))


def test_what_leads_astray_is_not_followed() -> None:
    assert fitted([trial(1.0, -1.0, 0), trial(-1.0, 1.0, 1)] * 20).trust == 0.0


def test_what_helps_is_followed() -> None:
    trials = [trial(-0.1, 1.0, 0), trial(0.1, -1.0, 1)] * 20
    assert fitted(trials) == Calibrator(1.0, 1.0)


def test_too_sure_is_made_less_sure_and_never_surer() -> None:
    often_wrong = [trial(3.0, 0.0, 0)] * 30 + [trial(3.0, 0.0, 1)] * 20
    assert fitted(often_wrong).slope < 0.6
    assert fitted([trial(0.1, 0.0, 0)] * 50).slope == 1.0


def test_labels_that_hold_each_by_itself_are_judged_by_those_that_do_not_too() -> None:
    none_holds = [Trial((2.0, 2.0), (-4.0, -4.0), frozenset())] * 30
    assert fitted(none_holds, "many").trust == 1.0


def test_a_calibrator_puts_both_together() -> None:
    assert Calibrator(0.5, 2.0).logits([1.0, 0.0], [4.0, -2.0]) == [6.0, -2.0]


@pytest.mark.parametrize(("telling", "trust"), [(True, 1.0), (False, 0.0)])
def test_a_predictor_measures_its_own_examples(telling: bool, trust: float) -> None:
    """Scores that are right three times in four; hidden states that tell the rest, or nothing."""
    draw = random.Random(5)
    base = predictor("ab", prior=(math.log(0.5), math.log(0.5)), hidden=8)
    pairs = []
    for at in range(4 * LEAST_TRIALS):
        truth = at % 2
        side = 1.0 if truth else -1.0
        noise = [draw.gauss(0.0, 1.0) for _ in range(7)]
        seems = truth if draw.random() < 0.75 else 1 - truth
        scores = (math.log(0.8), math.log(0.2)) if seems == 0 else (math.log(0.2), math.log(0.8))
        hidden = (3 * side if telling else draw.gauss(0.0, 3.0), *noise)
        pairs.append((Features(scores, hidden, 4, False), "ab"[truth]))
    taught = base.partial_fit(pairs)
    right = [taught.decide(features).label == label for features, label in pairs]
    assert taught.calibrator.trust == trust
    assert sum(right) / len(right) > (0.95 if telling else 0.6)


def test_few_examples_are_believed_by_rule() -> None:
    features = Features((-0.7, -0.7), (1.0, 0.0), 4, False)
    calibrator = predictor("ab").partial_fit([(features, "a")]).calibrator
    assert calibrator.slope == 1.0 and calibrator.trust < 0.05


def test_the_same_text_again_is_decided_as_it_was_said() -> None:
    sure = Features((math.log(0.6), math.log(0.4)), (1.0, 0.5), 4, False)
    twin = Features(sure.scores, sure.hidden, 4, False)
    other = Features(sure.scores, (-1.0, 0.5), 4, False)
    base = predictor("ab", prior=(math.log(0.5), math.log(0.5)))
    taught = base.partial_fit([(sure, "b")])
    assert [taught.decide(one).label for one in (sure, twin, other)] == ["b", "b", "a"]
