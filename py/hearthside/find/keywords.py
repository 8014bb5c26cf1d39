"""Finding by words: BM25 (Robertson and Zaragoza 2009, k1 1.2, b 0.75) over chunks.

A word counts whatever its case, width and form (NFKC, casefold); one with accents counts with and
without them. Scripts that set no blanks are read letter by letter and in pairs; codes ("AB-12/3")
whole and in parts. Nothing is stemmed: the languages are too many. Knows nothing of vectors and
of files.
"""

import heapq
import math
import re
import sys
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from hearthside.find.kept.rows import Rows

K1: Final = 1.2
B: Final = 0.75
# A word that most chunks have tells them apart no more; it is left out beside others.
_COMMON_SHARE: Final = 0.5
_MOST_COUNT: Final = 255
_COUNT_BITS: Final = 8
_LONGEST_TERM: Final = 64
_MOST_TERMS: Final = 64


def _letter_marks() -> str:
    """Marks that belong to the letter before them: Python's \\w leaves them out."""
    found = [c for c in range(0x300, 0x3100) if unicodedata.category(chr(c))[0] == "M"]
    return "".join([chr(c) for c in found if not _DENSE_LETTER.match(chr(c))]) + "\u200c\u200d"


# Thai, Lao, Burmese, Khmer, kana: no blanks between words. (Hangul has them.) Of Han each letter
# is a word as well.
_HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DENSE: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f" + _HAN
)
_DENSE_LETTER: Final = re.compile(f"[{_DENSE}]")
_HAN_LETTER: Final = re.compile(f"[{_HAN}]")
_WORD: Final = rf"(?:[^\W_{_DENSE}]+[{_letter_marks()}]*)+"
_JOINTS: Final = "-_./:,@+"
_TERM: Final = re.compile(rf"[{_DENSE}]+|{_WORD}(?:[{_JOINTS}]{_WORD})*")
_ASCII_TERM: Final = re.compile(rf"[a-z0-9]+(?:[{_JOINTS}][a-z0-9]+)*")
_PART: Final = re.compile(rf"[^{_JOINTS}]+")


class Keywords:
    """An index of words in memory. A chunk is named by its document and its number therein."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._postings: dict[str, array[int]] = {}
        self._lengths = array("I")
        self._total = 0
        self._weights: list[float] | None = None

    def __len__(self) -> int:
        return self._rows.alive

    def add(self, document: str, texts: Sequence[str], first: int = 0) -> None:
        """Take in chunks of a document, the next after those it has; from number 0 on, in place of
        all that it had."""
        if first == 0:
            self.remove(document)
        start = self._rows.append(document, first, len(texts))
        postings = self._postings
        for row, text in enumerate(texts, start=start):
            terms = terms_of(text)
            length = sum(terms.values())
            self._lengths.append(length)
            self._total += length
            mark = row << _COUNT_BITS
            for term, count in terms.items():
                posting = postings.get(term)
                if posting is None:
                    posting = postings[term] = array("I")
                posting.append(mark | (count if count < _MOST_COUNT else _MOST_COUNT))
        self._weights = None

    def remove(self, document: str) -> None:
        """Leave a document out from now on; nothing happens where it is unknown."""
        for first, end in self._rows.remove(document):
            self._total -= sum(self._lengths[first:end])
        self._weights = None
        if self._rows.wasteful:
            self._compact()

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
            inside = self._rows.mask(self._rows.spans(documents))
            scores = {row: score for row, score in scores.items() if inside[row]}
        best = heapq.nsmallest(k, scores.items(), key=lambda pair: (-pair[1], pair[0]))
        if least > 0.0:
            held = self._shares(query, [row for row, _ in best])
            best = [pair for pair, share in zip(best, held, strict=True) if share >= least]
        return [(self._rows.place(row), score) for row, score in best]

    def _shares(self, query: str, rows: Sequence[int]) -> list[float]:
        """How much of the query each row holds, 0 to 1."""
        held, total = [0.0] * len(rows), 0.0
        for term in list(_telling(terms_of(query)))[:_MOST_TERMS]:
            posting = self._postings.get(term, array("I"))
            weight = self._rarity(len(posting))
            total += weight
            for at, row in enumerate(rows):
                place = bisect_left(posting, row << _COUNT_BITS)
                if place < len(posting) and posting[place] >> _COUNT_BITS == row:
                    held[at] += weight
        return [one / total if total else 0.0 for one in held]

    def _rarity(self, chunks: int) -> float:
        """What a word in so many chunks is worth: plus 1, as Lucene has it, so that one in most of
        them is worth little and never less than nothing."""
        return math.log(1.0 + max((self._rows.alive - chunks + 0.5) / (chunks + 0.5), 0.0))

    def _asked(self, query: str) -> list[Sequence[int]]:
        """The postings of the query's terms that tell chunks apart, of chunks that are there."""
        asked = list(_telling(terms_of(query)))[:_MOST_TERMS]
        found: list[Sequence[int]] = [self._postings[t] for t in asked if t in self._postings]
        if self._rows.wasted:
            alive = self._rows.mask(self._rows.spans())
            found = [[mark for mark in one if alive[mark >> _COUNT_BITS]] for one in found]
        rare = [one for one in found if len(one) <= _COMMON_SHARE * max(self._rows.alive, 1)]
        return rare or found

    def _scores(self, asked: Sequence[Sequence[int]]) -> dict[int, float]:
        norms = self._norms()
        scores: dict[int, float] = {}
        get, mask = scores.get, (1 << _COUNT_BITS) - 1
        for posting in asked:
            weight = self._rarity(len(posting)) * (K1 + 1.0)
            for mark in posting:
                row, count = mark >> _COUNT_BITS, mark & mask
                scores[row] = get(row, 0.0) + weight * count / (count + norms[row])
        return scores

    def _norms(self) -> list[float]:
        """For each row what its length adds below the line: k1 (1 - b + b length / mean)."""
        if self._weights is None:
            mean = max(self._total, 1) / max(self._rows.alive, 1)
            self._weights = [K1 * (1.0 - B + B * length / mean) for length in self._lengths]
        return self._weights

    def _compact(self) -> None:
        """Leave out what no document has any more, and number the rest anew."""
        moved = self._rows.compact()
        self._lengths = array(
            "I", [length for row, length in enumerate(self._lengths) if moved[row] >= 0]
        )
        mask = (1 << _COUNT_BITS) - 1
        kept: dict[str, array[int]] = {}
        for term, posting in self._postings.items():
            marks_ = [
                (moved[mark >> _COUNT_BITS] << _COUNT_BITS) | (mark & mask)
                for mark in posting
                if moved[mark >> _COUNT_BITS] >= 0
            ]
            if marks_:
                kept[term] = array("I", marks_)
        self._postings = kept


def terms_of(text: str) -> dict[str, int]:
    """The terms of `text`, in the order they are met, and how often each is there."""
    found = _ASCII_TERM.findall(text.lower()) if text.isascii() else _TERM.findall(text)
    terms: dict[str, int] = {}
    for word, count in Counter(found).items():
        for form in _forms(word) if len(word) <= _LONGEST_TERM else _long(word):
            terms[form] = terms.get(form, 0) + count
    return terms


def marks(query: str, text: str) -> list[tuple[int, int]]:
    """Where words of `query` stand in `text`, as (start, end), ascending and apart: to be marked.

    In scripts without blanks pairs of letters are marked, single ones only for a query of one.
    """
    wanted = frozenset(_telling(terms_of(query)))
    found: list[tuple[int, int]] = []
    for match in _TERM.finditer(text):
        for start, end in _marked(match.group(), wanted):
            start, end = start + match.start(), end + match.start()
            if found and start <= found[-1][1] and _DENSE_LETTER.match(text[start]):
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return found


def _marked(word: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The places in one match of _TERM that count as one of `wanted`."""
    if _DENSE_LETTER.match(word):
        for at in range(len(word)):
            for width in (2, 1):
                if _plain(word[at : at + width]) in wanted and at + width <= len(word):
                    yield at, at + width
                    break
    elif _plain(word[:_LONGEST_TERM]) in wanted:
        yield 0, len(word)
    else:
        for part in _PART.finditer(word):
            if wanted.intersection(_forms(part.group()[:_LONGEST_TERM])):
                yield part.span()


def _telling(terms: Iterable[str]) -> Iterator[str]:
    """`terms` without single letters of a script without blanks where there are pairs of them."""
    terms = list(terms)
    pairs = any(len(term) > 1 and _DENSE_LETTER.match(term) for term in terms)
    return (t for t in terms if not (pairs and len(t) == 1 and _DENSE_LETTER.match(t)))


@lru_cache(maxsize=65536)
def _forms(word: str) -> tuple[str, ...]:
    """Every term that a match of _TERM counts as."""
    if _DENSE_LETTER.match(word):
        return tuple(_dense_forms(word))
    if word.isascii() and word.isalnum():
        return (sys.intern(word.lower()),)
    parts = _PART.findall(word)
    whole = word if len(parts) > 1 and any(map(str.isdigit, word)) else ""
    forms: list[str] = []
    for part in [*parts, whole]:
        plain = _plain(part)
        bare = plain if plain.isascii() else _bare(plain)
        forms += [plain, bare] if bare != plain else [plain]
    return tuple([sys.intern(form) for form in forms if form])


def _dense_forms(word: str) -> list[str]:
    plain = _plain(word)
    singles = [c for c in plain if len(plain) == 1 or _HAN_LETTER.match(c)]
    return singles + [plain[at : at + 2] for at in range(len(plain) - 1)]


def _long(word: str) -> list[str]:
    """The terms of what is no word, an endless line for one: of each part the beginning counts."""
    if _DENSE_LETTER.match(word):
        return _dense_forms(word)
    return [form for part in _PART.findall(word) for form in _forms(part[:_LONGEST_TERM])]


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())


def _bare(word: str) -> str:
    """`word` without accents; marks that are vowels, as in Devanagari, stay."""
    apart = unicodedata.normalize("NFD", word)
    kept = [c for c in apart if c >= "\u0900" or not unicodedata.combining(c)]
    return unicodedata.normalize("NFC", "".join(kept))
