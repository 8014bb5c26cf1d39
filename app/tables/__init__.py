"""Tables as the page takes and gives them: those of the library, and workbooks beside them.

    table = read_table("reviews.xlsx", content)
    again = read_table("reviews.xlsx", content, header=False, sheet="2025")
    content = xlsx_bytes(table, {"label": [...], "probability": [...]})

Workbooks are here and not in the library because openpyxl is no part of the standard library.
"""

from app.tables.reading import read_table
from app.tables.writing import xlsx_bytes
from hearthside.documents.tables import LARGEST_FILE_BYTES, Table, check_size, csv_text

__all__ = [
    "LARGEST_FILE_BYTES",
    "Table",
    "check_size",
    "csv_text",
    "read_table",
    "xlsx_bytes",
]
