"""How unlike everything that was shown a text is: the way to say "like nothing you showed me".

A classifier says how near a text comes to what it knows. That number means nothing by itself, so it
is held against the same number for the examples, each judged as if it had not been shown. Knows
nothing of how nearness is measured, or of texts.

Sources: Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World (2005), for holding a text
against left-out examples, itself among them (conformal prediction); Hendrycks & Gimpel, ICLR 2017,
for measuring detection of the rest.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify.features import Decision
from hearthside.classify.report import wilson
from hearthside.classify.threshold import percent
from hearthside.errors import InvalidInput
from hearthside.wire import Code

# About one text in twenty of those that are like the examples is over this.
OOD_CUT: Final = 0.95
# With fewer examples nobody can say what is strange. From 19 on that share is a promise; with fewer
# the last one in twenty lies beyond all of them, as far as their spread lets one guess.
LEAST_EXAMPLES: Final = 10
# What is a whole number but for the rounding of fractions is taken for one.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Reference:
    """How near left-out examples came, ascending; `spread` is their standard deviation."""

    nearness: tuple[float, ...]
    spread: float

    @classmethod
    def of(cls, nearness: Sequence[float]) -> "Reference | None":
        """By the nearness of each example, left out; None where they are too few."""
        n = len(nearness)
        if n < LEAST_EXAMPLES:
            return None
        mean = math.fsum(nearness) / n
        spread = math.sqrt(math.fsum([(one - mean) ** 2 for one in nearness]) / n)
        return cls(tuple(sorted(nearness)), max(spread, 1e-9))

    def ood_score(self, nearness: float) -> float:
        """How many of the examples came nearer, 0 to 1, the text itself counted among them all.

        Of texts like the examples a share of 1 - x is over x, however few the examples are: of n
        the farthest is at n / (n + 1). Falls with every bit of nearness, evenly between two
        examples and by the spread beyond them.
        """
        ranked, n = self.nearness, len(self.nearness)
        at = bisect_right(ranked, nearness)
        if at == 0:
            inside = 1.0 - math.exp((nearness - ranked[0]) / self.spread)
        elif at == n:
            inside = math.exp((ranked[-1] - nearness) / self.spread)
        else:
            inside = (ranked[at] - nearness) / (ranked[at] - ranked[at - 1])
        return (n - at + inside) / (n + 1)


@dataclass(frozen=True, slots=True)
class OodCut:
    """Decisions whose `ood_score` is over `at` are of texts like nothing that was shown.

    `kept` is the share of the `n` familiar rows that stay, `low` to `high` its 95 % interval;
    `caught` the share of the `outsiders` that go, None where there were none. `words` for people.
    """

    at: float
    kept: float
    low: float
    high: float
    n: int
    caught: float | None
    outsiders: int
    words: str


def fit_ood_cut(
    inside: Sequence[Decision], outside: Sequence[Decision] = (), *, keep: float = OOD_CUT
) -> OodCut:
    """The cut that keeps a share `keep` of texts like the rows `inside`, those and others.

    `inside` are decisions about texts that belong under some label, `outside` about texts that
    belong under none, none of them learned from. With fewer familiar rows than can bear `keep`
    the examples' own share stands. Raises InvalidInput (call.invalid) where a classifier gave no
    `ood_score`, or `keep` is no share.
    """
    if not 0.0 < keep < 1.0:
        raise InvalidInput(Code.CALL_INVALID, "Keep more than 0 % and less than 100 %.")
    known, others = _measured(inside), _measured(outside)
    n = len(known)
    # The quantile of n + 1: the next text is one more of them, and may be the farthest of all.
    rank = math.ceil(keep * (n + 1) - _ROUNDING)
    enough = rank <= n
    at = known[rank - 1] if enough else keep
    kept = sum([one <= at for one in known])
    caught = sum([one > at for one in others]) / len(others) if others else None
    low, high = wilson(kept, n)
    words = (
        f"Of your {n} rows that belong somewhere {kept} count as familiar."
        if enough
        else f"{n} rows are too few to promise that {percent(keep)} of others stay (it takes "
        f"{_least(keep)}), so it is set by the examples."
    )
    if caught is not None:
        words += f" Of {len(others)} that belong nowhere {round(caught * len(others))} are noticed."
    return OodCut(at, kept / n if n else 0.0, low, high, n, caught, len(others), words)


def is_out_of_distribution(decision: Decision, at: float = OOD_CUT) -> bool:
    """Whether the text is like nothing that was shown; never, where that cannot be said."""
    return decision.ood_score is not None and decision.ood_score > at


def _least(keep: float) -> int:
    """How many left-out rows can bear the promise that a share `keep` of others stays."""
    return math.ceil(keep / (1.0 - keep) - _ROUNDING)


def _measured(decisions: Sequence[Decision]) -> list[float]:
    found = [one.ood_score for one in decisions if one.ood_score is not None]
    if len(found) != len(decisions):
        raise InvalidInput(
            Code.CALL_INVALID,
            f"It takes {LEAST_EXAMPLES} examples to say what is strange. Show some more.",
        )
    return sorted(found)
