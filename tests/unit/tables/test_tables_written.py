"""The promises about what is written: nothing runs, nothing is lost, it comes back as it was."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from app.tables import read_table, xlsx_bytes
from hearthside.documents.tables import Table, csv_text, harmless

ATTACKS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\uff1d1+1",
    "+1-555-0",
)
NUMBERS = ("-5", "+3.25", "-1,234.50", "-1.234,50", "-1e-5", "-12 %", "+0")


def table_of(*rows: tuple[str, ...]) -> Table:
    return Table("t", ("text", "n"), rows)


@pytest.mark.parametrize("text", ATTACKS)
def test_what_could_run_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", [*NUMBERS, "", "plain", "a=b", "'quoted", "5 - 3", "\u2014 so"])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_csv_is_what_excel_and_this_app_read() -> None:
    table = table_of(("a, \u201cb\u201d\nc", "1"), ('say "x"', "007"))
    text = csv_text(table, {"label": ["good", "=bad"], "probability": [0.5, 0.25]})
    assert text.startswith("\ufefftext,n,label,probability\r\n")
    again = read_table("t.csv", text.encode())
    assert again.columns == ("text", "n", "label", "probability")
    assert again.rows[0] == (*table.rows[0], "good", "0.5")
    assert again.rows[1][2] == "'=bad"


def test_names_of_columns_are_made_harmless_too() -> None:
    table = Table("t", ("=cmd|x", "Label"), (("a", "b"),))
    assert csv_text(table, {"label": ["c"]}) == "\ufeff'=cmd|x,Label,label (2)\r\na,b,c\r\n"


def cells(content: bytes) -> list[list[tuple[Any, str]]]:
    sheet = load_workbook(io.BytesIO(content)).active
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", ATTACKS[:4])
def test_a_workbook_holds_text_and_no_formula(text: str) -> None:
    content = xlsx_bytes(table_of((text, "1")), {"label": [text]})
    assert cells(content)[1] == [(text, "s"), (1, "n"), (text, "s")]
    assert load_workbook(io.BytesIO(content)).active["A2"].quotePrefix
    assert read_table("t.xlsx", content).rows == ((text, "1", text),)


def test_numbers_stay_numbers_only_where_they_look_the_same() -> None:
    texts = (
        "7",
        "-7",
        "0.5",
        "007",
        "1.50",
        "1e5",
        "12345678901234567890",
        "inf",
        "nan",
        "1_0",
        "\u0661",
    )
    written = cells(xlsx_bytes(Table("t", ("n",), tuple((it,) for it in texts))))[1:]
    assert [row[0] for row in written[:3]] == [(7, "n"), (-7, "n"), (0.5, "n")]
    assert [row[0] for row in written[3:]] == [(it, "s") for it in texts[3:]]


def test_what_xml_cannot_hold_is_replaced_and_long_texts_are_cut() -> None:
    [_, [(odd, _), (long, _)]] = cells(
        xlsx_bytes(table_of(("a\x00b\x1b\ud83d\ufffe", "x" * 40_000)))
    )
    assert odd == "a\ufffdb\ufffd\ufffd\ufffd"
    assert len(long) == 32_767
    assert csv_text(table_of(("a\ud83d", "1"))).encode().endswith("a\ufffd,1\r\n".encode())


def test_a_workbook_comes_back_as_it_was() -> None:
    table = table_of((" two\nlines ", ""), ("#N/A", "TRUE"), ("שלום 😀", "2026-11-22"))
    again = read_table("t.xlsx", xlsx_bytes(table, {"p": [0.5, 1, 0.25]}))
    assert again.rows == tuple(
        (*row, more) for row, more in zip(table.rows, ("0.5", "1", "0.25"), strict=True)
    )


def test_an_extra_column_has_a_value_for_each_row() -> None:
    for write in (csv_text, xlsx_bytes):
        with pytest.raises(ValueError, match=r"shorter|longer"):
            write(table_of(("a", "1")), {"label": ["x", "y"]})
