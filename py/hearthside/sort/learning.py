"""Which of the labelled rows are learned from, and which are the evidence. Pure, but for `Thrifty`.

Learning takes time that grows faster than what is learned from, so of many rows a part is taken.
Knows nothing of tables.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from hearthside.classify import Classifier, Decision, Features
from hearthside.sort.rows import Row

# With these learning is felt as at once.
MOST_EXAMPLES: Final = 100
# By vectors learning is arithmetic that the engine does, and many labels need many examples.
MOST_VECTOR_EXAMPLES: Final = 1000
# More than a promise of 95 % needs, and still judged in a few seconds.
MOST_JUDGED: Final = 400
# From so many rows that came up by chance on, they alone are the evidence.
_CHANCE_FROM: Final = 10

Pair: TypeAlias = tuple[Features, str]


def known(
    readings: Mapping[int, Features], rows: Sequence[Row], in_prompt: Collection[int]
) -> list[int]:
    """Rows that can teach: labelled, read, and not in the prompt."""
    return [
        at
        for at, reading in sorted(readings.items())
        if rows[at].truth is not None and at not in in_prompt and reading.tokens
    ]


def pairs_of(
    readings: Mapping[int, Features], rows: Sequence[Row], some: Sequence[int]
) -> list[Pair]:
    """A pair for each label that holds, or one with "" where none does. In a form that knows no
    such row there is nothing to learn from it; it counts as a mistake all the same."""
    return [(readings[at], label) for at in some for label in rows[at].truth or ("",)]


def learned_from(labelled: Sequence[int], rows: Sequence[Row], *, by_vectors: bool) -> list[int]:
    """Which of the `labelled` rows are learned from: a person's own words before the table's."""
    most = MOST_VECTOR_EXAMPLES if by_vectors else MOST_EXAMPLES
    own = thinned([at for at in labelled if not rows[at].given], most)
    given = [at for at in labelled if rows[at].given]
    return [*own, *thinned(given, most - len(own))]


def to_judge(labelled: Sequence[int], rows: Sequence[Row]) -> tuple[list[int], bool]:
    """Which of the `labelled` rows are the evidence; whether only those that came by chance are."""
    chance = [at for at in labelled if rows[at].drawn or rows[at].given]
    drawn = len(chance) >= _CHANCE_FROM
    return thinned(chance if drawn else labelled, MOST_JUDGED), drawn


def thinned(places: Sequence[int], most: int) -> list[int]:
    """At most so many of them, evenly from the first to the last."""
    if len(places) <= most:
        return list(places)
    return [places[number * len(places) // most] for number in range(most)]


@dataclass(frozen=True, slots=True)
class Thrifty:
    """A classifier that learns from no more than the one at work does, so that the evidence is
    about that one. See `classify.crossfit.Learner`."""

    classifier: Classifier

    @property
    def form(self) -> str:
        return self.classifier.form

    def decide(self, reading: Features, /) -> Decision:
        return self.classifier.decide(reading)

    def partial_fit(self, pairs: Sequence[Pair], /) -> "Thrifty":
        kept = set(thinned(list(dict.fromkeys(id(reading) for reading, _ in pairs)), MOST_EXAMPLES))
        some = [pair for pair in pairs if id(pair[0]) in kept]
        return Thrifty(self.classifier.partial_fit(some))

    async def refit(self) -> "Thrifty":
        return Thrifty(await self.classifier.refit())
