"""A file's table as rows to route. Knows which columns are the text; not how a file is read."""

from typing import Final

from app.rooms.route.effects import RouteRows, RouteTable
from app.rooms.route.samples import ROUTE_COLUMN, TEXT_COLUMN, SampleRow
from app.tables import Table, read_table
from hearthside.errors import InvalidInput
from hearthside.route.router import record_text
from hearthside.wire import Code

MOST_ROWS: Final = 2_000


def rows_of(work: RouteTable) -> RouteRows:
    """The rows of the file. Raises InvalidInput (table.invalid, table.large)."""
    table = read_table(work.name, work.content)
    if len(table.rows) > MOST_ROWS:
        raise InvalidInput(
            Code.TABLE_LARGE,
            f"It has {len(table.rows):,} rows; {MOST_ROWS:,} is the most that this room routes at "
            "once. Cut it into parts.",
        )
    names = [column.casefold() for column in table.columns]
    meant = names.index(ROUTE_COLUMN) if ROUTE_COLUMN in names else None
    rows = [
        SampleRow(_text(table, names, row, meant), "" if meant is None else row[meant].strip())
        for row in table.rows
    ]
    notes = (*table.notes, _how(names))
    return RouteRows(work.policy, table.name, tuple(rows), notes, work.by, work.request)


def _text(table: Table, names: list[str], row: tuple[str, ...], meant: int | None) -> str:
    """The column called text, or the only one; else the whole record, as "column: value"."""
    if TEXT_COLUMN in names:
        return row[names.index(TEXT_COLUMN)]
    here = [at for at in range(len(names)) if at != meant]
    if len(here) == 1:
        return row[here[0]]
    return record_text(tuple(table.columns[at] for at in here), tuple(row[at] for at in here))


def _how(names: list[str]) -> str:
    if TEXT_COLUMN in names:
        return "The column \u201ctext\u201d is what is routed."
    return "Each row is routed as a whole, as \u201ccolumn: value\u201d."
