"""What the prior is a mean of, and what the words of labels are worth: both on our own rows.

Calibration by context and batch calibration average probabilities; ours averages log-probabilities.
Both are measured on the same readings; they differ on few rows, too few to tell (McNemar).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from hearthside.classify import Classifier, Decision, Features, Form, classify
from hearthside.classify.compare import mcnemar
from hearthside.classify.sources.likelihood.fitted import FittedLikelihood
from hearthside.classify.sources.likelihood.prompt import NEUTRAL
from hearthside.generation.model import Model
from tests.quality.classify.asked import ask, examples_of, fitted
from tests.quality.classify.measures import auroc, ece, wilson
from tests.quality.classify.rows import Row, drawn, own_rows
from tests.quality.classify.test_forms import STARS
from tests.quality.classify.test_sentiment import DRAWS, LABELS, TASK
from tests.quality.measured import between_ways

pytestmark = pytest.mark.weights

_NEUTRAL_COUNTS = 16
PRAISE = ("praise", "complaint")
WORDS = ((LABELS, TASK), (PRAISE, TASK), (PRAISE, "kind of message"))


def by_probability(
    scores: Sequence[Sequence[float]], prior: Sequence[float], count: int
) -> tuple[float, ...]:
    """The logarithm of the mean probability of each label; `prior` stands for `count` texts."""
    return tuple(
        [
            math.log((count * math.exp(old) + sum(map(math.exp, column))) / (count + len(column)))
            for old, column in zip(prior, zip(*scores, strict=True), strict=True)
        ]
    )


def settings() -> dict[str, tuple[list[Row], Sequence[str], str, Form, list[Row]]]:
    sentiment, shown = own_rows("sentiment.csv"), own_rows("sentiment_examples.csv")
    stars = [Row(row.text, STARS[int(row.label) - 1]) for row in own_rows("stars.csv", "stars")]
    made = {"sentiment": (sentiment, LABELS, TASK, "one", list[Row]())}
    made["stars"] = (stars, STARS, "rating", "ordered", [])
    for seed in DRAWS:
        examples = drawn(shown, 2, seed)
        made[f"sentiment, 4 examples, draw {seed}"] = (sentiment, LABELS, TASK, "one", examples)
    return made


@between_ways
async def test_means_of_probabilities_and_of_their_logarithms(model: Model) -> None:
    print(f"\n{'the prior is a mean of':44} {'log-probabilities':>20} {'probabilities':>20}")
    only_log = only_probability = 0
    for name, (rows, labels, task, form, shown) in settings().items():
        plainly = await fitted(model, labels, examples_of(shown), task=task, form=form)
        read = (await ask(plainly, [Row(text, "") for text in NEUTRAL])).readings
        neutral = [one.scores for one in read]
        readings = (await ask(plainly, rows)).readings
        even = [0.0] * len(labels)
        plain = by_probability(neutral, even, 0)
        table = by_probability([one.scores for one in readings], plain, _NEUTRAL_COUNTS)
        for kind, classifier, prior in (
            ("", plainly, plain),
            (", balanced", plainly.balanced(readings), table),
        ):
            ours = [classifier.decide(one) for one in readings]
            other = _with_prior(classifier, prior, readings)
            right = [
                [one.label == row.label for one, row in zip(way, rows, strict=True)]
                for way in (ours, other)
            ]
            pairs = list(zip(*right, strict=True))
            only_log += pairs.count((True, False))
            only_probability += pairs.count((False, True))
            print(f"{name + kind:44} {_line(ours, right[0]):>20} {_line(other, right[1]):>20}")
    p = mcnemar(only_log, only_probability)
    print(f"only by logarithms {only_log}, only by probabilities {only_probability}, p = {p:.2f}")
    assert p > 0.05  # else the better one belongs into the library


def _with_prior(
    classifier: Classifier, prior: tuple[float, ...], readings: Sequence[Features]
) -> list[Decision]:
    predictor = classifier._predictor
    fitted = predictor.fitted
    assert isinstance(fitted, FittedLikelihood)
    calibration = replace(fitted.calibration, prior=prior)
    other = predictor.with_fitted(replace(fitted, calibration=calibration))
    return [other.decide(one) for one in readings]


def _line(decisions: Sequence[Decision], right: Sequence[bool]) -> str:
    sure = [one.probability for one in decisions]
    return f"{100 * sum(right) / len(right):.1f} ECE {ece(sure, right):.3f}"


@between_ways
async def test_the_words_of_labels_decide_how_well_they_are_told_apart(model: Model) -> None:
    rows = own_rows("sentiment.csv")
    print(f"\n{'labels, task':54} {'right':>6} {'95 %':>12} {'AUROC':>6} {'the first':>9}")
    rights = {}
    for labels, task in WORDS:
        classifier = await fitted(model, labels, task=task)
        found = [classifier.decide(one) for one in (await ask(classifier, rows)).readings]
        first = [next(s.probability for s in one.scores if s.label == labels[0]) for one in found]
        truths = [row.label == LABELS[0] for row in rows]
        right = sum(
            (one.label == labels[0]) == truth for one, truth in zip(found, truths, strict=True)
        )
        area = auroc(
            *[
                [p for p, t in zip(first, truths, strict=True) if t == side]
                for side in (True, False)
            ]
        )
        low, high = wilson(right, len(rows))
        called = sum(one.label == labels[0] for one in found)
        asked = f"{' / '.join(labels)}, {task!r}"
        interval = f"[{100 * low:4.1f}-{100 * high:5.1f}]"
        print(f"{asked:54} {right:6} {interval:>12} {area:6.3f} {called:9}")
        rights[labels, task] = right
    assert rights[LABELS, TASK] - rights[PRAISE, "kind of message"] > 10


async def test_the_sentence_of_the_readme(model: Model) -> None:
    found = await classify("It broke on the second day.", LABELS, model=model, task=TASK)
    print(f"\n{found.label}, {100 * found.probability:.0f} %")
    assert found.label == "negative" and found.probability > 0.8
