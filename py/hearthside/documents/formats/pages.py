"""The pages of a PDF into sections: lines into paragraphs, divided words whole, running heads away.

A page comes as lines; an empty line is a gap that the eye sees. What no reader would miss, the same
line at the edge of many pages, is left out and named. Knows nothing of how a PDF is unpacked.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from hearthside.documents.amounts import listed
from hearthside.documents.document import Section
from hearthside.documents.outline import Content
from hearthside.text.escape import one_line

# No page has a number of ten digits, and Python takes no number of thousands.
_DIGITS: Final = re.compile(r"(?<!\d)\d{1,9}(?!\d)")
_DIVIDED: Final = re.compile(r"(?<=\w)[-\u2010]\n(?=\w)")
_BEFORE: Final = re.compile(r"\w+\Z")
_AFTER: Final = re.compile(r"\w+")
_LONGEST_WORD: Final = 60
_SOFT: Final = re.compile("\u00ad\n?")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
# Letters in the shape that they take beside others: ligatures, Arabic as it is drawn.
_SHAPED: Final = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")
_ITEM: Final = re.compile(r"(?:[\u2022\u25aa\u25cf\u2013\u2014*\u00b7-]|\(?\d{1,3}[.)]|[a-z]\))\s")
_ENDS: Final = (".", "!", "?", ":", ";", "\u3002", "\uff01", "\uff1f", "\u0964", "\u061f")
# Head and foot of a page: so many lines of each may be repeated on others.
_EDGE_LINES: Final = 2
_FEW_LINES: Final = 10
# Left and right pages often have heads of their own, and a chapter's first page has none.
_REPEATED_SHARE: Final = 0.4
_FEWEST_PAGES: Final = 3
_LONGEST_HEAD: Final = 120
# Of a page's usual line: shorter ones end a paragraph, with the end of a sentence or without.
_SHORT_SHARE: Final = 0.75
_LONE_SHARE: Final = 0.5


def read_pages(pages: Sequence[str]) -> Content:
    """A section for each page that says something; `page` counts from 1."""
    whole = [_lines(page) for page in pages]
    heads = _running_heads(whole)
    lines = [_without(heads, number, page) for number, page in enumerate(whole)]
    if not any(map(_says, lines)):
        heads, lines = {}, whole  # a stack of tickets: what is on every page is all that there is
    texts = ["\n".join(page) for page in lines]
    words = _Joined(texts)
    sections = tuple(
        Section(text, page=number)
        for number, text in enumerate(map(words.text_of, texts), 1)
        if _says([text])
    )
    return Content(sections, notes=tuple(_notes(len(pages), sections, heads)))


def _lines(page: str) -> list[str]:
    clean = _SOFT.sub("", _CONTROLS.sub("", page.replace("\r", "\n")))
    clean = _SHAPED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), clean)
    lines = [one_line(line) for line in clean.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _edges(lines: list[str]) -> list[int]:
    """The places of the first and the last lines that are not empty; of few lines fewer."""
    full = [at for at, line in enumerate(lines) if line]
    count = _EDGE_LINES if len(full) >= _FEW_LINES else 1
    return sorted({*full[:count], *full[-count:]})


def _says(lines: Sequence[str]) -> bool:
    return any(character.isalnum() for line in lines for character in line)


def _keys(number: int, lines: list[str], at: int) -> set[str]:
    """What a line on page `number` has in common with its like on others: all of it, or all but
    a number that grows with the pages. A line with words on a page of few lines has to be the same
    throughout: "row 1, seat 12" is what a ticket is about."""
    line = lines[at].casefold()
    if len(line) > _LONGEST_HEAD:
        return set()
    few = sum(1 for it in lines if it) < _FEW_LINES
    if few and any(character.isalpha() for character in line):
        return {line}
    return {line} | {
        f"{line[: found.start()]}#{int(found[0]) - number}#{line[found.end() :]}"
        for found in _DIGITS.finditer(line)
    }


def _running_heads(pages: list[list[str]]) -> dict[str, str]:
    """Keys of lines that stand at the edge of many pages, each with one such line."""
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for number, lines in enumerate(pages):
        edges = {key: lines[at] for at in _edges(lines) for key in _keys(number, lines, at)}
        counts.update(edges.keys())
        shown = edges | shown
    enough = max(_FEWEST_PAGES, _REPEATED_SHARE * sum(map(bool, pages)))
    return {key: shown[key] for key, count in counts.items() if count >= enough}


def _without(heads: dict[str, str], number: int, lines: list[str]) -> list[str]:
    gone = {at for at in _edges(lines) if not heads.keys().isdisjoint(_keys(number, lines, at))}
    return [line for at, line in enumerate(lines) if at not in gone]


class _Joined:
    """Joins the lines of pages; knows all their words, to tell a division from a hyphen."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = {word for text in texts for word in re.findall(r"[\w-]+", text.casefold())}

    def text_of(self, text: str) -> str:
        """The paragraphs of a page."""
        lines = _DIVIDED.sub(self._whole, text).split("\n")
        lengths = sorted(len(line) for line in lines if line)
        usual = lengths[int(len(lengths) * 0.8)] if lengths else 0
        paragraphs: list[str] = []
        fresh = True
        for line in lines:
            if not line:
                fresh = True
                continue
            if fresh or _ITEM.match(line):
                paragraphs.append(line)
            else:
                paragraphs[-1] += _between(paragraphs[-1], line) + line
            share = _SHORT_SHARE if line.endswith(_ENDS) else _LONE_SHARE
            fresh = len(line) < share * usual
        return "\n\n".join(paragraphs)

    def _whole(self, found: re.Match[str]) -> str:
        """What stands between two halves: nothing in "inter-\nesting"; "well-\nknown" keeps its
        hyphen, and "1990-\n2000" too."""
        text, start, end = found.string, found.start(), found.end()
        first = _BEFORE.search(text[max(0, start - _LONGEST_WORD) : start])
        second = _AFTER.match(text[end : end + _LONGEST_WORD])
        assert first and second  # the pattern looks for letters on both sides
        divided = second[0][0].islower() and not first[0][-1].isdigit()
        compound = f"{first[0]}-{second[0]}".casefold()
        return "" if divided and compound not in self._words else "-"


def _between(before: str, after: str) -> str:
    """No blank where the script has none."""
    return "" if _is_dense(before[-1]) and _is_dense(after[0]) else " "


def _is_dense(character: str) -> bool:
    """Han, kana and their punctuation, which are written without blanks."""
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uff60"


def _notes(count: int, sections: Sequence[Section], heads: dict[str, str]) -> list[str]:
    notes = []
    told = {section.page for section in sections}
    silent = [number for number in range(1, count + 1) if number not in told]
    if silent:
        of = "has" if len(silent) == 1 else "have"
        where = listed(silent, "page").capitalize()
        notes.append(f"{where} {of} no text; if there are pictures of text, they cannot be read.")
    lines = [line for line in heads.values() if any(character.isalpha() for character in line)]
    if lines:
        shown = ", ".join(f"\u201c{line}\u201d" for line in dict.fromkeys(lines))
        notes.append(f"Left out, as it is repeated from page to page: {shown}.")
    return notes
