"""Files to rows and rows to files: CSV, TSV, XLSX and pasted text, read carefully, written safely.

    table = read_table("reviews.csv", content)        # or pasted_table(text)
    at = likely_text_column(table)
    text = csv_text(table, {"label": [...], "probability": [...]})

Knows nothing of models, labels or screens. What goes wrong is an InvalidInput (table.invalid or
table.large) whose message says what to do.
"""

from app.tables.columns import likely_text_column
from app.tables.reading import pasted_table, read_table
from app.tables.table import (
    LARGEST_FILE_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Table,
    check_size,
)
from app.tables.writing import csv_text, harmless, xlsx_bytes

__all__ = [
    "LARGEST_FILE_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Table",
    "check_size",
    "csv_text",
    "harmless",
    "likely_text_column",
    "pasted_table",
    "read_table",
    "xlsx_bytes",
]
