"""Finding by words: BM25 (Robertson and Zaragoza 2009, k1 1.2, b 0.75) over chunks.

What a word is see words/terms.py. Knows nothing of vectors and of files.
"""

import heapq
import math
import sys
from array import array
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Final

from hearthside.documents.terms import TERMS_EDITION, telling, terms_of
from hearthside.find.lexical.postings import COUNT_BITS, MOST_COUNT, Postings, Settling
from hearthside.find.store.container import packed, unpacked
from hearthside.find.store.rows import Rows

K1: Final = 1.2
B: Final = 0.75
# A word that most chunks have tells them apart no more; it is left out beside others.
_COMMON_SHARE: Final = 0.5
_MOST_TERMS: Final = 64
# So much settling is done between two looks at the clock.
_TERMS_AT_ONCE: Final = 256


class Keywords:
    """An index of words in memory. A chunk is named by its document and its number therein."""

    def __init__(self) -> None:
        self.rows: Final = Rows()
        self._postings = Postings()
        self._lengths = array("I")
        self._total = 0
        self._settled_rows = 0
        self._version = 0

    def __len__(self) -> int:
        return self.rows.alive

    @property
    def version(self) -> int:
        """Another number after every change."""
        return self._version

    @property
    def young(self) -> int:
        """How many rows came since all was settled."""
        return len(self.rows) - self._settled_rows

    def add(self, document: str, texts: Sequence[str], first: int = 0) -> None:
        """Take in chunks of a document, the next after those it has; from number 0 on, in place of
        all that it had."""
        if first == 0:
            self.remove(document)
        start = self.rows.append(document, first, len(texts))
        for row, text in enumerate(texts, start=start):
            terms = terms_of(text)
            length = sum(terms.values())
            self._lengths.append(length)
            self._total += length
            self._postings.add(row, terms)
        self._version += 1

    def remove(self, document: str) -> None:
        """Leave a document out from now on; nothing happens where it is unknown."""
        for first, end in self.rows.remove(document):
            self._total -= sum(self._lengths[first:end])
            self._version += 1

    async def settled(self, give_turn: Callable[[], Awaitable[None]]) -> "Keywords | None":
        """The same without what is gone, in less memory; None where it is changed meanwhile.

        `give_turn` is awaited now and then, so that others have theirs.
        """
        fresh, version = Keywords(), self._version
        spans = self.rows.spans()
        for document, first, offset, count in self.rows.runs():
            fresh.rows.append(document, offset, count)
            fresh._lengths.extend(self._lengths[first : first + count])
        settling = Settling(_moved(spans, len(self.rows)) if self.rows.wasted else None)
        for at, term in enumerate(self._postings.terms()):
            settling.add(term, self._postings.of(term))
            if at % _TERMS_AT_ONCE == 0:
                await give_turn()
                if self._version != version:
                    return None
        fresh._postings = settling.done()
        fresh._total, fresh._settled_rows = self._total, len(fresh.rows)
        return fresh

    def to_bytes(self, marks: Mapping[str, str]) -> bytes:
        """What is settled, for an encrypted store; `marks` say what was read of each document."""
        facts = {
            "edition": TERMS_EDITION,
            "order": sys.byteorder,
            "runs": [(document, offset, count) for document, _, offset, count in self.rows.runs()],
            "marks": [(document, marks[document]) for document in marks],
        }
        return packed(facts, self._lengths.tobytes(), *self._postings.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> "tuple[Keywords, dict[str, str]]":
        """What `to_bytes` was given. Raises ValueError, TypeError or KeyError for anything else."""
        facts, (lengths, *postings) = unpacked(data)
        if (facts["edition"], facts["order"]) != (TERMS_EDITION, sys.byteorder):
            raise ValueError("of another edition, or another kind of machine")
        fresh = cls()
        for document, offset, count in facts["runs"]:
            fresh.rows.append(str(document), int(offset), int(count))
        fresh._lengths.frombytes(lengths)
        fresh._postings = Postings.from_bytes(*postings)
        fresh._total, fresh._settled_rows = sum(fresh._lengths), len(fresh.rows)
        if len(fresh._lengths) != len(fresh.rows):
            raise ValueError("of other rows")
        return fresh, {str(document): str(mark) for document, mark in facts["marks"]}

    def search(
        self,
        query: str,
        k: int,
        documents: Collection[str] | None = None,
        *,
        least: float = 0.0,
    ) -> list[tuple[tuple[str, int], float]]:
        """The `k` best chunks ((document, number), score), the best first, of `documents` alone.

        Only chunks with a word of the query; of equals the one that was added first. Of these k
        only those stay that hold at least the share `least` (0 to 1) of the query: of all its
        terms, each by its rarity, those that no chunk has among them.
        """
        scores = self._scores(self._asked(query))
        if documents is not None:
            inside = self.rows.mask(self.rows.spans(documents))
            scores = {row: score for row, score in scores.items() if inside[row]}
        best = heapq.nsmallest(k, scores.items(), key=lambda pair: (-pair[1], pair[0]))
        if least > 0.0:
            held = self._shares(query, [row for row, _ in best])
            best = [pair for pair, share in zip(best, held, strict=True) if share >= least]
        return [(self.rows.place(row), score) for row, score in best]

    def _shares(self, query: str, rows: Sequence[int]) -> list[float]:
        """How much of the query each row holds, 0 to 1."""
        held, total, alive = [0.0] * len(rows), 0.0, self._alive()
        for term in list(telling(terms_of(query)))[:_MOST_TERMS]:
            posting = self._living(term, alive)
            weight = self._rarity(len(posting))
            total += weight
            for at, row in enumerate(rows):
                place = bisect_left(posting, row << COUNT_BITS)
                if place < len(posting) and posting[place] >> COUNT_BITS == row:
                    held[at] += weight
        return [one / total if total else 0.0 for one in held]

    def _rarity(self, chunks: int) -> float:
        """What a word in so many chunks is worth: plus 1, as Lucene has it, so that one in most of
        them is worth little and never less than nothing."""
        return math.log(1.0 + max((self.rows.alive - chunks + 0.5) / (chunks + 0.5), 0.0))

    def _alive(self) -> bytearray | None:
        """A 1 for each row that holds a chunk; None where all do."""
        return self.rows.mask(self.rows.spans()) if self.rows.wasted else None

    def _living(self, term: str, alive: bytearray | None) -> Sequence[int]:
        """The postings of a term in chunks that are there: nothing else is ever counted."""
        found = self._postings.of(term)
        if alive is None:
            return found
        return [mark for mark in found if alive[mark >> COUNT_BITS]]

    def _asked(self, query: str) -> list[Sequence[int]]:
        """The postings of the query's terms that tell chunks apart."""
        alive = self._alive()
        asked = list(telling(terms_of(query)))[:_MOST_TERMS]
        found = [self._living(term, alive) for term in asked]
        rare = [one for one in found if len(one) <= _COMMON_SHARE * max(self.rows.alive, 1)]
        return rare if any(rare) else found

    def _scores(self, asked: Sequence[Sequence[int]]) -> dict[int, float]:
        scores: dict[int, float] = {}
        get, lengths = scores.get, self._lengths
        # What a chunk's length adds below the line: k1 (1 - b + b length / mean).
        slope = K1 * B * max(self.rows.alive, 1) / max(self._total, 1)
        for posting in asked:
            weight = self._rarity(len(posting)) * (K1 + 1.0)
            for mark in posting:
                row, count = mark >> COUNT_BITS, mark & MOST_COUNT
                below = count + K1 * (1.0 - B) + slope * lengths[row]
                scores[row] = get(row, 0.0) + weight * count / below
        return scores


def _moved(spans: Sequence[tuple[int, int]], rows: int) -> list[int]:
    """The new number of each row where only `spans` stay, -1 for the others."""
    moved, at = [-1] * rows, 0
    for first, end in spans:
        moved[first:end] = range(at, at + end - first)
        at += end - first
    return moved
