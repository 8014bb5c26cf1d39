"""Tables into CSV and XLSX that no spreadsheet program mistakes for something to run.

A cell that begins with = + - @, a tab or a line break may be taken for a formula when a CSV is
opened. It gets an apostrophe in front, as spreadsheet programs write "this is text", unless it is a
plain number. In XLSX text is stored as text, and needs none. Source: OWASP, "CSV Injection".
Knows nothing of what the columns mean.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from app.tables.table import Table

# More columns by name, each with a value for every row of the table.
Extra: TypeAlias = Mapping[str, Sequence[str | int | float]]

_SHEET: Final = "Table"
_LONGEST_CELL: Final = 32_767  # characters, in XLSX
# Full-width forms are turned into the plain ones by some programs, so they count too.
_RISKY: Final = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER: Final = re.compile(r"[+-]?(\d+|\d{1,3}([,.]\d{3})+)([.,]\d+)?([eE][+-]?\d{1,3})?\s?%?")
_HALVES: Final = re.compile("[\ud800-\udfff]")  # of characters, which no encoding can write
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def csv_text(table: Table, extra: Extra | None = None) -> str:
    """The table as CSV (RFC 4180, with a byte order mark so that Excel reads it as UTF-8).

    `extra` columns stand after the table's own. Numbers are written with a full stop.
    Raises ValueError when an extra column has not one value a row.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    for row in _rows(table, extra or {}):
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return "\ufeff" + _HALVES.sub("\ufffd", target.getvalue())


def xlsx_bytes(table: Table, extra: Extra | None = None) -> bytes:
    """The table as a workbook with one sheet. Text is stored as text, never as a formula.

    Numbers are stored as numbers where they look the same afterwards, so that "007" stays as it
    is. A text longer than 32,767 characters, the most of a cell, is cut. Raises as `csv_text` does.
    """
    from openpyxl import Workbook  # here, as in workbook.py
    from openpyxl.cell import WriteOnlyCell

    rows = list(_rows(table, extra or {}))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    sheet.freeze_panes = "A2"

    def cell(value: str | int | float) -> object:
        number = _exact_number(value) if isinstance(value, str) else value
        if number is not None:
            return number
        words = _UNWRITABLE.sub("\ufffd", str(value))[:_LONGEST_CELL]
        text = WriteOnlyCell(sheet, words)
        text.data_type = "s"
        # What stays text even when a person has been in the cell.
        text.quotePrefix = harmless(words) != words
        return text

    for row in rows:
        sheet.append([cell(value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def harmless(text: str) -> str:
    """`text` as a spreadsheet program may open it in a CSV: never a formula."""
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def _rows(table: Table, extra: Extra) -> Iterator[list[str | int | float]]:
    yield [*table.columns, *_new_names(table.columns, extra)]
    for row, *more in zip(table.rows, *extra.values(), strict=True):
        yield [*row, *more]


def _new_names(columns: Sequence[str], extra: Extra) -> Iterator[str]:
    """The names of the extra columns, each unlike any name that the table has."""
    taken = {name.casefold() for name in columns}
    for wanted in extra:
        name, again = wanted, 2
        while name.casefold() in taken:
            name, again = f"{wanted} ({again})", again + 1
        taken.add(name.casefold())
        yield name


def _exact_number(text: str) -> int | float | None:
    """The number that is written exactly as `text`, if there is one that a spreadsheet can keep."""
    if len(text) > 16 or not text or text[-1] not in "0123456789":
        return None
    for read in (int, float):
        try:
            number = read(text)
        except ValueError:
            continue
        if str(number) == text and abs(number) < 1e15:
            return number
    return None
