"""DOCX into sections: headings by style, lists, tables, footnotes. Macros are never looked at.

Deleted text, instructions of fields, hidden text and the second form of a drawing are left out.
Read piece by piece, so that a long document is never in memory as a tree. Source: ECMA-376 part 1,
chapter 17. Knows nothing of how a docx reached the device.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Final
from xml.etree import ElementTree as ET

from hearthside.documents.archive import DAMAGE, Unfit, check_members, open_archive
from hearthside.documents.document import Section
from hearthside.documents.formats.grid import Cell, tell_table
from hearthside.documents.formats.wordxml.elements import (
    LEFT_OUT,
    SAID,
    boxes,
    children,
    has_table,
    number,
    parts,
)
from hearthside.documents.formats.wordxml.parts import (
    Relation,
    called,
    main_part,
    member_of,
    members,
    relations,
)
from hearthside.documents.formats.wordxml.styles import Styles, W, attribute, local, read_styles
from hearthside.documents.outline import Content, Outline
from hearthside.documents.xmlparts import elements, tree
from hearthside.errors import HearthsideError
from hearthside.text.escape import one_line

# Reads a file of another format, embedded in this one: its name, its bytes.
Inner = Callable[[str, bytes], Content]

_NOTES: Final = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_CORE: Final = "docProps/core.xml"
_SIGNS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_REFERENCES: Final = tuple(f"{kind}Reference" for kind in _NOTES.values())


@dataclass(slots=True)
class _Reader:
    styles: Styles
    notes: dict[str, str]
    chunk: Callable[[str], Content]
    said: list[str] = field(default_factory=list)
    outline: Outline = field(default_factory=Outline)
    title: str = ""
    _pending: list[str] = field(default_factory=list)
    _cells: int = 0

    def block(self, element: ET.Element) -> None:
        """A paragraph, a table, or a frame with such in it."""
        tag = local(element.tag)
        if tag == "p":
            self._paragraph(element)
        elif tag == "tbl":
            self._table(element)
        elif tag == "altChunk":
            inner = self.chunk(attribute(element, "id"))
            self.outline.embedded(inner.sections)
            self.said += inner.notes
        elif tag not in LEFT_OUT:
            self.blocks(element)

    def blocks(self, element: ET.Element) -> None:
        """All that is in an element."""
        for child in children(element):
            self.block(child)

    def _paragraph(self, element: ET.Element) -> None:
        text = self._text(element)
        level = self.styles.level_of(element)
        if level == 0 and text.strip() and not self.title and not self._cells:
            self.title = one_line(text)
        elif level:
            self._tell_notes()
            self.outline.heading(level, text)
        else:
            bullet = "- " if self.styles.is_listed(element) and text.strip() else ""
            self.outline.paragraph(bullet + text.strip())
        for box in boxes(element):
            self.blocks(box)

    # --- tables --------------------------------------------------------------------------------

    def _table(self, element: ET.Element) -> None:
        rows = [row for row in parts(element, "tr") if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(parts(row, "tc")) for row in rows]
        if len(cells) == 1 == len(cells[0]) or any(map(has_table, cells)):
            for cell in (cell for row in cells for cell in row):
                self.blocks(cell)  # a frame around text, or a layout
            return
        named = bool(rows) and rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        tell_table(self.outline, list(self._grid(rows, cells)), header=True if named else None)

    def _grid(self, rows: list[ET.Element], cells: list[list[ET.Element]]) -> Iterator[list[Cell]]:
        above: dict[int, Cell] = {}
        for row, line_cells in zip(rows, cells, strict=True):
            column = number(row.find(f"{W}trPr/{W}gridBefore"), 0)
            line = [Cell("", column)] if column else []
            open_below: dict[int, Cell] = {}
            for part in line_cells:
                span = number(part.find(f"{W}tcPr/{W}gridSpan"), 1)
                merged = part.find(f"{W}tcPr/{W}vMerge")
                text = self._inside(part)
                if merged is not None and attribute(merged, "val") != "restart" and column in above:
                    cell = above[column]
                    cell.rows, cell.text = cell.rows + 1, f"{cell.text} {text}".strip()
                else:
                    cell = Cell(text, span)
                    line.append(cell)
                if merged is not None:
                    open_below[column] = cell
                column += span
            above = open_below
            yield line

    def _inside(self, cell: ET.Element) -> str:
        """The text of a cell, whatever it is made of."""
        whole, self.outline = self.outline, Outline()
        self._cells += 1
        self.blocks(cell)
        inside, self.outline = self.outline.sections(), whole
        self._cells -= 1
        lines = (line for it in inside for line in (*it.heading, it.header, it.text) if line)
        return "\n".join(lines)

    # --- text ----------------------------------------------------------------------------------

    def _text(self, paragraph: ET.Element) -> str:
        return "".join(self._runs(paragraph))

    def _runs(self, element: ET.Element) -> Iterator[str]:
        for child in children(element):
            tag = local(child.tag)
            if tag == "t":
                yield child.text or ""
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag in SAID:
                yield SAID[tag](child)
            elif tag in _REFERENCES:
                yield self._mark(tag.removesuffix("Reference"), child)
            elif tag not in LEFT_OUT and not (tag == "r" and self.styles.is_hidden(child)):
                yield from self._runs(child)

    def _mark(self, kind: str, reference: ET.Element) -> str:
        note = self.notes.get(f"{kind} {attribute(reference, 'id')}", "")
        if not note:
            return ""
        self._pending.append(note)
        return f" [{len(self._pending)}]"

    def _tell_notes(self) -> None:
        """The footnotes of a section stand at its end."""
        for count, note in enumerate(self._pending, 1):
            self.outline.paragraph(f"[{count}] {note}")
        self._pending = []

    def finished(self) -> Outline:
        """All that was found, the last footnotes too."""
        self._tell_notes()
        return self.outline


def read_word(content: bytes, inner: Inner) -> Content:
    """The sections of a DOCX file; `inner` reads what is embedded in it. Raises Unfit for one that
    may not be read."""
    archive = open_archive(content)
    check_members(archive)
    try:
        return _read(archive, main_part(archive), inner)
    except DAMAGE:
        raise Unfit("damaged") from None


def _read(archive: zipfile.ZipFile, main: str, inner: Inner) -> Content:
    related = relations(archive, main)
    told = members(related, "styles") or [member_of(archive, "word/styles.xml")]
    styles = read_styles(archive, told[0])

    def chunk(id: str) -> Content:
        member = related[id].member if id in related else ""
        try:
            content = archive.read(member) if member else b""
            return inner(called(content), content)
        except HearthsideError as error:
            return Content((), notes=(f"Embedded, and not read: {error.message}",))

    reader = _Reader(styles, dict(_notes(archive, related, styles, chunk)), chunk)
    for text in dict.fromkeys(_edges(archive, related, styles, chunk)):
        reader.outline.paragraph(text)
    with archive.open(main) as stream:
        for element in _blocks(stream):
            reader.block(element)
    title, language = _properties(archive)
    sections = reader.finished().sections(reader.title)
    if not sections and reader.title:
        sections = (Section(reader.title),)
    return Content(sections, reader.title or title, language, tuple(reader.said))


def _blocks(stream: IO[bytes]) -> Iterator[ET.Element]:
    """The children of the body, one by one; each is forgotten when the next is read."""
    body: ET.Element | None = None
    for begins, depth, element in elements(stream):
        if depth == 1 and begins and local(element.tag) == "body":
            body = element
        elif depth == 2 and not begins and body is not None:
            yield element
            body.clear()


def _notes(
    archive: zipfile.ZipFile,
    related: dict[str, Relation],
    styles: Styles,
    chunk: Callable[[str], Content],
) -> Iterator[tuple[str, str]]:
    """("footnote 2", its text) of each note; the separators are notes without text."""
    for part, kind in _NOTES.items():
        usual = member_of(archive, f"word/{part}.xml")
        for member in members(related, part) or [it for it in (usual,) if it]:
            with archive.open(member) as stream:
                for note in tree(stream).iterfind(W + kind):
                    text = one_line(_Reader(styles, {}, chunk)._inside(note))
                    author = attribute(note, "author")
                    if text:
                        yield (
                            f"{kind} {attribute(note, 'id')}",
                            f"{author}: {text}" if author else text,
                        )


def _edges(
    archive: zipfile.ZipFile,
    related: dict[str, Relation],
    styles: Styles,
    chunk: Callable[[str], Content],
) -> Iterator[str]:
    """What stands at the head and the foot of the pages, with more than a page's number in it."""
    for member in (*members(related, "header"), *members(related, "footer")):
        with archive.open(member) as stream:
            text = _Reader(styles, {}, chunk)._inside(tree(stream))
        if any(character.isalpha() for character in text):
            yield text


def _properties(archive: zipfile.ZipFile) -> tuple[str, str]:
    """(title, language) as the file declares them."""
    if _CORE not in archive.namelist():
        return "", ""
    with archive.open(_CORE) as stream:
        root = tree(stream)
    return one_line(root.findtext(f"{W}title") or ""), root.findtext(f"{W}language") or ""
