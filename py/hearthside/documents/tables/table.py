"""A table of text: names of columns, rows of cells, and what is worth telling about it.

Here stand the limits, each once. Knows nothing of files, formats or screens.
"""

from dataclasses import dataclass
from typing import Final

from hearthside.documents.amounts import megabytes
from hearthside.errors import InvalidInput
from hearthside.wire import Code

LARGEST_FILE_BYTES: Final = 25_000_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as there are columns; an empty cell is "".

    `notes` are sentences for the person: what was guessed, mended or left out. `header`: whether
    the first row gave the names. `sheet`, `sheets`: of a workbook, the one read and all there are.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    header: bool = True
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def invalid(message: str, detail: str = "") -> InvalidInput:
    """To be raised for what is no table that can be read."""
    return InvalidInput(Code.TABLE_INVALID, message, detail)


def large(message: str) -> InvalidInput:
    """To be raised for a table that is too large."""
    return InvalidInput(Code.TABLE_LARGE, message)


def check_size(name: str, size_bytes: int) -> None:
    """Raises InvalidInput (table.large) for a file that is larger than LARGEST_FILE_BYTES.

    A page asks this before it reads a file, since reading alone may cost more memory than there is.
    """
    if size_bytes > LARGEST_FILE_BYTES:
        raise large(
            f"\u201c{name}\u201d has {megabytes(size_bytes)}, and at most "
            f"{megabytes(LARGEST_FILE_BYTES)} can be read here. Keep only the columns that are "
            "needed, or split the file into parts, and choose one of those."
        )


def many_rows(name: str) -> InvalidInput:
    """To be raised for a table with more than MAX_ROWS rows."""
    return large(
        f"\u201c{name}\u201d has more than {MAX_ROWS:,} rows, the most that can be worked on at "
        "once. Split it into parts, and choose one of those."
    )
