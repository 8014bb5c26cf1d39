"""Texts that stand in a source, from the begin of a word to the end of one.

Letters and digits in a row are a word, every other sign is one by itself, and so is each character
of a script that puts no blanks between words. Knows nothing of tokens.
"""

import json
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Final

# Longer ones are no field any more: a text that is begun ends within so many bytes.
MOST_BYTES: Final = 600
# Of a text that the source has oftener, as many places are followed.
_MOST_PLACES: Final = 4_096
_MOST_WORDS: Final = 2_000
_MOST_NEXT: Final = 8
_NEXT_BYTES: Final = 24


class Spans:
    """The spans of one source, as a Shape (see shapes.py); where it has no word, the empty text."""

    def __init__(self, source: str) -> None:
        written = [_written(one) for one in source]
        self._text = b"".join(written)
        self._borders = [*accumulate(map(len, written), initial=0)]
        self._end_list = [
            self._borders[at] for at in range(1, len(source) + 1) if _ends(source, at)
        ]
        self._ends = frozenset(self._end_list)
        begins = [self._borders[at] for at in range(len(source)) if _starts(source, at)]
        self._starts = frozenset(at for at in begins if self._end_after(at + 1) - at <= MOST_BYTES)

    def begins(self, text: bytes) -> bool:
        """See Shape."""
        return not text or any(True for _ in self._places(text))

    def is_whole(self, text: bytes) -> bool:
        """See Shape."""
        if not text:
            return not self._starts
        return any(at + len(text) in self._ends for at in self._places(text))

    def following(self, text: bytes) -> list[str]:
        """See Shape."""
        if not text:
            words = (self._text[at : self._end_after(at + 1)] for at in sorted(self._starts))
            return [word.decode() for word in islice(dict.fromkeys(words), _MOST_WORDS)]
        after = (at + len(text) for at in self._places(text))
        rests = (self._text[at : at + _NEXT_BYTES].decode("utf-8", "ignore") for at in after)
        return [one for one in islice(dict.fromkeys(rests), _MOST_NEXT) if one]

    def find(self, value: str) -> tuple[int, int] | None:
        """Where the source has a whole text first, in characters, the end excluded."""
        text = b"".join(map(_written, value))
        found = (at for at in self._places(text) if at + len(text) in self._ends) if text else ()
        for at in found:
            return bisect_left(self._borders, at), bisect_left(self._borders, at + len(text))
        return None

    def _places(self, text: bytes) -> Iterator[int]:
        """Where the source has `text`, from a word's begin on and within reach of an end."""
        at = self._text.find(text)
        for _ in range(_MOST_PLACES):
            if at < 0:
                return
            if at in self._starts and self._end_after(at + len(text)) - at <= MOST_BYTES:
                yield at
            at = self._text.find(text, at + 1)

    def _end_after(self, at: int) -> int:
        """The next end of a word, at or after a place; far away where there is none."""
        found = bisect_left(self._end_list, at)
        return self._end_list[found] if found < len(self._end_list) else at + MOST_BYTES + 1


def _written(one: str) -> bytes:
    """A character as JSON writes it in a text; a lone surrogate as a question mark."""
    return json.dumps(one, ensure_ascii=False)[1:-1].encode("utf-8", "replace")


def _starts(source: str, at: int) -> bool:
    return not source[at].isspace() and (at == 0 or not _joined(source[at - 1], source[at]))


def _ends(source: str, at: int) -> bool:
    after = source[at : at + 1]
    return not source[at - 1].isspace() and not (after and _joined(source[at - 1], after))


def _joined(left: str, right: str) -> bool:
    """Whether two neighbours stand within one word."""
    return _in_word(left) and _in_word(right)


def _in_word(one: str) -> bool:
    if unicodedata.category(one)[0] == "M":
        return True
    return one.isalnum() and not "\u2e80" <= one <= "\ua4cf" and not "\u0e00" <= one <= "\u0eff"
