"""Tables with merged cells, as rows in which each value stands under its own head.

A merged cell is repeated in every place that it covers, so that a row can be read by itself.
Source: the HTML standard, 4.9.12 (forming a table). Knows nothing of formats.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from hearthside.documents.outline import Outline, names_columns
from hearthside.text.escape import one_line

# The standard's own most; more is a slip of the pen.
_MOST_COLUMNS: Final = 1_000
# A longer text is no name of a row or column: it is told once.
_LONGEST_REPEATED: Final = 200


@dataclass(slots=True)
class Cell:
    """`columns` and `rows`: how many places it covers to the right and down."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class OpenTable:
    """A table being read; one with another inside is a layout, and its cells are paragraphs.

    What stands in no cell (`open`) comes before the table, as browsers put it."""

    rows: list[list[Cell]] = field(default_factory=list)
    open: bool = False
    named: bool = False
    layout: bool = False


def tell_table(
    outline: Outline, rows: Sequence[Sequence[Cell]], *, header: bool | None = None
) -> None:
    """Adds the table. `header` as in Outline.table; a first row of one wide cell is a caption."""
    lines, width = _spread(rows)
    told = [row for row, line in zip(rows, lines, strict=True) if any(line)]
    lines = [line for line in lines if any(line)]
    while width > 1 and len(told) > 1 and _fills(told[0], width):
        outline.paragraph(told.pop(0)[0].text)
        lines.pop(0)
    if header is None and told:
        header = names_columns([one_line(cell.text) for cell in told[0]])
    outline.table(lines, header=header)


def _fills(row: Sequence[Cell], width: int) -> bool:
    return len(row) == 1 and row[0].columns >= width and row[0].rows == 1


def _spread(rows: Sequence[Sequence[Cell]]) -> tuple[list[list[str]], int]:
    """(the texts row by row, how many columns there are: those in which some cell begins)."""
    places: list[dict[int, str]] = [{} for _ in rows]
    begun: set[int] = set()
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in places[at]:
                column += 1
            begun.add(column)
            _cover(places[at : at + cell.rows], column, cell)
            column += max(1, min(cell.columns, _MOST_COLUMNS))
    columns = sorted(begun)
    lines = []
    for row, place in zip(rows, places, strict=True):
        alone = _fills(row, len(columns)) and len(columns) > 1
        last = max(place, default=-1)
        line = [place.get(column, "") for column in columns if column <= last]
        lines.append([row[0].text] if alone and place.get(0) == row[0].text else line)
    return lines, len(columns)


def _cover(below: Sequence[dict[int, str]], column: int, cell: Cell) -> None:
    again = cell.text if len(cell.text) <= _LONGEST_REPEATED else ""
    wide = max(1, min(cell.columns, _MOST_COLUMNS))
    for down, place in enumerate(below):
        for right in range(wide):
            place.setdefault(column + right, again if down or right else cell.text)
