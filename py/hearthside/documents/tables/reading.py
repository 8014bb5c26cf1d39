"""Files and pasted text into tables: looks at what it is, and hands it to whoever reads that.

    table = read_table("reviews.csv", content)
    again = read_table("reviews.csv", content, header=False)

A workbook is read by who is handed in: that takes more than the standard library. Knows nothing of
where the bytes come from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, TypeAlias

from hearthside.documents.delimited import Delimited, Line, read_delimited, read_pasted
from hearthside.documents.tables.decoding import decode
from hearthside.documents.tables.kinds import kind_of, refuse_markup
from hearthside.documents.tables.shape import shaped
from hearthside.documents.tables.table import MAX_ROWS, Table, check_size, invalid

# The names, all the rows that may be, and the one too many that is refused.
_ENOUGH_ROWS: Final = MAX_ROWS + 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that have anything in them, of the sheet `title` among a workbook's `titles`."""

    title: str
    titles: tuple[str, ...]
    lines: list[Line]
    notes: tuple[str, ...]


# Reads a workbook: its name, its bytes, the sheet wanted ("" for the first with rows).
ReadWorkbook: TypeAlias = Callable[[str, bytes, str], Sheet]


def read_table(
    name: str,
    content: bytes,
    *,
    header: bool | None = None,
    sheet: str = "",
    workbook: ReadWorkbook | None = None,
) -> Table:
    """The table in a CSV, TSV or plain text file called `name`; in an XLSX file with `workbook`.

    `header`: whether the first row names the columns; None guesses, and a note says what.
    `sheet`: of a workbook; "" takes the first that has rows, and a note says which.
    Raises InvalidInput with a sentence for the person: table.invalid for what is no table (another
    format, a password, damage, nothing in it), table.large beyond LARGEST_FILE_BYTES, MAX_ROWS or
    MAX_COLUMNS, and for a workbook that grows beyond measure when it is unpacked.
    """
    name = PurePath(name).name or "The file"
    check_size(name, len(content))
    if kind_of(name, content) == "zip":
        book = (workbook or _refused)(name, content, sheet)
        return shaped(
            name, book.lines, book.notes, header=header, sheet=book.title, sheets=book.titles
        )
    text, notes = decode(name, content)
    refuse_markup(name, text)
    return _shaped(name, read_delimited(name, text, _ENOUGH_ROWS), notes, header)


def pasted_table(text: str, *, header: bool | None = None) -> Table:
    """The table in pasted text: cells copied from a spreadsheet (tabs), or one text a line.

    Raises InvalidInput as `read_table` does.
    """
    name = "Pasted text"
    check_size(name, len(text))
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _shaped(name, read_pasted(clean, _ENOUGH_ROWS), [], header)


def _refused(name: str, _content: bytes, _sheet: str) -> Sheet:
    raise invalid(
        f"\u201c{name}\u201d is a workbook or another packed file, and only tables of text are "
        "read here. Save the table as .csv, and choose that file."
    )


def _shaped(name: str, found: Delimited, notes: list[str], header: bool | None) -> Table:
    lines = found.lines
    if found.names:
        lines, header = [Line(0, list(found.names)), *lines], True
    return shaped(name, lines, (*notes, *found.notes), header=header)
