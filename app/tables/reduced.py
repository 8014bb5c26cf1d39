"""A workbook reduced to what a reader of its values needs: names of sheets, cells, number formats.

Exporters write fonts, fills, views, names and rules that openpyxl refuses, and Excel's strict form
of the standard has other namespaces; none of that says what is in a cell. So openpyxl gets a new
workbook with the sheets' rows as they are, and a style for each cell that is a number format alone.
Source: ECMA-376 part 1, section 18; ISO/IEC 29500 for the strict form. Knows nothing of openpyxl.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from hearthside.documents.archive import DAMAGE, Unfit
from hearthside.documents.xmlparts import tree

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", _MAIN.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _RELATIONS.encode()),
)
_ROWS: Final = re.compile(
    rb"<(?:\w+:)?worksheet\b[^>]*>|<(?:\w+:)?sheetData\b.*</(?:\w+:)?sheetData\s*>", re.DOTALL
)
_NUMBERED: Final = re.compile(rb"(<(?:\w+:)?row\b[^<>]*?)\sr=[\"'](\d{1,9})[\"']")
_END: Final = re.compile(rb"<((?:\w+:)?worksheet)\b")
_STYLE: Final = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
# A number below zero would be counted from the end of the texts: it becomes one beyond them.
_NEGATIVE: Final = re.compile(rb"(\bt=[\"']s[\"'][^<>]*>\s*<(?:\w+:)?v>)\s*-")
_MOST_STYLES: Final = 65_490  # what Excel itself allows


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    part: str


def reduced(archive: zipfile.ZipFile, workbook: str) -> bytes:
    """The workbook in `archive`, whose main part is `workbook`, without all that is no value.

    Hidden sheets come behind the others. Raises what reading a damaged zip or XML may raise.
    """
    book = _tree(archive, workbook)
    parts = _related(archive, workbook)
    sheets = list(_sheets(archive, book, parts))
    if not sheets:
        raise LookupError("none of its sheets is in the file")
    target = io.BytesIO()
    styles = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for number, sheet in enumerate(sheets, 1):
            rows = _NEGATIVE.sub(rb"\g<1>99999999", _rows(archive.read(sheet.part)))
            styles = max(styles, *map(int, {b"0", *_STYLE.findall(rows)}))
            made.writestr(f"xl/worksheets/sheet{number}.xml", rows)
        strings = _part(parts, "sharedStrings", "xl/sharedStrings.xml")
        if strings in archive.namelist():
            made.writestr("xl/sharedStrings.xml", _transitional(archive.read(strings)))
        made.writestr("xl/styles.xml", _styles(archive, parts, min(styles + 1, _MOST_STYLES)))
        _write_frame(made, book, sheets)
    return target.getvalue()


def _tree(archive: zipfile.ZipFile, part: str) -> ET.Element:
    with archive.open(part) as stream:
        return tree(stream)


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """(kind, name) of the parts that a part refers to, by the identity of the relation."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return {}
    found = {}
    for it in _tree(archive, relations):
        target = it.get("Target", "").replace("\\", "/")
        place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        kind = it.get("Type", "").rsplit("/", 1)[-1]
        found[it.get("Id", "")] = kind, posixpath.normpath(place)
    return found


def _part(parts: dict[str, tuple[str, str]], wanted: str, usual: str) -> str:
    """The part of a kind, or where no relation leads to one, what it is usually called."""
    return next((it for kind, it in parts.values() if kind == wanted), usual)


def _sheets(
    archive: zipfile.ZipFile, book: ET.Element, parts: dict[str, tuple[str, str]]
) -> Iterator[_Sheet]:
    names = {name.casefold(): name for name in archive.namelist()}
    sheets = list(enumerate(book.findall("{*}sheets/{*}sheet"), start=1))
    for number, sheet in sorted(sheets, key=lambda it: it[1].get("state", "visible") != "visible"):
        relation = next((sheet.attrib[it] for it in sheet.attrib if it.endswith("}id")), "")
        kind, part = parts.get(relation, ("worksheet", ""))
        usual = f"xl/worksheets/sheet{number}.xml"
        found = names.get(part.casefold()) or names.get(usual)
        if kind == "worksheet" and found:
            yield _Sheet(sheet.get("name", ""), found)


def _transitional(xml: bytes) -> bytes:
    for strict, usual in _STRICT:
        xml = xml.replace(strict, usual)
    return xml


def _rows(xml: bytes) -> bytes:
    """A sheet with nothing but its rows. What is written in an unusual way stays as it is."""
    end = _END.search(xml)
    pieces = _ROWS.findall(xml)
    if end is None or len(pieces) < 2:
        return _transitional(xml)
    head = _transitional(pieces[0])
    return b"".join([head, _in_order(pieces[1]), b"</", end[1], b">"])


def _in_order(rows: bytes) -> bytes:
    """Rows that number themselves upwards; others lose their numbers, and follow one another, since
    openpyxl would leave out what goes back."""
    numbers = [int(found[2]) for found in _NUMBERED.finditer(rows)]
    if all(first < second for first, second in pairwise(numbers)):
        return rows
    return _NUMBERED.sub(rb"\1", rows)


def _styles(archive: zipfile.ZipFile, parts: dict[str, tuple[str, str]], least: int) -> str:
    """A style part with `least` styles or more, each of them a number format."""
    part = _part(parts, "styles", "xl/styles.xml")
    formats: list[str] = []
    used: list[str] = []
    try:
        given = _tree(archive, part)
        formats = [
            f"<numFmt numFmtId={quoteattr(it.attrib['numFmtId'])} "
            f"formatCode={quoteattr(it.attrib['formatCode'])}/>"
            for it in given.iterfind("{*}numFmts/{*}numFmt")
            if it.get("numFmtId", "").isdecimal() and "formatCode" in it.attrib
        ]
        used = [it.get("numFmtId", "0") for it in given.iterfind("{*}cellXfs/{*}xf")]
    except (*DAMAGE, Unfit):
        pass  # without it numbers are shown as they are stored
    used += ["0"] * (least - len(used))
    cells = "".join(f'<xf numFmtId="{it if it.isdecimal() else 0}"/>' for it in used)
    count = f'count="{len(formats)}"'
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts {count}>{"".join(formats)}</numFmts><fonts><font/>'
        "</fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>"
    )


def _write_frame(made: zipfile.ZipFile, book: ET.Element, sheets: list[_Sheet]) -> None:
    """What says which parts there are, and the names of the sheets."""
    properties = book.find("{*}workbookPr")
    since = "0" if properties is None else properties.get("date1904", "0")
    numbers = range(1, len(sheets) + 1)
    rows = "".join(
        f'<sheet name={quoteattr(it.title)} sheetId="{n}" r:id="r{n}"/>'
        for n, it in zip(numbers, sheets, strict=True)
    )
    made.writestr(
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr date1904='
        f'"{int(since in ("1", "true"))}"/><sheets>{rows}</sheets></workbook>',
    )
    _write_relations(made, "xl/_rels/workbook.xml.rels", [
        (f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers
    ])  # fmt: skip
    _write_relations(made, "_rels/.rels", [("r1", "officeDocument", "xl/workbook.xml")])
    kinds = [("workbook", "sheet.main"), ("styles", "styles"), ("sharedStrings", "sharedStrings")]
    kinds = [*kinds, *((f"worksheets/sheet{n}", "worksheet") for n in numbers)]
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in kinds
        if f"xl/{part}.xml" in made.namelist()
    )
    made.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>')


def _write_relations(
    made: zipfile.ZipFile, part: str, relations: list[tuple[str, str, str]]
) -> None:
    rows = "".join(
        f'<Relationship Id="{it}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for it, kind, target in relations
    )
    made.writestr(part, f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>')
