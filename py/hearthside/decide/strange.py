"""How unlike everything that was shown a text is: the way to say "like nothing you showed me".

A classifier says how near a text comes to what it knows. That number means nothing by itself, so it
is held against the same number for the examples, each judged as if it had not been shown. Knows
nothing of how nearness is measured, or of texts.

Sources: Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World (2005), for holding a text
against left-out examples; Hendrycks & Gimpel, ICLR 2017, for measuring detection of the rest.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.decide.curves import wilson
from hearthside.decide.reading import Decision
from hearthside.errors import InvalidInput
from hearthside.wire import Code

# About one text in twenty of those that are like the examples is taken for a stranger here.
STRANGE: Final = 0.95
# With fewer examples nobody can say what is strange.
LEAST_EXAMPLES: Final = 10
# So many steps stand for any number of examples.
_STEPS: Final = 64
# How far a step is softened, in standard deviations of the examples' nearness.
_SOFT: Final = 0.1
_STEEPEST: Final = 30.0


@dataclass(frozen=True, slots=True)
class Familiar:
    """How near left-out examples came: `steps` ascending, each softened by `soft`."""

    steps: tuple[float, ...]
    soft: float

    @classmethod
    def of(cls, nearness: Sequence[float]) -> "Familiar | None":
        """By the nearness of each example, left out; None where they are too few."""
        n = len(nearness)
        if n < LEAST_EXAMPLES:
            return None
        ranked = sorted(nearness)
        count = min(n, _STEPS)
        steps = tuple([ranked[(2 * at + 1) * n // (2 * count)] for at in range(count)])
        mean = math.fsum(ranked) / n
        spread = math.sqrt(math.fsum([(one - mean) ** 2 for one in ranked]) / n)
        return cls(steps, max(_SOFT * spread, 1e-9))

    def strange(self, nearness: float) -> float:
        """The share of the examples, 0 to 1, that came nearer. Falls with every bit of nearness."""
        shares = [
            1.0 / (1.0 + math.exp(min(_STEEPEST, (nearness - step) / self.soft)))
            for step in self.steps
        ]
        return math.fsum(shares) / len(shares)


@dataclass(frozen=True, slots=True)
class StrangeCut:
    """Decisions whose `strange` is over `at` are of texts like nothing that was shown.

    `kept` is the share of the `n` familiar rows that stay, `low` to `high` its 95 % interval;
    `caught` the share of the `strangers` that go, None where there were none. `words` for people.
    """

    at: float
    kept: float
    low: float
    high: float
    n: int
    caught: float | None
    strangers: int
    words: str


def fit_strange(
    inside: Sequence[Decision], outside: Sequence[Decision] = (), *, keep: float = STRANGE
) -> StrangeCut:
    """The cut that keeps a share `keep` of the rows `inside`.

    `inside` are decisions about texts that belong under some label, `outside` about texts that
    belong under none, none of them learned from. With fewer familiar rows than can bear `keep` the
    examples' own share stands. Raises InvalidInput (call.invalid) where a classifier gave no
    `strange`, or `keep` is no share.
    """
    if not 0.0 < keep < 1.0:
        raise InvalidInput(Code.CALL_INVALID, "Keep more than 0 % and less than 100 %.")
    known, others = _measured(inside), _measured(outside)
    n = len(known)
    enough = n >= math.ceil(1.0 / (1.0 - keep))
    at = known[min(n - 1, math.ceil(keep * n) - 1)] if enough else keep
    kept = sum([one <= at for one in known])
    caught = sum([one > at for one in others]) / len(others) if others else None
    low, high = wilson(kept, n)
    words = (
        f"Of your {n} rows that belong somewhere {kept} count as familiar."
        if enough
        else f"{n} rows are too few to set this by, so it is set by the examples."
    )
    if caught is not None:
        words += f" Of {len(others)} that belong nowhere {round(caught * len(others))} are noticed."
    return StrangeCut(at, kept / n if n else 0.0, low, high, n, caught, len(others), words)


def is_strange(decision: Decision, at: float = STRANGE) -> bool:
    """Whether the text is like nothing that was shown; never, where that cannot be said."""
    return decision.strange is not None and decision.strange > at


def _measured(decisions: Sequence[Decision]) -> list[float]:
    found = [one.strange for one in decisions if one.strange is not None]
    if len(found) != len(decisions):
        raise InvalidInput(
            Code.CALL_INVALID,
            f"It takes {LEAST_EXAMPLES} examples to say what is strange. Show some more.",
        )
    return sorted(found)
