"""Where sentences end, in any script: the one place that says so.

    [text[start:end] for start, end in sentence_spans(text)]     # sentences of a document
    sentences_of(text), tail_of(text)        # of prose as it is written: ended, and begun

Told by signs and blanks. In Chinese and Japanese a sign alone ends a sentence; elsewhere a blank
follows it, or the text is over. Knows nothing of sense: no parser, and abbreviations of English,
German and Spanish only.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

# Devanagari ends with a danda, Ethiopic with four dots.
_MARKS: Final = ".!?\u2026\u061f\u06d4\u0964\u0965\u1362"
_CLOSING: Final = "\"'\u201d\u2019\u00bb)\\]"
SENTENCE_END: Final = (
    rf"(?:[{_MARKS}]+[{_CLOSING}]*(?=\s|$)"
    r"|[\u3002\uff01\uff1f\uff61]+[\u201d\u2019\u300d\u300f\uff09)\"']*)"
)
_END: Final = re.compile(SENTENCE_END)
# German closes a quotation with the sign that opens an English one, and some with one that opens a
# French one: only where nothing follows is it sure which of both they are.
_LAST: Final = re.compile(
    rf"[{_MARKS}\u3002\uff01\uff1f\uff61][{_CLOSING}\u201c\u00ab\u300d\u300f\uff09]*$"
)
_ABBREVIATION: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|Sra|vs|e\.g|i\.e|cf|Nr|Fig|figs?|pp?|vol|ca|approx|Inc|Ltd|Co"
    r"|Gen|Col|Sgt|Rev|Hon|Mt|Ft|bzw|ggf|[^\W\d_])\.$"
)
_LONGEST_ABBREVIATION: Final = 16
_BLANKS: Final = re.compile(r"\s*")
_BULLET: Final = re.compile(r"\s*(?:[-*\u2022\u2023\u25aa\u25cf]|\d{1,3}[.)])\s")
# Longer than any sentence that is worth quoting whole: tables and endless lines are cut.
MAX_SENTENCE_CHARACTERS: Final = 600


def sentence_ends(text: str) -> list[int]:
    """Where sentences of `text` end, as the index of what follows; abbreviations count as ends."""
    return [found.end() for found in _END.finditer(text)]


def ends_well(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return bool(_LAST.search(text.rstrip()))


def ends_abbreviated(text: str) -> bool:
    """Whether `text` ends with an abbreviation or an initial, which a sentence may follow on."""
    return bool(_ABBREVIATION.search(text))


def sentences_of(text: str) -> list[str]:
    """The sentences of `text` that have ended, without blanks around them."""
    ends = sentence_ends(text)
    return [text[start:end].strip() for start, end in pairwise([0, *ends])]


def tail_of(text: str) -> str:
    """What stands after the last sentence of `text` that ended: the sentence being written."""
    return text[max(sentence_ends(text), default=0) :]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of `text` are, as (start, end), without blanks around them.

    A line break ends one too, where the next word would have had room on the line: that break was
    meant. Abbreviations, small letters that follow and the numbers of lists end none; what has no
    word is left out. What has no end for MAX_SENTENCE_CHARACTERS is cut at a blank.
    """
    found: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        last = seen = start
        lettered = False  # looked for once in each letter: a text may be all marks
        for mark in _END.finditer(text, start, end):
            lettered = lettered or any(map(str.isalpha, text[seen : mark.end()]))
            seen = mark.end()
            if lettered and not _goes_on(text, last, seen, end):
                found += _bounded(text, last, seen)
                last, lettered = seen, False
        found += _bounded(text, last, end)
    return found


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The parts between line breaks that were meant."""
    lines = [(line.start(), line.end()) for line in re.finditer(r"[^\n]+", text)]
    width = max((end - start for start, end in lines), default=0)
    begin = 0
    for (start, end), (following, last) in pairwise(lines):
        word = re.match(r"\s*\S+", text[following:last])
        room = width - (len(text[start:end].rstrip()) + 1)
        wrapped = following == end + 1 and (word is None or len(word.group()) > room)
        if not wrapped or _BULLET.match(text, following, last):
            yield begin, end
            begin = following
    if lines:
        yield begin, lines[-1][1]


def _goes_on(text: str, start: int, at: int, end: int) -> bool:
    """Whether the mark that ends at `at` ends no sentence: an abbreviation, or small letters
    follow."""
    following = _BLANKS.match(text, at, end)
    next_at = following.end() if following else at
    if next_at < end and text[next_at].islower():
        return True
    return ends_abbreviated(text[max(start, at - _LONGEST_ABBREVIATION) : at].strip())


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece without blanks around it, in parts where it is too long; nothing without a word."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE_CHARACTERS:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE_CHARACTERS)
        cut = cut if cut > 0 else start + MAX_SENTENCE_CHARACTERS
        yield start, cut
        start = cut + (text[cut] == " ")
    if any(map(str.isalnum, text[start:end])):
        yield start, end
