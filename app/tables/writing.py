"""Tables into XLSX: text is stored as text, and needs no apostrophe against being run.

Knows nothing of what the columns mean.
"""

import io
import re
from typing import Final

from hearthside.documents.tables import Extra, Table, cells_of, harmless

_SHEET: Final = "Table"
_LONGEST_CELL: Final = 32_767  # characters
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xlsx_bytes(table: Table, extra: Extra | None = None) -> bytes:
    """The table as a workbook with one sheet. Text is stored as text, never as a formula.

    Numbers are stored as numbers where they look the same afterwards, so that "007" stays as it
    is. A text longer than 32,767 characters, the most of a cell, is cut. Raises as `csv_text` does.
    """
    from openpyxl import Workbook  # here, as in workbook.py
    from openpyxl.cell import WriteOnlyCell

    rows = list(cells_of(table, extra or {}))
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
