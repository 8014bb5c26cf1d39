"""The sorted table as a file to be carried away. Pure.

What stands beside the rows is the library's (hearthside.sort.outcome); how a table becomes a file
that no spreadsheet is tricked by, hearthside.documents.tables' and app/tables'.
"""

from typing import Final

from app.rooms.sort.effects import SheetForm
from app.rooms.sort.state import SortState
from app.tables import Table, xlsx_bytes
from hearthside.documents.tables import csv_text
from hearthside.errors import InvalidInput
from hearthside.sort import columns
from hearthside.sort.outcome import said
from hearthside.wire import Code

_CSV: Final = "text/csv;charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_of(sort: SortState, form: SheetForm) -> tuple[str, str, bytes]:
    """File name, type and bytes. Raises InvalidInput (call.invalid) before there is a sort."""
    table, settings = sort.table, sort.settings
    if table is None or settings is None:
        raise InvalidInput(Code.CALL_INVALID, "There is no sorted table yet.")
    if form == "examples":
        return f"{_stem(table.name)}-examples.csv", _CSV, csv_text(_examples(sort)).encode()
    extra = columns(sort.rows, settings, sort.stands_from)
    name = f"{_stem(table.name)}-sorted.{form}"
    if form == "csv":
        return name, _CSV, csv_text(table, extra).encode()
    return name, _XLSX, xlsx_bytes(table, extra)


def _examples(sort: SortState) -> Table:
    """What a person said, as the Teach room takes it: the text, and its labels."""
    judged = [(at, row.truth) for at, row in enumerate(sort.rows) if row.truth is not None]
    rows = tuple([(sort.text_of(at), said(labels)) for at, labels in judged])
    return Table("examples", ("input", "output"), rows)


def _stem(name: str) -> str:
    """The file's name without its ending, as every file system takes it."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    letters = "".join([c if c.isalnum() else "-" for c in stem.lower()])
    return "-".join(filter(None, letters.split("-")))[:60] or "table"
