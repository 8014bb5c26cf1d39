"""What a language model knows of labels and texts: calibrated likelihoods, and hidden states.

Calibration by context (Zhao et al. 2021, arXiv 2102.09690) measures what a prompt gives the labels
on inputs without content, batch calibration (Zhou et al. 2023, arXiv 2309.17249) on the texts
themselves. Both average probabilities. Here log-probabilities are averaged, which is the geometric
mean, and a bank of neutral sentences is the prior of the second, so that few texts change little:
on our sets the two means were right equally often (tests/quality/classify/test_calibration.py).
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from hearthside.classify.calibration import (
    Calibrator,
    Trial,
    fit_calibrator,
    form_logits,
    log_softmax,
)
from hearthside.classify.features import Features
from hearthside.classify.kernel import RIDGE
from hearthside.classify.labels import Form
from hearthside.classify.predictor import Predictor, TrainingExample
from hearthside.classify.sources.likelihood.reader import FIRST_TOKENS, LAST_TOKENS, Readers

NOTE_CUT: Final = (
    f"This text is long. Only its first {FIRST_TOKENS} and last {LAST_TOKENS} tokens "
    "(pieces of words) were read."
)
NEAREST: Final = 3
# How many texts the neutral sentences count for, when the prior is measured on texts.
_NEUTRAL_COUNTS: Final = 16
# Slopes (1 / temperature) that make probabilities come true: with shots in the prompt, and without,
# where two labels need a steeper one than ten.
_SHOTS_SLOPE: Final = 0.6
_BARE_SLOPES: Final = (0.5, 2.5)
_BARE_SLOPE_TIMES_LABELS: Final = 6.0
# From two labels more than these, or with these examples each, what was taught is believed wholly.
_MANY_LABELS: Final = 2
_MANY_EXAMPLES: Final = 64
# Slopes are never steeper than 1: what half of the examples teach looks less sure than the whole.
_GRID: Final = tuple(
    Calibrator(trust, 1.2**power) for trust in (0.0, 0.25, 0.5, 0.75, 1.0) for power in range(-5, 1)
)
_LOG_SLOPE_SD: Final = 0.5


@dataclass(frozen=True, slots=True)
class ContextCalibration:
    """`prior`: mean log-probabilities of the labels for nothing; `slope`: 1 / temperature."""

    prior: tuple[float, ...]
    slope: float

    def log_probs(self, scores: Sequence[float]) -> list[float]:
        """Log-probabilities of the labels by their scores, the prior taken away."""
        return log_softmax(
            [self.slope * (one - prior) for one, prior in zip(scores, self.prior, strict=True)]
        )

    def balanced(self, scores: Sequence[Sequence[float]]) -> "ContextCalibration":
        """With the prior of many texts too, scores [texts][labels], labels about as frequent."""
        count = _NEUTRAL_COUNTS + len(scores)
        sums = [sum(column) for column in zip(*scores, strict=True)] or [0.0] * len(self.prior)
        prior = [
            (_NEUTRAL_COUNTS * old + more) / count
            for old, more in zip(self.prior, sums, strict=True)
        ]
        return replace(self, prior=tuple(prior))


def from_neutral(scores: Sequence[Sequence[float]], examples: int) -> ContextCalibration:
    """The calibration by neutral texts, scores [texts][labels].

    `examples` are those that a prompt with shots comes with; 0 without shots.
    """
    prior = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
    least, most = _BARE_SLOPES
    bare = min(most, max(least, _BARE_SLOPE_TIMES_LABELS / len(prior)))
    share = trust(len(prior), examples) if examples else 0.0
    return ContextCalibration(tuple(prior), share * _SHOTS_SLOPE + (1 - share) * bare)


def trust(labels: int, examples: int) -> float:
    """How far what was taught is believed, 0 to 1.

    Between many labels a few examples say what belongs where. Between two they mostly say what the
    examples happened to be about (measured on sentiment), until there are some for each.
    """
    return min(1.0, max((labels - 2) / _MANY_LABELS, examples / labels / _MANY_EXAMPLES))


@dataclass(frozen=True, slots=True)
class FittedLikelihood:
    """Readers of one prompt and its calibration; see `predictor.Fitted`.

    `hidden_sum` [hidden] are the hidden states of `hidden_count` unlabelled texts, added up.
    """

    note_cut: ClassVar[str] = NOTE_CUT
    ridge: ClassVar[float] = RIDGE

    readers: Readers
    form: Form
    calibration: ContextCalibration
    hidden_sum: tuple[float, ...]
    hidden_count: int

    async def read(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None]
    ) -> list[Features]:
        """One text after another; `on_progress` hears of each."""
        found: list[Features] = []
        for text in texts:
            found.append(await self.readers.read(text, self.calibration.prior))
            on_progress(len(found), len(texts))
        return found

    def prior(self, features: Features) -> list[float]:
        return form_logits(self.form, self.calibration.log_probs(features.scores))

    def centre(self, examples: Sequence[TrainingExample]) -> list[float]:
        """The mean of all hidden states that were met."""
        hidden = [one.features.hidden for one in examples]
        count = self.hidden_count + len(hidden)
        return [sum(column) / count for column in zip(self.hidden_sum, *hidden, strict=True)]

    def calibrator(
        self, examples: Sequence[TrainingExample], trials: Callable[[], list[Trial]]
    ) -> Calibrator:
        """Measured where there are examples enough whose scores count, by rule where not."""
        found = trials()
        if found:
            return fit_calibrator(_GRID, found, self.form, _LOG_SLOPE_SD)
        return Calibrator(trust(len(self.calibration.prior), len(_shown(examples))))

    def nearness(
        self, examples: Sequence[TrainingExample], row: Sequence[float], logits: Sequence[float]
    ) -> float:
        """How like the likest example a text is, -1 to 1."""
        return max([row[at] for at in _shown(examples)], default=-1.0)

    def left_out(self, predictor: Predictor) -> list[float]:
        rows, shown = predictor.similarities, _shown(predictor.examples)
        return [
            max([rows[at][other] for other in shown if other != at], default=-1.0) for at in shown
        ]

    def nearest(
        self,
        predictor: Predictor,
        features: Features,
        row: Sequence[float],
        chosen: frozenset[int],
    ) -> tuple[int, ...]:
        """The examples that speak most for what was chosen."""
        alike = [
            (row[at], one.index)
            for at, one in enumerate(predictor.examples)
            if one.index is not None
            and row[at] > 0
            and one.features is not features
            and one.labels & chosen
        ]
        ranked = heapq.nlargest(NEAREST, alike, key=lambda pair: pair[0])
        return tuple([index for _, index in ranked])

    def balanced(self, features: Sequence[Features]) -> "FittedLikelihood":
        read = [one for one in features if one.tokens]
        return replace(
            self,
            calibration=self.calibration.balanced([one.scores for one in read]),
            hidden_sum=tuple(
                map(sum, zip(self.hidden_sum, *[one.hidden for one in read], strict=True))
            ),
            hidden_count=self.hidden_count + len(read),
        )

    async def refit(
        self, examples: tuple[TrainingExample, ...]
    ) -> "tuple[FittedLikelihood, tuple[TrainingExample, ...]]":
        """Nothing more: examples are always learned from thoroughly."""
        return self, examples

    async def close(self) -> None:
        await self.readers.close()


def _shown(examples: Sequence[TrainingExample]) -> list[int]:
    """Which of them are examples, and not a label's own words."""
    return [at for at, one in enumerate(examples) if one.index is not None]
