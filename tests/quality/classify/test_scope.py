"""CLINC150 with ten examples a domain: accuracy, calibration, and questions of no domain at all.

Nothing is told of out-of-scope questions beforehand: they should come out doubtful. The least
areas asserted are two standard errors (0.02 each at 300 + 300) under what was measured.
"""

import math

import pytest

from hearthside.classify import Classifier
from hearthside.generation.model import Model
from tests.quality.classify.asked import Asked, ask, examples_of, line_of, raw_line
from tests.quality.classify.measures import auroc, check, recall_at, table
from tests.quality.classify.rows import domains, drawn, sampled
from tests.quality.classify.test_domains import NAMES, TASK

pytestmark = pytest.mark.weights

EACH = 10
ITEMS = 300
KEPT = 0.95
LARGEST_ECE = 0.08


@pytest.mark.whole
async def test_ten_examples_a_domain_and_what_is_out_of_scope(model: Model) -> None:
    examples = drawn(domains("train"), EACH, 1)
    async with await Classifier.fit(model, NAMES, examples_of(examples), task=TASK) as classifier:
        known = await ask(classifier, examples)
        inside = await ask(classifier, sampled(domains("test"), ITEMS, 0))
        outside = await ask(classifier, sampled(domains("oos_test"), ITEMS, 0))
    balanced = classifier.balanced([*inside.readings, *outside.readings])
    lines = [
        raw_line("10 each, raw", classifier, inside),
        line_of("10 each", classifier, inside),
        line_of("10 each, balanced", balanced, inside),
    ]
    print(*table("ten domains of CLINC150, test", lines), sep="\n")
    for name, kept, left, least in (
        ("probability", _sure(classifier, inside), _sure(classifier, outside), 0.70),
        ("probability, balanced", _sure(balanced, inside), _sure(balanced, outside), 0.70),
        ("nearness of the nearest example", _near(known, inside), _near(known, outside), 0.80),
        ("strange", _familiar(classifier, inside), _familiar(classifier, outside), 0.80),
    ):
        print(
            f"out of scope by {name}: AUROC {auroc(kept, left):.3f}, "
            f"caught at 95 % kept {100 * recall_at(KEPT, kept, left):.1f} %"
        )
        assert auroc(kept, left) >= least
    for line in lines[1:]:
        check(line, 0.76)
        assert line.ece <= LARGEST_ECE


def _sure(classifier: Classifier, asked: Asked) -> list[float]:
    return [classifier.decide(reading).probability for reading in asked.readings]


def _familiar(classifier: Classifier, asked: Asked) -> list[float]:
    found = [classifier.decide(reading).ood_score for reading in asked.readings]
    return [1.0 - one for one in found if one is not None]


def _near(known: Asked, asked: Asked) -> list[float]:
    """Minus the distance between a reading and the nearest example's."""
    return [
        -min(math.dist(one.hidden, other.hidden) for other in known.readings)
        for one in asked.readings
    ]
