"""Workbooks as other programs write them: with wrong or missing parts that hold no values."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from app.tables import read_table
from tests.unit.tables.files import changed, workbook

SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
CONTENT = workbook(
    {"S": [["id", "text", "day"], [1, "Great kettle", date(2026, 5, 3)], [2, "It broke", None]]},
    {"A2": "00000"},
)
ROWS = (("00001", "Great kettle", "2026-05-03"), ("2", "It broke", ""))


def instead(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new)

    return change


@pytest.mark.parametrize(
    ("member", "change"),
    [
        (STYLES, instead(b"<fill><patternFill /></fill>", b"<fill/>")),
        (STYLES, instead(b"<fills", b"<fills><fill><nonsense/></fill></fills><fills")),
        (STYLES, instead(b"<cellXfs", b"<borders><border><left style='w'/></border></borders>"
                                  b"<cellXfs")),
        (STYLES, instead(b"<cellXfs", b"<fonts><font><sz val='big'/></font></fonts><cellXfs")),
        (STYLES, instead(b"<cellXfs", b"<cellStyles><cellStyle/></cellStyles><cellXfs")),
        (SHEET, instead(b"<c r=\"B2\"", b"<c r=\"B2\" s=\"977\"")),
        (SHEET, instead(b"</sheetData>", b"</sheetData><conditionalFormatting sqref='?'><cfRule/>"
                                         b"</conditionalFormatting>")),
        (SHEET, instead(b"</sheetData>", b"</sheetData><dataValidations><dataValidation type='x'/>"
                                         b"</dataValidations><drawing/><mergeCells><mergeCell/>"
                                         b"</mergeCells>")),
        (BOOK, instead(b"</sheets>", b"</sheets><definedNames><definedName localSheetId='9'>"
                                     b"#REF!</definedName><definedName/></definedNames>")),
        (BOOK, instead(b"</sheets>", b"</sheets><pivotCaches><pivotCache/></pivotCaches>")),
        (BOOK, instead(b"</sheets>", b"</sheets><calcPr calcId='many' fullCalcOnLoad='si'/>")),
        ("[Content_Types].xml", lambda _: b"<Types/>"),
        ("[Content_Types].xml", instead(b"sheet.main", b"template.main")),
        ("xl/_rels/workbook.xml.rels", instead(b'"/xl/', b'"')),
    ],
)  # fmt: skip
def test_what_is_no_value_may_be_wrong(member: str, change: Callable[[bytes], bytes]) -> None:
    table = read_table("a.xlsx", changed(CONTENT, member, change))
    assert (table.columns, table.rows) == (("id", "text", "day"), ROWS)


def test_what_a_mac_adds_when_it_packs_is_passed_over() -> None:
    target = io.BytesIO(CONTENT)
    with zipfile.ZipFile(target, "a") as made:
        made.writestr("__MACOSX/xl/._workbook.xml", b"\x00\x05\x16\x07")
    assert read_table("a.xlsx", target.getvalue()).rows == ROWS


def test_the_strict_form_is_read() -> None:
    content = CONTENT
    strict = (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
         b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
         b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )  # fmt: skip
    for member in zipfile.ZipFile(io.BytesIO(CONTENT)).namelist():
        for usual, own in strict:
            if usual in zipfile.ZipFile(io.BytesIO(content)).read(member):
                content = changed(content, member, instead(usual, own))
    assert read_table("a.xlsx", content).rows == ROWS


def test_a_hidden_sheet_comes_last() -> None:
    content = workbook({"Lists": [["x", "y"], ["1", "2"]], "Data": [["id", "text"], ["1", "Fine"]]})
    content = changed(
        content, BOOK, lambda it: it.replace(b'state="visible"', b'state="hidden"', 1)
    )
    table = read_table("a.xlsx", content)
    assert (table.sheet, table.sheets) == ("Data", ("Data", "Lists"))


def test_days_are_counted_from_1904_where_the_book_says_so() -> None:
    content = changed(CONTENT, BOOK, instead(b"<workbookPr />", b'<workbookPr date1904="1"/>'))
    assert read_table("a.xlsx", content).rows[0][2] == "2030-05-04"
