"""How far lessons are believed is measured on lessons that a head was taught without."""

import math
import random
from functools import partial

import pytest

from hearthside.classify import Label, Reading
from hearthside.classify.kernel import Products
from hearthside.classify.sources.likelihood.calibration import Calibration, chances
from hearthside.classify.sources.likelihood.calibrator import LEAST_LESSONS, Temper, Trial, tempered
from hearthside.classify.sources.likelihood.examples import Known, Lesson, Mind

ONE = partial(chances, "one")
MANY = partial(chances, "many")


def trial(known: float, taught: float, truth: int) -> Trial:
    """Two labels; the numbers are the first one's logits, the second has the opposite."""
    return Trial((known, -known), (taught, -taught), (float(truth == 0), float(truth == 1)))


def test_what_leads_astray_is_not_followed() -> None:
    trials = [trial(1.0, -1.0, 0), trial(-1.0, 1.0, 1)] * 20
    assert tempered(trials, ONE, apart=False).trust == 0.0


def test_what_helps_is_followed() -> None:
    trials = [trial(-0.1, 1.0, 0), trial(0.1, -1.0, 1)] * 20
    assert tempered(trials, ONE, apart=False) == Temper(1.0, 1.0)


def test_too_sure_is_made_less_sure_and_never_surer() -> None:
    often_wrong = [trial(3.0, 0.0, 0)] * 30 + [trial(3.0, 0.0, 1)] * 20
    assert tempered(often_wrong, ONE, apart=False).slope < 0.6
    assert tempered([trial(0.1, 0.0, 0)] * 50, ONE, apart=False).slope == 1.0


def test_labels_that_hold_each_by_itself_are_judged_by_those_that_do_not_too() -> None:
    none_holds = [Trial((2.0, 2.0), (-4.0, -4.0), (0.0, 0.0))] * 30
    assert tempered(none_holds, MANY, apart=True).trust == 1.0


def test_a_temper_puts_both_together() -> None:
    assert Temper(0.5, 2.0).logits([1.0, 0.0], [4.0, -2.0]) == [6.0, -2.0]


@pytest.mark.parametrize(("telling", "trust"), [(True, 1.0), (False, 0.0)])
def test_a_mind_measures_its_own_lessons(telling: bool, trust: float) -> None:
    """Scores that are right three times in four; hidden states that tell the rest, or nothing."""
    draw = random.Random(5)
    known = Known(
        labels=(Label("a"), Label("b")),
        form="one",
        calibration=Calibration((math.log(0.5), math.log(0.5)), 1.0),
        met=(0.0,) * 8,
        met_count=1,
    )
    pairs = []
    for at in range(4 * LEAST_LESSONS):
        truth = at % 2
        side = 1.0 if truth else -1.0
        noise = [draw.gauss(0.0, 1.0) for _ in range(7)]
        seems = truth if draw.random() < 0.75 else 1 - truth
        scores = (math.log(0.8), math.log(0.2)) if seems == 0 else (math.log(0.2), math.log(0.8))
        hidden = (3 * side if telling else draw.gauss(0.0, 3.0), *noise)
        pairs.append((Reading(scores, hidden, 4, False), "ab"[truth]))
    mind = Mind(known.learning(pairs), Products())
    right = [mind.decide(reading).label == label for reading, label in pairs]
    assert mind.temper.trust == trust
    assert sum(right) / len(right) > (0.95 if telling else 0.6)


def test_few_lessons_are_believed_by_rule() -> None:
    known = Known((Label("a"), Label("b")), "one", Calibration((0.0, 0.0), 1.0), (0.0,) * 2, 1)
    reading = Reading((-0.7, -0.7), (1.0, 0.0), 4, False)
    lessons = (Lesson(0, reading, frozenset({0})),)
    mind = Mind(Known(known.labels, "one", known.calibration, known.met, 1, lessons, 1), Products())
    assert mind.temper.slope == 1.0 and mind.temper.trust < 0.05


def test_the_same_text_again_is_decided_as_it_was_said() -> None:
    sure = Reading((math.log(0.6), math.log(0.4)), (1.0, 0.5), 4, False)
    twin = Reading(sure.scores, sure.hidden, 4, False)
    other = Reading(sure.scores, (-1.0, 0.5), 4, False)
    calibration = Calibration((math.log(0.5), math.log(0.5)), 1.0)
    known = Known((Label("a"), Label("b")), "one", calibration, (0.0, 0.0), 1)
    mind = Mind(known.learning([(sure, "b")]), Products())
    assert [mind.decide(one).label for one in (sure, twin, other)] == ["b", "b", "a"]
