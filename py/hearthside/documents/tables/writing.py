"""Tables into CSV that no spreadsheet program mistakes for something to run.

A cell that begins with = + - @, a tab or a line break may be taken for a formula when a CSV is
opened. It gets an apostrophe in front, as spreadsheet programs write "this is text", unless it is a
plain number. Source: OWASP, "CSV Injection". Knows nothing of what the columns mean.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from hearthside.documents.tables.table import Table

# More columns by name, each with a value for every row of the table.
Extra: TypeAlias = Mapping[str, Sequence[str | int | float]]

# Full-width forms are turned into the plain ones by some programs, so they count too.
_RISKY: Final = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER: Final = re.compile(r"[+-]?(\d+|\d{1,3}([,.]\d{3})+)([.,]\d+)?([eE][+-]?\d{1,3})?\s?%?")
_HALVES: Final = re.compile("[\ud800-\udfff]")  # of characters, which no encoding can write


def csv_text(table: Table, extra: Extra | None = None) -> str:
    """The table as CSV (RFC 4180, with a byte order mark so that Excel reads it as UTF-8).

    `extra` columns stand after the table's own. Numbers are written with a full stop.
    Raises ValueError when an extra column has not one value a row.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    for row in cells_of(table, extra or {}):
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return "\ufeff" + _HALVES.sub("\ufffd", target.getvalue())


def harmless(text: str) -> str:
    """`text` as a spreadsheet program may open it in a CSV: never a formula."""
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def cells_of(table: Table, extra: Extra) -> Iterator[list[str | int | float]]:
    """The names of the columns, then row after row, each with its `extra` cells.

    Raises ValueError when an extra column has not one value a row.
    """
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
