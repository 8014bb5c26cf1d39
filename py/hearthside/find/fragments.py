"""Text cut into the smallest parts that a chunk is made of: sentences, lines, parts of both.

Finds borders by signs and blanks alone, in any script: good enough to begin and end a chunk, not
to count sentences. What is quoted to people is found by `text.sentences`, which asks more of a
sentence (abbreviations, lists, wrapped lines) and leaves out what lies between; here every letter
belongs to a fragment, and other borders would be other chunks, to be embedded anew. What ends a
sentence is one fact for both: SENTENCE_END. Knows nothing of tokens and of chunks.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from hearthside.documents.document import Section
from hearthside.text.sentences import SENTENCE_END

_ENDS: Final = re.compile(rf"{SENTENCE_END}\s*|\n\s*")
_INITIAL: Final = re.compile(r"(?:^|[\s.(])[^\W\d_]$")
# Where a fragment that is too long is cut, if it can be: after these.
_PAUSES: Final = " \t,;:|/\u3001\uff0c\uff1b\u060c\u061b\u200b"
_SMALL_CHARACTERS: Final = 40
_FEWEST_CHARACTERS: Final = 20


class Border(IntEnum):
    """What stands at the end of a fragment; more is a better place for a chunk to end."""

    NONE = 0
    LINE = 1
    SENTENCE = 2
    PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class Fragments:
    """All of `text` in parts: each ends where the next begins, at `ends`, with a border there."""

    text: str
    ends: list[int]
    borders: list[Border]

    def texts(self) -> Iterator[str]:
        """The fragments, in order."""
        start = 0
        for end in self.ends:
            yield self.text[start:end]
            start = end

    def trimmed(self, first: int, end: int) -> tuple[int, int]:
        """The characters of fragments `first` to `end` (excluded), without blanks around them."""
        start, stop = self.ends[first - 1] if first else 0, self.ends[end - 1]
        found = self.text[start:stop]
        return start + len(found) - len(found.lstrip()), stop - len(found) + len(found.rstrip())


def fragments_of(section: Section, most_characters: int) -> Fragments:
    """The fragments of a section: of a table its rows, else sentences; none where there is no word.

    None has more than `most_characters`; what is short is put together up to 40 or so.
    """
    text, most = section.text, max(most_characters, _FEWEST_CHARACTERS)
    if not any(map(str.isalnum, text)):
        return Fragments(text, [], [])
    small = min(_SMALL_CHARACTERS, most // 2)
    ends: list[int] = []
    borders: list[Border] = []
    start = 0
    for end, border in _borders(text, section.kind == "table"):
        if end - start < small and end < len(text):
            continue
        for cut in _cuts(text, start, end, most):
            ends.append(cut)
            borders.append(Border.NONE)
        ends.append(end)
        borders.append(border)
        start = end
    return Fragments(text, ends, borders)


def _borders(text: str, table: bool) -> Iterator[tuple[int, Border]]:
    for found in _ENDS.finditer(text):
        border = _border(text, found, table)
        if border is not Border.NONE and found.end() < len(text):
            yield found.end(), border
    yield len(text), Border.PARAGRAPH


def _border(text: str, found: "re.Match[str]", table: bool) -> Border:
    signs = found.group()
    lines = signs.count("\n")
    if lines > 1 or (table and lines):
        return Border.PARAGRAPH
    if signs[0] == "\n":
        return Border.LINE
    if table:
        return Border.NONE
    following = text[found.end() : found.end() + 1]
    initial = signs[0] == "." and _INITIAL.search(text, max(0, found.start() - 3), found.start())
    if following.islower() or (initial and not lines):
        return Border.LINE if lines else Border.NONE
    return Border.SENTENCE


def _cuts(text: str, start: int, end: int, most: int) -> Iterator[int]:
    """Where to cut what is too long: after a pause past the middle, else anywhere."""
    while end - start > most:
        pause = max(text.rfind(sign, start + most // 2, start + most) for sign in _PAUSES)
        cut = pause + 1 if pause >= 0 else start + most
        # Not before a mark that belongs to the letter before it.
        while cut > start + most // 2 and unicodedata.category(text[cut]).startswith("M"):
            cut -= 1
        yield cut
        start = cut
