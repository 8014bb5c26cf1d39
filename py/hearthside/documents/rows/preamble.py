"""What stands above a table: a title, and facts such as the account and the dates of an export.

Knows nothing of separators or files.
"""

import re
from collections.abc import Sequence
from typing import Final

_MOST_ABOVE: Final = 40
_SAMPLE_ROWS: Final = 300
_MOST_BELOW: Final = 0.5  # sums and remarks stand below tables
_LONGEST_NAME: Final = 80
# Numbers, amounts, dates and times.
NUMBER: Final = re.compile(
    r"[-+(]?[\d.,:/ \u00a0\u202f\'%\u20ac$\u00a3-]*\d[\d.,:/ \u00a0\u202f\'%\u20ac$\u00a3TZ)-]*"
    r"(?: ?(?:EUR|USD|GBP|CHF|[AP]M))?"
)


def width(cells: Sequence[str]) -> int:
    """How many cells there are without the empty ones at the end."""
    size = len(cells)
    while size and not cells[size - 1].strip():
        size -= 1
    return size


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are no part of the table; 0 if it begins at once.

    The table begins with the names of its columns: a row that is wider than all above it, as are
    most of those below it. Of several such rows the widest is taken.
    """
    widths = [width(row) for row in rows[:_SAMPLE_ROWS]]
    found = widest = above = 0
    for at, size in enumerate(widths[: _MOST_ABOVE + 1]):
        if at and above and size > max(above, widest) and _begins(rows, widths, at, above):
            found, widest = at, size
        above = max(above, size)
    return found


def _begins(rows: Sequence[Sequence[str]], widths: Sequence[int], at: int, above: int) -> bool:
    """Whether a table begins at this row, below rows of at most `above` cells."""
    below = range(at + 1, len(widths))
    raw = max(len(row) for row in rows[:at])  # with the empty cells at the end
    wider = sum(widths[it] > above for it in below), sum(len(rows[it]) > raw for it in below)
    if not below or max(wider) < _MOST_BELOW * len(below):
        return False
    if above == 1:
        return True  # a title; one column that is filled further down is none
    # A single row that only lacks its last name gives names itself.
    return _gives_names(rows[at]) and (
        at > 1 or widths[at] > above + 1 or not _is_names_alone(rows[0])
    )


def _is_names_alone(row: Sequence[str]) -> bool:
    """Whether it could be nothing but names: no facts, such as dates and sums, and no gaps."""
    cells = [cell.strip() for cell in row[: width(row)]]
    return all(cell and len(cell.split()) <= 3 and not re.search(r"\d", cell) for cell in cells)


def _gives_names(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row[: width(row)]]
    return not any(NUMBER.fullmatch(cell) or len(cell) > _LONGEST_NAME for cell in cells)
