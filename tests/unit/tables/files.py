"""Files for the tests of app/tables: made on the spot, some then damaged. Holds no test."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from app.tables import read_table
from hearthside.documents.tables import Table
from hearthside.errors import InvalidInput
from hearthside.wire import Code

Sheets = Mapping[str, Sequence[Sequence[Any]]]


def workbook(sheets: Sheets, formats: Mapping[str, str] | None = None) -> bytes:
    """An XLSX with these sheets; `formats` are number formats of cells of the first one."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for place, number_format in (formats or {}).items():
        book.worksheets[0][place].number_format = number_format
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(content: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same zip with one member's bytes changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as made:
        for info in source.infolist():
            data = source.read(info)
            made.writestr(info.filename, change(data) if info.filename == member else data)
    return target.getvalue()


def zipped(*members: str) -> bytes:
    """A zip with small files of these names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for member in members:
            made.writestr(member, "<x/>")
    return target.getvalue()


def csv_table(text: str, name: str = "rows.csv", **options: Any) -> Table:
    return read_table(name, text.encode(), **options)


def refusal(name: str, content: bytes, code: Code = Code.TABLE_INVALID, **options: Any) -> str:
    """What a person is told about a file that cannot be read."""
    with pytest.raises(InvalidInput) as caught:
        read_table(name, content, **options)
    assert caught.value.code == code
    return caught.value.message
