"""The table with its labels beside it, to be carried away. Pure.

How a table becomes a file, and a file no spreadsheet is tricked by, is app/tables/writing.py's.
"""

from typing import Final, Literal

from app.rooms.sort.setup import NONE
from app.rooms.sort.state import Row, SortState
from app.tables import xlsx_bytes
from hearthside.documents.tables import csv_text
from hearthside.errors import InvalidInput
from hearthside.wire import Code

_CSV: Final = "text/csv;charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DIGITS: Final = 4
REVIEWS: Final = {
    "": "",
    "given": "labelled before",
    "confirmed": "confirmed by a person",
    "corrected": "corrected by a person",
}


def sheet_of(sort: SortState, form: Literal["csv", "xlsx"]) -> tuple[str, str, bytes]:
    """File name, type and bytes. Raises InvalidInput (call.invalid) without a table."""
    table = sort.table
    if table is None:
        raise InvalidInput(Code.CALL_INVALID, "There is no table yet.")
    extra: dict[str, list[str | int | float]] = {
        "label": [said(row.labels) if row.verdict or row.truth else "" for row in sort.rows],
        "probability": [_number(row, "probability") for row in sort.rows],
        "margin": [_number(row, "margin") for row in sort.rows],
        "review": [review_of(sort, row) for row in sort.rows],
        "first decided": [said(row.verdict.chosen) if row.verdict else "" for row in sort.rows],
    }
    if sort.settings is not None and sort.settings.form == "ordered":
        extra["expected place"] = [_number(row, "value") for row in sort.rows]
    name = f"{_stem(table.name)}-sorted.{form}"
    if form == "csv":
        return name, _CSV, csv_text(table, extra).encode()
    return name, _XLSX, xlsx_bytes(table, extra)


def said(labels: tuple[str, ...]) -> str:
    return "; ".join(labels) or NONE


def review_of(sort: SortState, row: Row) -> str:
    """The row's state in words."""
    if row.truth is None and row.verdict is None:
        return "not read"
    if row.truth is None:
        return "needs review" if sort.doubtful(row) else ""
    return REVIEWS[row.review]


def _number(row: Row, name: str) -> str | float:
    value = getattr(row.verdict, name) if row.verdict is not None else None
    return round(value, _DIGITS) if value is not None else ""


def _stem(name: str) -> str:
    """The file's name without its ending, as every file system takes it."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    letters = "".join([c if c.isalnum() else "-" for c in stem.lower()])
    return "-".join(filter(None, letters.split("-")))[:60] or "table"
