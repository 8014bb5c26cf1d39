"""Collects what a reader finds, in its order, into sections under their headings.

Knows nothing of any format: readers say "a heading of level 2", "a paragraph", "a table".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hearthside.documents.document import Section
from hearthside.text.escape import one_line

CELLS: Final = " | "
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
class _Heading:
    """`told`: whether something that says anything stands below it."""

    level: int
    text: str
    told: bool = False


@dataclass(slots=True)
class Outline:
    """Sections in the making. A heading closes those of its level and below; one that nothing
    stands below is a text itself."""

    _above: list[_Heading] = field(default_factory=list)
    _paragraphs: list[str] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)
    _bare: bool = False

    def heading(self, level: int, text: str) -> None:
        """A heading of `level`, 1 the highest."""
        text = one_line(text)
        if not text:
            return
        self._close()
        self._leave(level)
        self._above.append(_Heading(level, text[:_LONGEST_HEADING]))
        if len(text) > _LONGEST_HEADING:
            self.paragraph(text)

    def paragraph(self, text: str) -> None:
        """A paragraph, its lines as they are to be shown."""
        if text.strip():
            self._paragraphs.append(text.strip("\n").rstrip())

    def table(self, rows: Iterable[Sequence[str]], *, header: bool | None = None) -> None:
        """A table; `header`: whether the first row names the columns, None to guess."""
        self._close()
        section = table_section(rows, header=header)
        if section:
            self._add(replace(section, heading=self._path()))

    def embedded(self, sections: Iterable[Section]) -> None:
        """What was read from a file within this one."""
        self._close()
        path = self._path()
        for section in sections:
            self._add(replace(section, heading=(*path, *section.heading)))

    def sections(self, title: str = "") -> tuple[Section, ...]:
        """All that has a letter or a digit in it. `title` is left out where it heads every path."""
        self._close()
        self._leave(0)
        return tuple(
            replace(it, heading=it.heading[1:]) if title and it.heading[:1] == (title,) else it
            for it in self._sections
            if says_something(it)
        )

    def _path(self) -> tuple[str, ...]:
        return tuple(heading.text for heading in self._above)

    def _close(self) -> None:
        if self._paragraphs:
            self._add(Section("\n\n".join(self._paragraphs), self._path()))
            self._paragraphs = []

    def _add(self, section: Section) -> None:
        self._sections.append(section)
        self._bare = False
        if says_something(section):
            for heading in self._above:
                heading.told = True

    def _leave(self, level: int) -> None:
        """Headings from this level down are over. They lie below each other, so that of them only
        the lowest can have been left without a word."""
        over = [heading for heading in self._above if heading.level >= level]
        if over and not over[-1].told:
            self._above.remove(over[-1])
            text, path = over[-1].text, self._path()
            if self._bare and self._sections[-1].heading == path:
                text = f"{self._sections.pop().text}\n\n{text}"
            self._add(Section(text, path))
            self._bare = True
        self._above = [heading for heading in self._above if heading.level < level]


def table_section(rows: Iterable[Sequence[str]], *, header: bool | None = None) -> Section | None:
    """The rows as a section, None without any. Of one column they are lines of text."""
    full = [cells for row in rows if any(cells := [one_line(cell) for cell in row])]
    if not full:
        return None
    # Many exports end each line with a separator: a column that holds nothing is none.
    width = max(at for cells in full for at, cell in enumerate(cells, 1) if cell)
    full = [cells[:width] for cells in full]
    if width == 1:
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


def says_something(section: Section) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(character.isalnum() for character in section.header + section.text)


def without_comments(text: str) -> str:
    """The text of Markdown or HTML without its comments; one that never ends is text."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + len("-->")
    return "".join([*parts, text[at:]])
