"""Rows of any width into a table: which row gives the names, how many columns, what to call them.

Knows nothing of the file that the rows come from.
"""

import re
from collections.abc import Sequence
from typing import Final

from hearthside.documents.amounts import counted
from hearthside.documents.delimited import Line
from hearthside.documents.rows.preamble import NUMBER, rows_above
from hearthside.documents.rows.preamble import width as width_of
from hearthside.documents.tables.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Table,
    invalid,
    large,
    many_rows,
)
from hearthside.text.escape import one_line

_SAMPLE_ROWS: Final = 200
_LONGEST_NAME: Final = 80
# What a first row says when it gives names. English, and some neighbours.
_NAME: Final = re.compile(
    r"(texts?|comments?|reviews?|messages?|sentences?|notes?|body|content|description|feedback|subject|"
    r"title|summary|question|answer|response|utterance|tweet|post|ticket|email|e-mail|id|no|nr|number|"
    r"name|date|time|labels?|tags?|category|class|intent|sentiment|rating|score|stars|kommentar|"
    r"nachricht|bewertung|datum|texto|comentario|mensaje|fecha|texte|commentaire|avis|testo|commento)",
    re.IGNORECASE,
)
_MADE_NAME: Final = re.compile(r"[A-Za-z]\w*_\w+|[A-Z][A-Z0-9 _-]{2,}")


def shaped(
    name: str,
    lines: Sequence[Line],
    notes: Sequence[str] = (),
    *,
    header: bool | None = None,
    sheet: str = "",
    sheets: tuple[str, ...] = (),
) -> Table:
    """The table of these rows. `header` None: guess, and say so.

    Raises InvalidInput: table.invalid without a row of data, table.large beyond the limits.
    """
    told = list(notes)
    lines = list(lines) if header is False else _below_title(lines, told)
    if not lines:
        raise invalid(f"\u201c{name}\u201d has no rows with anything in them. Choose another file.")
    named = _is_header(lines) if header is None else header
    width = max(width_of(line.cells) for line in lines)
    if width > MAX_COLUMNS:
        raise large(
            f"\u201c{name}\u201d has {width:,} columns, and at most {MAX_COLUMNS} can be read. "
            "Keep only the columns that are needed, and choose it again."
        )
    body = lines[1:] if named else lines
    if not body:
        raise invalid(f"\u201c{name}\u201d has names of columns and no rows under them.")
    if len(body) > MAX_ROWS:
        raise many_rows(name)
    if header is None:
        told.append(_about_header(lines[0], named))
    columns = _names(lines[0].cells if named else [], width, told)
    rows = tuple(_padded(line.cells, width) for line in body)
    return Table(name, columns, rows, tuple(told), named, sheet, sheets)


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("",) * (width - len(cells)))


def _below_title(lines: Sequence[Line], told: list[str]) -> list[Line]:
    """The table without its title and the facts above it; what was left out is told."""
    above = rows_above([line.cells for line in lines])
    if above:
        words = " ".join(cell for cell in lines[0].cells if cell.strip())
        told.append(
            f"{counted(above, 'row')} above the table ({_short(words)}) "
            f"{'was' if above == 1 else 'were'} left out."
        )
    return list(lines[above:])


def _is_header(lines: Sequence[Line]) -> bool:
    first = [cell.strip() for cell in lines[0].cells[: width_of(lines[0].cells)]]
    body = [line.cells for line in lines[1 : _SAMPLE_ROWS + 1]]
    if not body or any(len(cell) > _LONGEST_NAME or "\n" in cell for cell in first):
        return False
    if any(_NAME.fullmatch(cell) for cell in first):
        return True
    if any(NUMBER.fullmatch(cell) for cell in first):
        return False
    if len(first) == 1:
        return bool(_MADE_NAME.fullmatch(first[0]))
    columns = [[cells[at].strip() for cells in body if at < len(cells)] for at in range(len(first))]
    # Without evidence against it the first row of several columns gives names, as in most files.
    return not any(
        _speaks_against(cell, column) for cell, column in zip(first, columns, strict=True)
    )


def _speaks_against(cell: str, column: list[str]) -> bool:
    """Whether the first cell of a column is one of its values: it comes again, or is as long."""
    if not cell:
        return False
    filled = [value for value in column if value]
    if cell in filled:
        return True
    words = len(cell.split())
    return words > 5 and words > 0.5 * sum(len(value.split()) for value in filled) / max(
        1, len(filled)
    )


def _about_header(line: Line, named: bool) -> str:
    if named:
        return f"The names of the columns were taken from row {line.number}."
    return "The first row was taken for data, not for names of columns."


def _names(cells: Sequence[str], width: int, told: list[str]) -> tuple[str, ...]:
    """One name a column, each different from the others."""
    names: list[str] = []
    taken: set[str] = set()
    doubled = 0
    made: list[str] = []
    for at in range(width):
        given = " ".join(cells[at].split()) if at < len(cells) else ""
        wanted = name = given[:_LONGEST_NAME] or f"Column {at + 1}"
        again = 2
        while name.casefold() in taken:
            name = f"{wanted} ({again})"
            again += 1
        doubled += bool(given) and again > 2
        if cells and not given:
            made.append(name)
        taken.add(name.casefold())
        names.append(name)
    if made:
        count = counted(len(made), "column")
        told.append(f"{count} without a name got one, such as \u201c{made[0]}\u201d.")
    if doubled:
        told.append(f"{counted(doubled, 'column')} had the name of another, and got a number.")
    return tuple(names)


def _short(words: str) -> str:
    words = one_line(words)
    return f"\u201c{words[:39]}\u2026\u201d" if len(words) > 40 else f"\u201c{words}\u201d"
