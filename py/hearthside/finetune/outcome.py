"""Whether teaching helped, by what was held out: the same examples before and after.

The measure is the loss, in nats a token of the answers. The interval is the percentile bootstrap
over examples (Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13): examples are
drawn anew, both losses of one together, so that how hard an example is cancels out. Knows nothing
of what was taught.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from hearthside.ports import Loss, Trainer, TrainingText

# Of fewer examples an interval would be a guess at a guess.
LEAST_PAIRS: Final = 8
_DRAWS: Final = 2000
_SIDE: Final = 0.025

Verdict: TypeAlias = Literal["better", "worse", "unsure", "few"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Mean losses of `pairs` held-out examples, and between what the change lies at 95 %.

    Below 0 is better. `few` examples have no interval: `low` and `high` are the change itself.
    """

    pairs: int
    before: float
    after: float
    low: float
    high: float

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def verdict(self) -> Verdict:
        if self.pairs < LEAST_PAIRS:
            return "few"
        if self.high < 0:
            return "better"
        return "worse" if self.low > 0 else "unsure"

    @property
    def words(self) -> str:
        """The verdict in one sentence for people."""
        if self.verdict == "few":
            return (
                f"Too few to say: {self.pairs} examples were held out, "
                f"and at least {LEAST_PAIRS} are needed."
            )
        said = {
            "better": "It helped: on examples that it had not seen, the model does better.",
            "worse": "It did harm: on examples that it had not seen, the model does worse.",
            "unsure": "It cannot be said that it helped: the difference may be luck.",
        }
        return said[self.verdict]


async def losses_of(trainer: Trainer, texts: Sequence[TrainingText]) -> list[Loss]:
    """The loss of each text, with the adapter that the trainer holds."""
    return [await trainer.loss([text]) for text in texts]


def outcome_of(before: Sequence[Loss], after: Sequence[Loss], *, seed: int = 0) -> Outcome:
    """Compare the losses of the same examples in the same order. The same seed, the same interval.

    Raises ValueError where they are not of the same examples.
    """
    rows = [
        (one.nats * one.answer_tokens, two.nats * two.answer_tokens, one.answer_tokens)
        for one, two in zip(before, after, strict=True)
    ]
    if any(one.answer_tokens != two.answer_tokens for one, two in zip(before, after, strict=True)):
        raise ValueError("losses of different examples")
    tokens = sum(row[2] for row in rows) or 1
    means = [sum(row[at] for row in rows) / tokens for at in (0, 1)]
    change = means[1] - means[0]
    if len(rows) < LEAST_PAIRS:
        return Outcome(len(rows), means[0], means[1], change, change)
    source = random.Random(f"bootstrap {seed}")
    drawn = sorted(_change(source.choices(rows, k=len(rows))) for _ in range(_DRAWS))
    low, high = drawn[round(_SIDE * _DRAWS)], drawn[round((1 - _SIDE) * _DRAWS) - 1]
    return Outcome(len(rows), means[0], means[1], low, high)


def _change(rows: Sequence[tuple[float, float, int]]) -> float:
    return sum(row[1] - row[0] for row in rows) / sum(row[2] for row in rows)
