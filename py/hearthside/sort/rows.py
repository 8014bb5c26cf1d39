"""Rows of a sort: what was decided of each, what a person said, and which need a person. Pure.

Knows nothing of models, or of the table that the rows stand in.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, Literal, TypeAlias

from hearthside.classify import Decision

Review: TypeAlias = Literal["", "given", "confirmed", "corrected"]

# So many scores of a row are shown and kept; there may be two hundred labels.
_SCORES_SHOWN: Final = 9


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision as it is shown and kept; `scores` are the likeliest few, highest first.

    `strange`: the text is like nothing that was shown."""

    label: str
    probability: float
    margin: float
    chosen: tuple[str, ...]
    scores: tuple[tuple[str, float], ...] = ()
    value: float | None = None
    notes: tuple[str, ...] = ()
    strange: bool = False

    @classmethod
    def of(cls, decision: Decision, *, strange: bool) -> "Verdict":
        """What is shown of a decision."""
        return cls(
            label=decision.label,
            probability=decision.probability,
            margin=decision.margin,
            chosen=decision.chosen,
            scores=tuple([(one.label, one.probability) for one in decision.scores[:_SCORES_SHOWN]]),
            value=decision.value,
            notes=decision.notes,
            strange=strange,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one row. `truth` is what a person said, None before they did and () where no
    label fits; `said` is what was decided at that time. `drawn`: the row came up by chance, not
    because it was doubtful; `given`: its label stood in the table."""

    verdict: Verdict | None = None
    truth: tuple[str, ...] | None = None
    said: tuple[str, ...] = ()
    drawn: bool = False
    given: bool = False

    @property
    def review(self) -> Review:
        """Who settled it, "" for nobody yet."""
        if self.truth is None:
            return ""
        if self.given:
            return "given"
        return "confirmed" if set(self.truth) == set(self.said) else "corrected"

    @property
    def labels(self) -> tuple[str, ...]:
        """What holds of the row now: a person's word, else what was decided."""
        if self.truth is not None:
            return self.truth
        return self.verdict.chosen if self.verdict is not None else ()

    @property
    def first(self) -> tuple[str, ...] | None:
        """What was decided before a person spoke, None where nothing was."""
        if self.truth is not None and not self.given:
            return self.said
        return self.verdict.chosen if self.verdict is not None else None

    @property
    def strange(self) -> bool:
        """Whether it is like nothing that was shown, and nobody has looked at it yet."""
        return self.verdict is not None and self.verdict.strange and self.truth is None

    def doubtful(self, at_least: float) -> bool:
        """Whether the row waits for a person: it is less probable than it has to be."""
        if self.truth is not None or self.verdict is None:
            return False
        return self.verdict.probability < at_least

    def reviewed(self, truth: tuple[str, ...], *, drawn: bool) -> "Row":
        """The row, of which a verdict is there, after a person has spoken.

        What they corrected stays corrected, though learning has changed what is decided now."""
        return replace(self, truth=truth, said=self.first or (), drawn=drawn, given=False)

    def unsaid(self) -> "Row":
        """The row without what a person said of it."""
        return replace(self, truth=None, said=(), drawn=False, given=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are of each kind; `none`: a person says that no label fits; `by_label`
    goes by the labels' names."""

    read: int = 0
    doubtful: int = 0
    reviewed: int = 0
    corrected: int = 0
    none: int = 0
    strange: int = 0
    by_label: tuple[tuple[str, int], ...] = ()


def doubtful_rows(rows: Sequence[Row], at_least: float) -> list[int]:
    """The rows that wait for a person, in the order of the table."""
    return [at for at, row in enumerate(rows) if row.doubtful(at_least)]


def by_doubt(rows: Sequence[Row], some: Sequence[int]) -> list[int]:
    """These rows, lowest probability first; those that are not read yet come last."""

    def key(at: int) -> float:
        verdict = rows[at].verdict
        return verdict.probability if verdict is not None else 2.0

    return sorted(some, key=key)


def counts_of(rows: Sequence[Row], names: Sequence[str], doubtful: int) -> Counts:
    """How many rows there are of each kind; `doubtful` were counted before (`doubtful_rows`)."""
    settled = [row.labels for row in rows if row.verdict is not None or row.truth is not None]
    labels = Counter(chain.from_iterable(settled))
    reviewed = [row for row in rows if row.truth is not None]
    return Counts(
        read=sum(row.verdict is not None for row in rows),
        doubtful=doubtful,
        reviewed=len(reviewed),
        corrected=sum(row.review == "corrected" for row in reviewed),
        none=sum(row.truth == () for row in reviewed),
        strange=sum(row.strange for row in rows),
        by_label=tuple([(name, labels[name]) for name in names]),
    )
