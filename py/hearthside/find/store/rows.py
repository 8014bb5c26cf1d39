"""Which row is of which part: rows are numbered once, and documents own runs of them.

Rows of a document that is gone stay empty until all are numbered anew. Knows nothing of what a
row holds.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

_WASTED_SHARE: Final = 0.25
_WASTED_ROWS: Final = 256


@dataclass(slots=True)
class _Run:
    """Rows `first` to `end` hold parts of `document` from number `offset` on; None: nothing."""

    first: int
    end: int
    document: str | None
    offset: int


class Rows:
    """The runs of all documents, ascending and without gaps."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._starts: list[int] = []
        self._of: dict[str, list[_Run]] = {}
        self.alive = 0

    def __len__(self) -> int:
        """How many rows are numbered, empty ones among them."""
        return self._runs[-1].end if self._runs else 0

    def __contains__(self, document: str) -> bool:
        return document in self._of

    @property
    def wasted(self) -> int:
        """How many rows are empty."""
        return len(self) - self.alive

    @property
    def wasteful(self) -> bool:
        """Whether so many rows are empty that all should be numbered anew."""
        return self.wasted > max(_WASTED_ROWS, _WASTED_SHARE * len(self))

    def append(self, document: str, offset: int, count: int) -> int:
        """Give `document` the next `count` rows for its parts from `offset` on; the first row."""
        first = len(self)
        own = self._of.setdefault(document, [])
        self.alive += count
        last = self._runs[-1] if self._runs else None
        if last and last.document == document and last.offset + first - last.first == offset:
            last.end += count
        elif count:
            own.append(_Run(first, first + count, document, offset))
            self._runs.append(own[-1])
            self._starts.append(first)
        return first

    def remove(self, document: str) -> list[tuple[int, int]]:
        """Empty the rows of `document`, and say which they were."""
        runs = self._of.pop(document, [])
        for run in runs:
            run.document = None
            self.alive -= run.end - run.first
        return [(run.first, run.end) for run in runs]

    def rename(self, document: str, name: str) -> None:
        """Call `document` otherwise; its rows stay."""
        if document in self._of:
            self._of[name] = self._of.pop(document)
            for run in self._of[name]:
                run.document = name

    def parts(self, document: str) -> int:
        """How many parts of `document` have rows."""
        return sum(run.end - run.first for run in self._of.get(document, []))

    def run(self, row: int) -> tuple[int, int, str | None, int]:
        """The rows from `row` to the end (excluded) of its run, their document, its first part."""
        run = self._runs[bisect_right(self._starts, row) - 1]
        return row, run.end, run.document, run.offset + row - run.first

    def is_alive(self, row: int) -> bool:
        """Whether a row holds anything."""
        return row < len(self) and self.run(row)[2] is not None

    def place(self, row: int) -> tuple[str, int]:
        """The document of a row and the part's number. Raises KeyError for an empty row."""
        _, _, document, part = self.run(row)
        if document is None:
            raise KeyError(row)
        return document, part

    def places(self) -> list[tuple[str, int]]:
        """The document and the number of each part that has a row, by document."""
        return [
            (document, run.offset + at)
            for document, runs in sorted(self._of.items())
            for run in runs
            for at in range(run.end - run.first)
        ]

    def runs(self) -> list[tuple[str, int, int, int]]:
        """(document, first row, first part, how many) of all rows that hold any, ascending."""
        return [
            (run.document, run.first, run.offset, run.end - run.first)
            for run in self._runs
            if run.document is not None
        ]

    def row(self, document: str, part: int) -> int | None:
        """The row of a part, None where it has none."""
        for run in self._of.get(document, []):
            if 0 <= part - run.offset < run.end - run.first:
                return run.first + part - run.offset
        return None

    def spans(self, documents: Collection[str] | None = None) -> list[tuple[int, int]]:
        """The rows of `documents` (all by default) as (first, end), ascending and apart."""
        spans: list[tuple[int, int]] = []
        for run in self._chosen(documents):
            if spans and spans[-1][1] == run.first:
                spans[-1] = (spans[-1][0], run.end)
            else:
                spans.append((run.first, run.end))
        return spans

    def mask(self, spans: Iterable[tuple[int, int]]) -> bytearray:
        """A 1 for each row in one of `spans`."""
        mask = bytearray(len(self))
        for first, end in spans:
            mask[first:end] = b"\x01" * (end - first)
        return mask

    def compact(self) -> list[int]:
        """Number the rows anew without the empty ones: the new number of each, -1 for those."""
        moved = [-1] * len(self)
        kept = [run for run in self._runs if run.document is not None]
        at = 0
        for run in kept:
            count = run.end - run.first
            moved[run.first : run.end] = range(at, at + count)
            run.first, run.end, at = at, at + count, at + count
        self._runs, self._starts = kept, [run.first for run in kept]
        return moved

    def _chosen(self, documents: Collection[str] | None) -> list[_Run]:
        if documents is None:
            return [run for run in self._runs if run.document is not None]
        chosen = [run for name in set(documents) for run in self._of.get(name, [])]
        return sorted(chosen, key=lambda run: run.first)
