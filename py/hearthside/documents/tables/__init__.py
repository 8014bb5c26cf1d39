"""Tables of text: CSV, TSV and pasted lines, read carefully, and written as CSV safely.

    table = read_table("reviews.csv", content)        # or pasted_table(text)
    at = likely_text_column(table)
    text = csv_text(table, {"label": [...], "probability": [...]})

Knows nothing of models, labels or screens. What goes wrong is an InvalidInput (table.invalid or
table.large) whose message says what to do.
"""

from hearthside.documents.tables.columns import likely_text_column
from hearthside.documents.tables.reading import ReadWorkbook, Sheet, pasted_table, read_table
from hearthside.documents.tables.table import (
    LARGEST_FILE_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Table,
    check_size,
)
from hearthside.documents.tables.writing import Extra, cells_of, csv_text, harmless

__all__ = [
    "LARGEST_FILE_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Extra",
    "ReadWorkbook",
    "Sheet",
    "Table",
    "cells_of",
    "check_size",
    "csv_text",
    "harmless",
    "likely_text_column",
    "pasted_table",
    "read_table",
]
