"""Bytes of a table into text, with words about tables for what is none.

How the letters are written is found out by hearthside.documents. Knows nothing of rows.
"""

from typing import Final

from hearthside.documents.decoding import NotText
from hearthside.documents.decoding import decode as decode_bytes
from hearthside.documents.tables.table import invalid

_ADVICE: Final = "If some look wrong, save it as \u201cCSV UTF-8\u201d and choose it again."


def decode(name: str, content: bytes) -> tuple[str, list[str]]:
    """The text, with line feeds only, and notes about what was guessed or lost.

    Raises InvalidInput (table.invalid) when it is no text.
    """
    try:
        text, notes = decode_bytes(content, advice=_ADVICE)
    except NotText:
        message = f"\u201c{name}\u201d is not a table of text. Choose a CSV, TSV or XLSX file."
        raise invalid(message) from None
    return text, list(notes)
