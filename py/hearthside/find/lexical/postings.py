"""Which rows hold a term and how often, in little memory.

What is settled lies in one run of numbers for all terms, which is also how it is kept; what came
since has a run for each term. A posting is row * 256 + count (255 at most), ascending. Knows
nothing of documents and of scores.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

COUNT_BITS: Final = 8
MOST_COUNT: Final = (1 << COUNT_BITS) - 1
_NONE: Final = array("I")


class _Young(dict[str, "array[int]"]):
    """Postings by term, empty ones for a term that is new."""

    def __missing__(self, term: str) -> "array[int]":
        self[term] = array("I")
        return self[term]


class Postings:
    """Of settled `terms`, number n has the postings from `bounds[n]` to `bounds[n + 1]`."""

    def __init__(
        self,
        terms: Sequence[str] = (),
        bounds: "array[int] | None" = None,
        settled: "array[int] | None" = None,
    ) -> None:
        self._numbers: Final = dict(zip(terms, range(len(terms)), strict=True))
        self._bounds: Final = bounds or array("I", [0])
        self._settled: Final = settled or array("I")
        self._young: Final = _Young()

    @classmethod
    def from_bytes(cls, terms: bytes, bounds: bytes, settled: bytes) -> "Postings":
        """What `to_bytes` gave, on the same kind of machine. Raises ValueError."""
        names = terms.decode("utf-8", "surrogatepass").split("\n") if terms else []
        ends, marks = array("I"), array("I")
        ends.frombytes(bounds)
        marks.frombytes(settled)
        if len(ends) != len(names) + 1 or ends[-1] != len(marks):
            raise ValueError("postings of other terms")
        return cls(names, ends, marks)

    def to_bytes(self) -> tuple[bytes, bytes, bytes]:
        """What is settled: the terms, their bounds, the postings."""
        terms = "\n".join(self._numbers).encode("utf-8", "surrogatepass")
        return terms, self._bounds.tobytes(), self._settled.tobytes()

    def add(self, row: int, terms: Mapping[str, int]) -> None:
        """Take in a row after all that are there."""
        young, mark = self._young, row << COUNT_BITS
        for term, count in terms.items():
            young[term].append(mark + count if count < MOST_COUNT else mark + MOST_COUNT)

    def of(self, term: str) -> "array[int]":
        """The postings of a term, ascending; none where no row holds it."""
        number, young = self._numbers.get(term), self._young.get(term, _NONE)
        if number is None:
            return young
        return self._settled[self._bounds[number] : self._bounds[number + 1]] + young

    def terms(self) -> Iterator[str]:
        """All terms, in the order of their numbers, and then in that in which they came."""
        yield from self._numbers
        yield from [term for term in self._young if term not in self._numbers]


class Settling:
    """All postings of another, put into one run a term at a time; `moved` says the new row of each,
    -1 where it is gone, and None where all stay."""

    def __init__(self, moved: Sequence[int] | None) -> None:
        self._moved = moved
        self._terms: list[str] = []
        self._bounds = array("I", [0])
        self._settled = array("I")

    def add(self, term: str, postings: "array[int]") -> None:
        """The next term; it is left out where no row is left of it."""
        moved = self._moved
        if moved is not None:
            kept = [
                (moved[mark >> COUNT_BITS] << COUNT_BITS) | (mark & MOST_COUNT)
                for mark in postings
                if moved[mark >> COUNT_BITS] >= 0
            ]
            postings = array("I", kept)
        if postings:
            self._settled.extend(postings)
            self._bounds.append(len(self._settled))
            self._terms.append(term)

    def done(self) -> Postings:
        """What was put together."""
        return Postings(self._terms, self._bounds, self._settled)
