"""What followed the last words of a text before (A. Saxena, "Prompt Lookup Decoding", 2023).

Knows nothing of models or of what becomes of a guess.
"""

from collections.abc import Iterator
from typing import Final

from hearthside.generation.pieces import BLANK_MARK
from hearthside.text.escape import is_control

_LONGEST_RUN: Final = 3
# A single token tells little, unless it is a word.
_WORD_CHARACTERS: Final = 3


class Lookup:
    """A text that grows, and what followed each run of its tokens where it was met last.

    A run's first token is the same with a blank before it and without: what is copied begins
    behind another mark than where it stood.
    """

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._words: list[str] = []  # pieces without their blanks, "" for control
        self._places: dict[tuple[str | int, ...], int] = {}

    def add(self, token: int, piece: str) -> None:
        """The text goes on."""
        for run in self._runs():
            self._places[run] = len(self._ids)
        self._ids.append(token)
        self._words.append("" if is_control(piece) else piece.lstrip(BLANK_MARK) or piece)

    def following(self, most: int) -> tuple[int, list[int]]:
        """What followed the end of the text before, at most so many tokens, and how long a run was
        found for it."""
        for run in self._runs():
            place = self._places.get(run)
            if place is None:
                continue
            end = min(place + most, len(self._ids))
            while "" in self._words[place:end]:
                end -= 1
            return len(run), self._ids[place:end]
        return 0, []

    def _runs(self) -> Iterator[tuple[str | int, ...]]:
        """The last tokens, the longest run first."""
        for length in range(min(_LONGEST_RUN, len(self._ids)), 0, -1):
            word = self._words[-length]
            if length > 1 or (len(word) >= _WORD_CHARACTERS and word.isalpha()):
                yield (word, *self._ids[len(self._ids) - length + 1 :])
