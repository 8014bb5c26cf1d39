"""Logits, probabilities, and how both are made to come true: measured on held-out examples.

A calibrator takes a share of what examples added to a label's logit (its trust) and scales the sum
by a slope, 1 / temperature. Both are chosen so that the true labels of examples which a predictor
was fitted without are likeliest, so that examples which only say what they happened to be about are
not followed. Does not know where logits come from.

Sources: Guo et al., ICML 2017, temperature scaling; Platt 1999 for fitting it on held-out rows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify.labels import Form

# Fewer held-out examples choose by luck.
LEAST_TRIALS: Final = 24
# Two, for it is done at every correction; each half judges the other.
FOLDS: Final = 2
# In the form "many" the labels that hold share the likelihood; of so many each has still enough.
_MOST_TOGETHER: Final = 6
_LEAST_PROBABILITY: Final = 1e-6


def log_sum(values: Sequence[float]) -> float:
    """log(sum(exp(values))), without overflow."""
    high = max(values)
    return high + math.log(sum([math.exp(value - high) for value in values]))


def log_softmax(values: Sequence[float]) -> list[float]:
    """The values less what makes their exponentials add up to one."""
    total = log_sum(values)
    return [value - total for value in values]


def probabilities(form: Form, logits: Sequence[float]) -> list[float]:
    """The probability of each label: of all together one, or each by itself (form "many")."""
    if form == "many":
        return [1 / (1 + math.exp(-max(-700.0, one))) for one in logits]
    return [math.exp(one) for one in log_softmax(logits)]


def form_logits(form: Form, log_probs: Sequence[float]) -> list[float]:
    """Logits [labels] by log-probabilities that add up to one, as the form takes labels.

    In the form "many" each label's log-odds, against those of `even_share`.
    """
    if form != "many":
        return list(log_probs)
    share = even_share(len(log_probs))
    even = math.log(share / (1.0 - share))
    return [one - math.log(max(-math.expm1(one), 1e-9)) - even for one in log_probs]


def even_share(labels: int) -> float:
    """With which share of the likelihood a label is as likely as not to hold (form "many").

    Between what each has when none holds and what each has when all but one do: that all hold
    cannot be told from none, since likelihoods are taken of each other.
    """
    return max(1.0 / math.sqrt(labels * (labels - 1)), 1.0 / _MOST_TOGETHER)


@dataclass(frozen=True, slots=True)
class Calibrator:
    """Logits are `slope` times (the prior's + `trust` times what examples add)."""

    trust: float = 1.0
    slope: float = 1.0

    def logits(self, prior: Sequence[float], residual: Sequence[float]) -> list[float]:
        """Both together, label by label."""
        slope, trust = self.slope, self.trust
        return [slope * (one + trust * more) for one, more in zip(prior, residual, strict=True)]


@dataclass(frozen=True, slots=True)
class Trial:
    """An example decided without itself: its logits [labels] in two parts, and its true labels."""

    prior: Sequence[float]
    residual: Sequence[float]
    truth: frozenset[int]


def fit_calibrator(
    grid: Sequence[Calibrator], trials: Sequence[Trial], form: Form, log_slope_sd: float
) -> Calibrator:
    """The calibrator of `grid` under which the trials' truth is likeliest; of equals the first.

    A slope is taken to be 1 beforehand, its logarithm normal with the deviation `log_slope_sd`.
    """
    return min(grid, key=lambda one: _loss(one, trials, form, log_slope_sd))


def _loss(
    calibrator: Calibrator, trials: Sequence[Trial], form: Form, log_slope_sd: float
) -> float:
    """Negative log-likelihood of the truth, and of the slope."""
    loss = (math.log(calibrator.slope) / log_slope_sd) ** 2 / 2
    for trial in trials:
        logits, truth = calibrator.logits(trial.prior, trial.residual), trial.truth
        if form == "many":
            each = enumerate(probabilities(form, logits))
            sure = [one if at in truth else 1.0 - one for at, one in each]
        else:
            total = log_sum(logits)
            sure = [math.exp(logits[at] - total) for at in truth]
        loss -= sum([math.log(max(one, _LEAST_PROBABILITY)) for one in sure])
    return loss
