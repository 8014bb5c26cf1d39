"""Bytes into text: UTF-8, UTF-16 and UTF-32 by their marks, else Windows-1252, which is said.

Knows nothing of tables. Sources: Unicode 16, chapter 23.8, for the marks; the WHATWG encoding
standard, which falls back to Windows-1252 for Western languages.
"""

import codecs
import re
from typing import Final

from app.tables.table import invalid

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with UTF-16's mark, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES: Final = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
# Text has hardly any; compressed data has 10 in 100.
_MOST_CONTROLS: Final = 0.005
_SAMPLE_BYTES: Final = 65_536


def decode(name: str, content: bytes) -> tuple[str, list[str]]:
    """The text, with line feeds only, and notes about what was guessed or lost.

    Raises InvalidInput (table.invalid) when it is no text.
    """
    notes: list[str] = []
    encoding = _encoding_of(content)
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            text = content.decode(encoding, "replace")
            notes.append("Some characters could not be read; \ufffd stands for each of them.")
        else:
            text = _guessed(name, content, notes)
    found = len(_CONTROLS.findall(text))
    if found > max(2, len(text) * _MOST_CONTROLS):
        _refuse_binary(name)
    if found:
        text = _CONTROLS.sub("", text)
        notes.append("Control characters, which no table needs, were left out.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _encoding_of(content: bytes) -> str:
    """What a mark at the start says, or the zeros between Latin letters; "" without either."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:_SAMPLE_BYTES]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > half * 0.7 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.05 else ""


def _guessed(name: str, content: bytes, notes: list[str]) -> str:
    """Neither marked nor whole UTF-8: UTF-8 with faults, Windows-1252, or no text at all."""
    sample = content[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > max(2, len(sample) * _MOST_CONTROLS):
        _refuse_binary(name)
    text = content.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    foreign = len(text) - faults - len(text.encode("ascii", "ignore"))
    if foreign > 4 * faults:
        notes.append(
            f"The file is damaged in {faults:,} places; \ufffd stands for what could not be read."
        )
        return text
    notes.append(
        "The file is not in Unicode, and does not say how its letters are written; they were read "
        "as Windows-1252. If some look wrong, save it as \u201cCSV UTF-8\u201d and choose it again."
    )
    return content.decode("cp1252", "replace")


def _refuse_binary(name: str) -> None:
    raise invalid(f"\u201c{name}\u201d is not a table of text. Choose a CSV, TSV or XLSX file.")
