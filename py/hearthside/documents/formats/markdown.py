"""Markdown into sections: headings, fenced code, pipe tables, what stands before the first line.

All other marks stay as they are written: a quoted passage is what the file says. Source: CommonMark
0.31 (ATX and setext headings, fences), GitHub's tables. Knows nothing of encodings.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from hearthside.documents.outline import Content, Outline, without_comments
from hearthside.text.escape import one_line

_ATX: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_SETEXT: Final = re.compile(r" {0,3}(=+|-+)[ \t]*")
_MOST_HEADING_LINES: Final = 2
_NO_PARAGRAPH: Final = re.compile(
    r"[ \t]*(?:[-+*>]|\d{1,9}[.)]|</?[A-Za-z!])(?:[ \t]|(?<=[>!A-Za-z]))| {4}|\t"
)
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_RULE: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BAR: Final = re.compile(r"(?<!\\)\|")
_FRONT: Final = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FIELD: Final = re.compile(r"(title|lang|language):[ \t]*[\"']?(.*?)[\"']?[ \t]*", re.IGNORECASE)


# A longer line is no heading and no rule; looking for one in it could take for ever.
_LONGEST_MARK: Final = 1_000


@dataclass(slots=True)
class _Reader:
    outline: Outline = field(default_factory=Outline)
    tops: list[str] = field(default_factory=list)
    first: str = ""
    _block: list[str] = field(default_factory=list)
    _fence: str = ""

    def line(self, line: str) -> None:
        if self._fence:
            self._in_fence(line)
        elif fence := _FENCE.fullmatch(line):
            self._fence = fence[1]
            self._block.append(line)
        elif len(line) > _LONGEST_MARK:
            self._block.append(line)
        elif heading := _ATX.fullmatch(line):
            self._head(len(heading[1]), heading[2] or "")
        elif self._block and not self._is_table() and _SETEXT.fullmatch(line):
            self._underlined(line)
        elif line.strip():
            self._block.append(line)
        else:
            self.end()

    def end(self) -> None:
        """A block is over: a table, or a paragraph as it is written."""
        block, self._block, self._fence = self._block, [], ""
        if len(block) > 1 and "|" in block[0] and _is_rule(block[1]):
            self.outline.table(map(_cells, [block[0], *block[2:]]), header=True)
        elif block:
            self.outline.paragraph("\n".join(line.rstrip() for line in block))

    def _is_table(self) -> bool:
        return "|" in self._block[0]

    def _in_fence(self, line: str) -> None:
        self._block.append(line)
        closing = _FENCE.fullmatch(line)
        if closing and closing[1].startswith(self._fence) and not closing[2].strip():
            self._fence = ""

    def _head(self, level: int, text: str) -> None:
        self.end()
        text = one_line(text)
        self.first = self.first or text
        if level == 1:
            self.tops.append(text)
        self.outline.heading(level, text)

    def _underlined(self, line: str) -> None:
        """A short paragraph before a line of = or - is a heading; below a list, a quotation, HTML
        or many lines (a receipt, whose lines are to stay) it is a rule."""
        if len(self._block) > _MOST_HEADING_LINES or _NO_PARAGRAPH.match(self._block[0]):
            self.end()
            return
        text = " ".join(self._block)
        self._block = []
        self._head(1 if "=" in line else 2, text)


def read_markdown(text: str) -> Content:
    """The sections of a Markdown text; its title is told in front, or its only top heading."""
    front = _FRONT.match(text)
    fields: dict[str, str] = {}
    reader = _Reader()
    if front:
        text = text[front.end() :]
        lines = front[1].splitlines()
        marks = [line for line in lines if len(line) <= _LONGEST_MARK]
        fields = {found[1].lower(): found[2] for found in map(_FIELD.fullmatch, marks) if found}
        reader.outline.paragraph("\n".join(lines))
    for line in without_comments(text).split("\n"):
        reader.line(line)
    reader.end()
    sole = reader.tops[0] if len(reader.tops) == 1 and reader.tops[0] == reader.first else ""
    declared = fields.get("lang") or fields.get("language", "")
    sections = reader.outline.sections(sole)
    return Content(sections, title=fields.get("title") or sole, language=declared)


def _is_rule(line: str) -> bool:
    return len(line) <= _LONGEST_MARK and _RULE.fullmatch(line) is not None


def _cells(line: str) -> list[str]:
    cells = _BAR.split(line.strip().removeprefix("|").removesuffix("|"))
    return [cell.replace("\\|", "|").strip() for cell in cells]
