"""Spells a text with a BPE's pieces as the tokenizer would, and says what a piece is made of.

Exact where the tokenizer takes a text as one word, as Gemma's does (blanks are U+2581 by then).
Does not know bytes or added tokens: a character without a piece stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise


class Merges:
    """The merges of a BPE in the order of their ranks."""

    def __init__(self, merges: Iterable[Sequence[str]]) -> None:
        self._ranks: dict[tuple[str, str], int] = {}
        self._made: dict[str, int] = {}
        for rank, (left, right) in enumerate(merges):
            self._ranks[left, right] = rank
            self._made.setdefault(left + right, rank)

    def rank(self, piece: str) -> int | None:
        """Return how early `piece` was learnt (0 is the most frequent), None for a character."""
        return self._made.get(piece)

    def spell(self, text: str) -> list[str]:
        """Return the pieces of `text`: the merge of lowest rank first, then the leftmost."""
        return self._merge(text, until_pieces=1)

    def parts(self, piece: str) -> tuple[str, str] | None:
        """Return the two pieces whose merge is the last step to `piece`.

        None for a single character, and for a piece no text leads to.
        """
        if len(piece) < 2:
            return None
        last = self._merge(piece, until_pieces=2)
        return (last[0], last[1]) if tuple(last) in self._ranks else None

    def closure(self, pieces: Iterable[str]) -> set[str]:
        """Return `pieces` and all they are made of, down to the characters."""
        waiting, closed = list(pieces), set[str]()
        while waiting:
            piece = waiting.pop()
            if piece not in closed:
                closed.add(piece)
                waiting.extend(self.parts(piece) or ())
        return closed

    def _merge(self, text: str, until_pieces: int) -> list[str]:
        pieces, none = list(text), len(self._ranks)
        ranks = [self._ranks.get(pair, none) for pair in pairwise(pieces)]
        while len(pieces) > until_pieces:
            lowest = min(ranks)
            if lowest == none:
                break
            place = ranks.index(lowest)
            pieces[place : place + 2] = [pieces[place] + pieces[place + 1]]
            del ranks[place]
            for at in (place - 1, place):
                if 0 <= at < len(ranks):
                    ranks[at] = self._ranks.get((pieces[at], pieces[at + 1]), none)
        return pieces
