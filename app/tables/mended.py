"""A reduced workbook whose cells refer to what is not there, so that openpyxl can read the rest.

Called where reading has failed: it goes over every cell as text. A cell whose shared text is
missing is left empty; a value that is not of its cell's kind becomes a text; wrong places and
styles are left out, and the cell follows the one before it. Knows nothing of titles or rows.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

_STRINGS: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_CELL: Final = re.compile(
    rb"<(?P<tag>(?:\w+:)?c)(?P<told>(?:\s[^<>]*?)?)(?:/>|>(?P<inner>.*?)</(?P=tag)\s*>)", re.DOTALL
)
_ROW: Final = re.compile(rb"(<(?:\w+:)?row\b[^<>]*?)\sr=[\"'](?!\d{1,7}[\"'])[^\"']*[\"']")
_TOLD: Final = re.compile(rb"\s(\w+)=(\"[^\"]*\"|'[^']*')")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v\b[^<>]*>(.*?)</(?:\w+:)?v\s*>", re.DOTALL)
_PLACE: Final = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])(?:T[\d:.]+Z?)?|[\d:.]+Z?")
_ITEM: Final = re.compile(rb"<(?:\w+:)?si\b")
_NONE: Final = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
_STYLE: Final = b"<xf numFmtId="


@dataclass(frozen=True, slots=True)
class Mended:
    """A workbook that can be read. `lost`: for each sheet, in their order, the places of cells
    whose text is not in the file; `texts`: how many texts are."""

    content: bytes
    lost: tuple[tuple[str, ...], ...]
    texts: int


def mended(content: bytes) -> Mended:
    """The workbook that `reduced` made, with cells that hold together."""
    target = io.BytesIO()
    lost: list[tuple[str, ...]] = []
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(target, "w") as made:
        strings = _strings(given)
        cells = _Cells(len(_ITEM.findall(strings)), given.read(_STYLES).count(_STYLE))
        for part in given.namelist():
            if part.startswith("xl/worksheets/sheet"):
                sheet = cells.mend(given.read(part))
                lost.append(tuple(cells.lost))
                made.writestr(part, sheet)
            else:
                made.writestr(part, strings if part == _STRINGS else given.read(part))
    return Mended(target.getvalue(), tuple(lost), cells.texts)


def _strings(archive: zipfile.ZipFile) -> bytes:
    """The part with the shared texts, an empty one where there is none that can be read."""
    if _STRINGS not in archive.namelist():
        return _NONE
    xml = archive.read(_STRINGS)
    try:
        ET.fromstring(xml)
    except ET.ParseError:
        return _NONE
    return xml


class _Cells:
    """Mends the cells of a sheet; `lost` are those of the sheet before whose text is missing."""

    def __init__(self, texts: int, styles: int) -> None:
        self.texts = texts
        self.styles = styles
        self.lost: list[str] = []

    def mend(self, xml: bytes) -> bytes:
        self.lost = []
        return _CELL.sub(self._cell, _ROW.sub(rb"\1", xml))

    def _cell(self, found: re.Match[bytes]) -> bytes:
        tag, inner = found["tag"], found["inner"] or b""
        told = {name: value[1:-1].decode() for name, value in _TOLD.findall(found["told"])}
        kind = told.get(b"t", "n")
        value = _VALUE.search(inner)
        said = value[1].decode().strip() if value else ""
        if said and kind == "s":
            index = _index(said)
            if index is None or index >= self.texts:
                self.lost.append(told.get(b"r", "?"))
                inner = b""
            else:
                inner = inner.replace(value[0], b"<v>%d</v>" % index) if value else inner
        elif said and not _fits(kind, said):
            kind = "str"
        place, style = told.get(b"r", ""), told.get(b"s", "")
        kept = [("t", kind)]
        if _PLACE.fullmatch(place):
            kept.append(("r", place))
        if style.isascii() and style.isdigit() and int(style) < self.styles:
            kept.append(("s", style))
        start = b"".join([f' {name}="{text}"'.encode() for name, text in kept])
        return b"<%s%s>%s</%s>" % (tag, start, inner, tag)


def _index(said: str) -> int | None:
    whole = said.removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) < 10 else None


def _fits(kind: str, said: str) -> bool:
    """Whether a stored value is of its cell's kind."""
    if kind == "n":
        try:
            float(said)
        except ValueError:
            return False
        return said.isascii()
    if kind == "b":
        return said in ("0", "1")
    return kind != "d" or _DAY.fullmatch(said) is not None
