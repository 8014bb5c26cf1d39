"""Finding by words: BM25 (Robertson and Zaragoza 2009, k1 1.2, b 0.75) over chunks.

A word counts whatever its case, width and form (NFKC, casefold); one with accents counts with and
without them. Scripts that set no blanks are read as pairs of letters; codes ("AB-12/3") whole and
in parts. Nothing is stemmed: the languages are too many. Knows nothing of vectors and of files.
"""

from collections.abc import Collection, Sequence
from typing import Final

K1: Final = 1.2
B: Final = 0.75


class Keywords:
    """An index of words in memory. A chunk is named by its document and its number therein."""

    def add(self, document: str, texts: Sequence[str]) -> None:
        """Take in the chunks of a document, in place of those it had."""
        raise NotImplementedError

    def remove(self, document: str) -> None:
        """Leave a document out from now on; nothing happens where it is unknown."""
        raise NotImplementedError

    def search(
        self, query: str, k: int, documents: Collection[str] | None = None
    ) -> list[tuple[tuple[str, int], float]]:
        """The `k` best chunks ((document, number), score), the best first, of `documents` alone.

        Only chunks with a word of the query; of equals the one that was added first.
        """
        raise NotImplementedError


def terms_of(text: str) -> list[str]:
    """The terms of `text` as they are counted, in order, each as often as it is there."""
    raise NotImplementedError


def marks(query: str, text: str) -> list[tuple[int, int]]:
    """Where words of `query` stand in `text`, as (start, end): for marking them."""
    raise NotImplementedError
