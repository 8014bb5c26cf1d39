"""DOCX into sections: headings by style, lists, tables, footnotes. Macros are never looked at.

Deleted text, instructions of fields, hidden text and the second form of a drawing are left out.
Read piece by piece, so that a long document is never in memory as a tree. Source: ECMA-376 part 1,
chapter 17. Knows nothing of how a docx reached the device.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final
from xml.etree import ElementTree as ET

from hearthside.documents.archive import DAMAGE, Unfit, check_members, open_archive
from hearthside.documents.formats.wordstyles import Styles, W, attribute, local, read_styles
from hearthside.documents.outline import Content, Outline, one_line
from hearthside.documents.xmlparts import elements, tree

_RELATIONS: Final = "_rels/.rels"
_NOTES: Final = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_CORE: Final = "docProps/core.xml"
_LEFT_OUT: Final = frozenset(
    ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "txbxContent")
)
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class _Reader:
    styles: Styles
    notes: dict[str, str]
    outline: Outline = field(default_factory=Outline)
    title: str = ""
    _pending: list[str] = field(default_factory=list)

    def block(self, element: ET.Element) -> None:
        """A paragraph, a table, or a frame with such in it."""
        tag = local(element.tag)
        if tag == "p":
            self._paragraph(element)
        elif tag == "tbl":
            self._table(element)
        elif tag not in _LEFT_OUT:
            for child in element:
                self.block(child)

    def _paragraph(self, element: ET.Element) -> None:
        text = self._text(element)
        level = self.styles.level_of(element)
        if level == 0 and text.strip() and not self.title:
            self.title = one_line(text)
        elif level:
            self._tell_notes()
            self.outline.heading(level, text)
        else:
            bullet = "- " if self.styles.is_listed(element) and text.strip() else ""
            self.outline.paragraph(bullet + text.strip())
        for box in _boxes(element):
            for paragraph in _within(box, "p"):
                self.outline.paragraph(self._text(paragraph))

    def _table(self, element: ET.Element) -> None:
        rows = [
            [
                "\n".join(self._text(p) for p in _within(cell, "p"))
                for cell in row.iterfind(W + "tc")
            ]
            for row in element.iterfind(W + "tr")
        ]
        named = element.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        self.outline.table(rows, header=True if named else None)

    def _text(self, paragraph: ET.Element) -> str:
        return "".join(self._runs(paragraph))

    def _runs(self, element: ET.Element) -> Iterator[str]:
        for child in element:
            tag = local(child.tag)
            if tag == "t":
                yield child.text or ""
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag in ("footnoteReference", "endnoteReference"):
                yield self._mark(tag.removesuffix("Reference"), child)
            elif tag not in _LEFT_OUT and not (tag == "r" and self.styles.is_hidden(child)):
                yield from self._runs(child)

    def _mark(self, kind: str, reference: ET.Element) -> str:
        note = self.notes.get(f"{kind} {attribute(reference, 'id')}", "")
        if not note:
            return ""
        self._pending.append(note)
        return f" [{len(self._pending)}]"

    def _tell_notes(self) -> None:
        """The footnotes of a section stand at its end."""
        for number, note in enumerate(self._pending, 1):
            self.outline.paragraph(f"[{number}] {note}")
        self._pending = []

    def finished(self) -> Outline:
        """All that was found, the last footnotes too."""
        self._tell_notes()
        return self.outline


def read_word(content: bytes) -> Content:
    """The sections of a DOCX file. Raises Unfit for one that may not be read."""
    archive = open_archive(content)
    check_members(archive)
    try:
        return _read(archive, _main_part(archive))
    except DAMAGE:
        raise Unfit("damaged") from None


def _main_part(archive: zipfile.ZipFile) -> str:
    """The name of the member that holds the text: programs call it differently."""
    with archive.open(_RELATIONS) as stream:
        for relation in tree(stream):
            if attribute(relation, "Type").endswith("/officeDocument"):
                return attribute(relation, "Target").removeprefix("/")
    raise Unfit("damaged")


def _boxes(element: ET.Element) -> Iterator[ET.Element]:
    """The text boxes that hang on a paragraph; each has a second form for older programs."""
    for child in element:
        name = local(child.tag)
        if name == "txbxContent":
            yield child
        elif name != "Fallback":
            yield from _boxes(child)


def _within(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """All descendants of a local name, in order."""
    return (it for it in element.iter() if local(it.tag) == name)


def _read(archive: zipfile.ZipFile, main: str) -> Content:
    styles = read_styles(archive)
    reader = _Reader(styles, dict(_footnotes(archive, styles)))
    with archive.open(main) as stream:
        for element in _blocks(stream):
            reader.block(element)
    title, language = _properties(archive)
    sections = reader.finished().sections(reader.title)
    return Content(sections, title=reader.title or title, language=language)


def _blocks(stream: IO[bytes]) -> Iterator[ET.Element]:
    """The children of the body, one by one; each is forgotten when the next is read."""
    body: ET.Element | None = None
    for begins, depth, element in elements(stream):
        if depth == 1 and begins and local(element.tag) == "body":
            body = element
        elif depth == 2 and not begins and body is not None:
            yield element
            body.clear()


def _footnotes(archive: zipfile.ZipFile, styles: Styles) -> Iterator[tuple[str, str]]:
    """("footnote 2", its text) of each note; the separators are notes without text."""
    plain = _Reader(styles, {})
    for member, kind in _NOTES:
        if member in archive.namelist():
            with archive.open(member) as stream:
                for note in tree(stream).iterfind(W + kind):
                    text = one_line(" ".join("".join(plain._runs(p)) for p in _within(note, "p")))
                    if text:
                        yield f"{kind} {attribute(note, 'id')}", text


def _properties(archive: zipfile.ZipFile) -> tuple[str, str]:
    """(title, language) as the file declares them."""
    if _CORE not in archive.namelist():
        return "", ""
    with archive.open(_CORE) as stream:
        root = tree(stream)
    return one_line(root.findtext(f"{W}title") or ""), root.findtext(f"{W}language") or ""
