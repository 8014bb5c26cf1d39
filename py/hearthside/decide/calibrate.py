"""From raw scores to fair ones: what labels get for saying nothing is taken away from them.

Contextual calibration (Zhao et al. 2021, arXiv 2102.09690) measures a prompt's lean on inputs
without content; batch calibration (Zhou et al. 2023, arXiv 2309.17249) on the texts themselves.
Here the first is the prior of the second, so that few texts change little. The temperature is
fitted where there are labelled readings, with a prior around its default. Knows nothing of models.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hearthside.decide.labels import Form
from hearthside.decide.trie import log_softmax

# In the form "many" a label with a third of the likelihood is as likely as not to hold.
_MANY: Final = math.log(2)

# How many texts the content-free inputs count for, when a lean is measured on texts.
_FREE_COUNTS: Final = 16
# Slope = 1 / temperature: what it is before anything is known, and how surely (of its logarithm).
SLOPE: Final = 1.0
_SLOPE_SPREAD: Final = 0.5
_SLOPES: Final = tuple(1.15**power for power in range(-14, 11))


@dataclass(frozen=True, slots=True)
class Calibration:
    """`lean` are the log-probabilities of the labels for nothing; `slope` is 1 / temperature."""

    lean: tuple[float, ...]
    slope: float = SLOPE

    def fair(self, scores: Sequence[float]) -> list[float]:
        """Log-probabilities of the labels by calibrated scores."""
        return log_softmax(
            [self.slope * (one - lean) for one, lean in zip(scores, self.lean, strict=True)]
        )

    def balanced(self, scores: Sequence[Sequence[float]]) -> "Calibration":
        """The lean measured on many texts' scores, on the whole, labels being about as frequent."""
        if not scores:
            return self
        measured = _mean_probabilities(scores)
        known = _FREE_COUNTS / (_FREE_COUNTS + len(scores))
        lean = [
            known * old + (1 - known) * new for old, new in zip(self.lean, measured, strict=True)
        ]
        return replace(self, lean=tuple(log_softmax(lean)))

    def fitted(self, scores: Sequence[Sequence[float]], truths: Sequence[int]) -> "Calibration":
        """The slope that makes the true labels likeliest, held to its prior."""
        if not scores:
            return self
        best = max(_SLOPES, key=lambda slope: _fit(replace(self, slope=slope), scores, truths))
        return replace(self, slope=best)


def from_content_free(scores: Sequence[Sequence[float]]) -> Calibration:
    """The calibration by readings of inputs that say nothing, scores [inputs][labels]."""
    return Calibration(tuple(log_softmax(_mean_probabilities(scores))))


def form_logits(form: Form, fair: Sequence[float]) -> list[float]:
    """Logits of the labels by their calibrated log-probabilities, before anything was taught."""
    if form != "many":
        return list(fair)
    return [one - math.log(max(-math.expm1(one), 1e-9)) + _MANY for one in fair]


def chances(form: Form, logits: Sequence[float]) -> list[float]:
    """The probability of each label: of all together one, or each by itself (form "many")."""
    if form == "many":
        return [1 / (1 + math.exp(-max(-700.0, one))) for one in logits]
    return [math.exp(one) for one in log_softmax(logits)]


def _mean_probabilities(scores: Sequence[Sequence[float]]) -> list[float]:
    """Logarithms of the mean probability of each label."""
    each = zip(*[map(math.exp, one) for one in scores], strict=True)
    return [math.log(max(sum(column) / len(scores), 1e-9)) for column in each]


def _fit(
    calibration: Calibration, scores: Sequence[Sequence[float]], truths: Sequence[int]
) -> float:
    likelihood = sum(
        [calibration.fair(one)[truth] for one, truth in zip(scores, truths, strict=True)]
    )
    return likelihood - (math.log(calibration.slope / SLOPE) / _SLOPE_SPREAD) ** 2 / 2
