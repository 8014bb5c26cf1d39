"""From raw scores to fair ones: what labels get for texts about nothing is taken from them.

Calibration by context (Zhao et al. 2021, arXiv 2102.09690) measures the lean of a prompt on inputs
without content, batch calibration (Zhou et al. 2023, arXiv 2309.17249) on the texts themselves.
Both average probabilities. Here log-probabilities are averaged, which is the geometric mean, and a
bank of neutral sentences is the prior of the second, so that few texts change little: on our sets
the two means were right equally often (tests/quality/classify/test_calibration.py). Knows nothing
of models, or of how the head is taught.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hearthside.classify.labels import Form
from hearthside.classify.sources.likelihood.trie import log_softmax

# In the form "many" the labels that hold share the likelihood; of so many each has still enough.
_MOST_TOGETHER: Final = 6

# How many texts the neutral sentences count for, when the lean is measured on texts.
_NEUTRAL_COUNTS: Final = 16
# Slopes (1 / temperature) that make probabilities come true: with shots in the prompt, and without,
# where two labels need a steeper one than ten.
_SHOTS_SLOPE: Final = 0.6
_BARE_SLOPES: Final = (0.5, 2.5)
_BARE_SLOPE_TIMES_LABELS: Final = 6.0
# From two labels more than these, or with these examples each, what was taught is believed wholly.
_MANY_LABELS: Final = 2
_MANY_EXAMPLES: Final = 64


@dataclass(frozen=True, slots=True)
class Calibration:
    """`lean` are mean log-probabilities of the labels for nothing; `slope` is 1 / temperature."""

    lean: tuple[float, ...]
    slope: float

    def fair(self, scores: Sequence[float]) -> list[float]:
        """Log-probabilities of the labels by calibrated scores."""
        return log_softmax(
            [self.slope * (one - lean) for one, lean in zip(scores, self.lean, strict=True)]
        )

    def balanced(self, scores: Sequence[Sequence[float]]) -> "Calibration":
        """With the lean measured on the scores of many texts too, labels about equally frequent."""
        count = _NEUTRAL_COUNTS + len(scores)
        sums = [sum(column) for column in zip(*scores, strict=True)] or [0.0] * len(self.lean)
        lean = [
            (_NEUTRAL_COUNTS * old + more) / count
            for old, more in zip(self.lean, sums, strict=True)
        ]
        return replace(self, lean=tuple(lean))


def from_neutral(scores: Sequence[Sequence[float]], examples: int) -> Calibration:
    """The calibration by readings of neutral texts, scores [texts][labels].

    `examples` are those that a prompt with shots comes with; 0 without shots.
    """
    lean = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
    least, most = _BARE_SLOPES
    bare = min(most, max(least, _BARE_SLOPE_TIMES_LABELS / len(lean)))
    share = trust(len(lean), examples) if examples else 0.0
    return Calibration(tuple(lean), share * _SHOTS_SLOPE + (1 - share) * bare)


def trust(labels: int, examples: int) -> float:
    """How far what was taught is believed, 0 to 1.

    Between many labels a few examples say what belongs where. Between two they mostly say what the
    examples happened to be about (measured on sentiment), until there are some for each.
    """
    return min(1.0, max((labels - 2) / _MANY_LABELS, examples / labels / _MANY_EXAMPLES))


def form_logits(form: Form, fair: Sequence[float]) -> list[float]:
    """Logits of the labels by their calibrated log-probabilities, before anything was taught."""
    if form != "many":
        return list(fair)
    share = even_share(len(fair))
    even = math.log(share / (1.0 - share))
    return [one - math.log(max(-math.expm1(one), 1e-9)) - even for one in fair]


def even_share(labels: int) -> float:
    """With which share of the likelihood a label is as likely as not to hold (form "many").

    Between what each has when none holds and what each has when all but one do: that all hold
    cannot be told from none, since likelihoods are taken of each other.
    """
    return max(1.0 / math.sqrt(labels * (labels - 1)), 1.0 / _MOST_TOGETHER)


def chances(form: Form, logits: Sequence[float]) -> list[float]:
    """The probability of each label: of all together one, or each by itself (form "many")."""
    if form == "many":
        return [1 / (1 + math.exp(-max(-700.0, one))) for one in logits]
    return [math.exp(one) for one in log_softmax(logits)]
