"""What a person brings as a table, and the sort in hand as what is kept of it.

Knows the room's effects and state; how a table is read and a job written is known elsewhere.
"""

from app.rooms.sort.effects import ReadTable
from app.rooms.sort.state import SortState
from app.tables import read_table
from hearthside.documents.tables import Table, pasted_table
from hearthside.sort.kept import Job


def table_of(wanted: ReadTable) -> Table:
    """The table of a file's bytes or, without any, of pasted text. Raises as `read_table` does."""
    if not wanted.content:
        return pasted_table(wanted.pasted, header=wanted.header)
    return read_table(wanted.name, wanted.content, header=wanted.header, sheet=wanted.sheet)


def job_of(sort: SortState, table: Table, read: int | None = None) -> Job:
    """`read` of its rows are read, by default those that are decided."""
    return Job(
        name=table.name,
        of=len(sort.rows),
        settings=sort.settings,
        line=sort.line,
        rows=sort.rows,
        read=sum(row.verdict is not None for row in sort.rows) if read is None else read,
        model=sort.model,
    )
