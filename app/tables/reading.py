"""Files into tables, workbooks too: the library reads the text, and openpyxl the workbooks."""

from app.tables.workbook import read_workbook
from hearthside.documents import tables


def read_table(
    name: str, content: bytes, *, header: bool | None = None, sheet: str = ""
) -> tables.Table:
    """As `hearthside.documents.tables.read_table`, and of an XLSX file as well."""
    return tables.read_table(name, content, header=header, sheet=sheet, workbook=read_workbook)
