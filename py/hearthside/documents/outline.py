"""Collects what a reader finds, in its order, into sections under their headings.

Knows nothing of any format: readers say "a heading of level 2", "a paragraph", "a table".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hearthside.documents.document import Section

CELLS: Final = " | "
_BLANKS: Final = re.compile(r"\s+")
_NUMBER: Final = re.compile(r"[-+]?[\d.,:/%\s\u20ac$\u00a3]*\d[\d.,:/%\s\u20ac$\u00a3]*")
_LONGEST_NAME: Final = 80
_LONGEST_HEADING: Final = 200


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in a file. `language` is what the file declares, "" if nothing;
    `written_ms` when it says that it was written (of a mail: sent), since 1970, 0 if nothing."""

    sections: tuple[Section, ...]
    title: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()
    written_ms: int = 0


@dataclass(slots=True)
class Outline:
    """Sections in the making. A heading closes those of its level and below."""

    _above: list[tuple[int, str]] = field(default_factory=list)
    _paragraphs: list[str] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)

    def heading(self, level: int, text: str) -> None:
        """A heading of `level`, 1 the highest."""
        text = one_line(text)
        if not text:
            return
        self._close()
        self._above = [above for above in self._above if above[0] < level]
        self._above.append((level, text[:_LONGEST_HEADING]))

    def paragraph(self, text: str) -> None:
        """A paragraph, its lines as they are to be shown."""
        if text.strip():
            self._paragraphs.append(text.strip("\n").rstrip())

    def table(self, rows: Iterable[Sequence[str]], *, header: bool | None = None) -> None:
        """A table; `header`: whether the first row names the columns, None to guess."""
        self._close()
        section = table_section(rows, header=header)
        if section:
            self._sections.append(replace(section, heading=self._path()))

    def sections(self, title: str = "") -> tuple[Section, ...]:
        """All that has a letter or a digit in it. `title` is left out where it heads every path."""
        self._close()
        return tuple(
            replace(it, heading=it.heading[1:]) if title and it.heading[:1] == (title,) else it
            for it in self._sections
            if says_something(it)
        )

    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._above)

    def _close(self) -> None:
        if self._paragraphs:
            self._sections.append(Section("\n\n".join(self._paragraphs), self._path()))
            self._paragraphs = []


def table_section(rows: Iterable[Sequence[str]], *, header: bool | None = None) -> Section | None:
    """The rows as a section, None without any. Of one column they are lines of text."""
    full = [cells for row in rows if any(cells := [one_line(cell) for cell in row])]
    if not full:
        return None
    if max(len(cells) for cells in full) == 1:
        return Section("\n".join(cells[0] for cells in full))
    named = len(full) > 1 and (names_columns(full[0]) if header is None else header)
    lines = [CELLS.join(cells).strip() for cells in full]
    if named:
        return Section("\n".join(lines[1:]), kind="table", header=lines[0])
    return Section("\n".join(lines), kind="table")


def names_columns(cells: Sequence[str]) -> bool:
    """Whether a first row reads like names: all there, short, different, and no numbers."""
    short = all(cell and len(cell) <= _LONGEST_NAME for cell in cells)
    return short and len(set(cells)) == len(cells) and not any(map(_NUMBER.fullmatch, cells))


def one_line(text: str) -> str:
    """The text with single blanks between its words."""
    return _BLANKS.sub(" ", text).strip()


def says_something(section: Section) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(character.isalnum() for character in section.text)


def without_comments(text: str) -> str:
    """The text of Markdown or HTML without its comments; one that never ends is text."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + len("-->")
    return "".join([*parts, text[at:]])
