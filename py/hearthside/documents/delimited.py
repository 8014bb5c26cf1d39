"""Text into rows: finds what separates the cells; quotation marks mean what RFC 4180 says.

What separates them is found in rows/separator.py, the messages of a chat in rows/chat.py, and
tables that are drawn in rows/drawn.py. A quotation mark that never closes would swallow all that
follows: it is taken for an ordinary character, which is said. Knows nothing of headers or files.
"""

import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hearthside.documents.amounts import counted, listed
from hearthside.documents.rows.chat import Message, read_chat
from hearthside.documents.rows.drawn_tables import read_drawn
from hearthside.documents.rows.preamble import rows_above
from hearthside.documents.rows.separator import PREFERRED, Form, find_separator, is_spaced

_MOST_OPEN: Final = 20
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?', re.IGNORECASE)  # Excel's own first line


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in a file: `number` counts from 1, as a spreadsheet does."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Delimited:
    """What was found in a text. `separator` is "" where each line is one cell. `names`: of the
    columns, where the text has none and what they hold is known."""

    lines: list[Line]
    separator: str
    notes: tuple[str, ...]
    names: tuple[str, ...] = ()


def read_delimited(name: str, text: str, most_rows: int = sys.maxsize) -> Delimited:
    """The rows of CSV, TSV and the like, the first `most_rows` of them; `name` is the file's."""
    lines = _split(text)
    if special := _special(lines, most_rows):
        return special
    told = _SEPARATOR_LINE.fullmatch(lines[0].strip(" \n")) if lines else None
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    separator = told[1] if told else find_separator(lines, ending)
    # A .txt of plain lines is no CSV: there a quotation mark is only a quotation mark.
    quoted = bool(separator) or ending in PREFERRED
    form = Form(separator, is_spaced(lines, separator), quoted)
    return _read(lines, form, most_rows, skip=1 if told else 0)


def read_pasted(text: str, most_rows: int = sys.maxsize) -> Delimited:
    """What a spreadsheet puts on the clipboard (tabs), or else one row for each line."""
    lines = _split(text)
    if special := _special(lines, most_rows):
        return special
    separator = "\t" if any("\t" in line for line in lines) else ""
    form = Form(separator, spaced=False, quotes=bool(separator))
    return _read(lines, form, most_rows)


def _special(lines: list[str], most_rows: int) -> Delimited | None:
    """What is no list of cells between separators; None for what is."""
    if messages := read_chat(lines):
        return _chat(messages, most_rows)
    if drawn := read_drawn(lines):
        found = [Line(number, cells) for number, cells in drawn[:most_rows]]
        return Delimited(found, "|", tuple(_about_ragged(found)))
    return None


def _chat(messages: list[Message], most_rows: int) -> Delimited:
    found = [Line(it.number, [it.when, it.name, it.text]) for it in messages[:most_rows]]
    note = f"It was read as a chat of {counted(len(messages), 'message')}."
    return Delimited(found, "", (note,), ("date", "name", "text"))


def _split(text: str) -> list[str]:
    """Lines that keep their line feeds; only those end a line here."""
    lines = [line + "\n" for line in text.split("\n")]
    if lines[-1] == "\n":
        lines.pop()
    return lines


def _read(lines: list[str], form: Form, most_rows: int, skip: int = 0) -> Delimited:
    found: list[Line] = []
    opened: list[int] = []
    # Without a separator a line of nothing but separators holds nothing.
    blank = None if form.separator else f"{string.whitespace},;|"
    for number, cells in enumerate(_rows(lines, form, opened), 1):
        if number > skip and any(cell.strip(blank) for cell in cells):
            found.append(Line(number, cells))
        if len(found) >= most_rows:
            break
    notes = [*_about_open(opened), *_about_empty(found, skip), *_about_ragged(found)]
    return Delimited(found, form.separator, tuple(notes))


def _rows(lines: list[str], form: Form, opened: list[int]) -> Iterator[list[str]]:
    """All rows; `opened` receives the numbers of those with a quotation mark that never closes."""
    begin = number = width = 0
    while begin < len(lines):
        start = begin
        reader = form.reader(lines[start:], quoted=len(opened) < _MOST_OPEN)
        for cells in reader:
            number += 1
            end = start + reader.line_num
            if end - begin > 1 and form.is_stray(lines[begin:end], width):
                opened.append(number)
                yield next(form.reader([lines[begin]], quoted=False))
                begin += 1
                break  # what it had swallowed is read anew
            begin = end
            width = width or len(cells)
            yield cells


def _about_open(opened: list[int]) -> Iterator[str]:
    if opened:
        yield (
            f"A quotation mark in {listed(opened)} is never closed; "
            "it was read as an ordinary character."
        )


def _about_empty(found: list[Line], skip: int) -> Iterator[str]:
    empty = found[-1].number - skip - len(found) if found else 0
    if empty:
        yield f"{counted(empty, 'empty row')} {'was' if empty == 1 else 'were'} left out."


def _about_ragged(found: list[Line]) -> Iterator[str]:
    """Which rows of the table are not as wide as its first one (or as most, if that is a name)."""
    table = found[rows_above([line.cells for line in found]) :]
    if not table:
        return
    first = len(table[0].cells)
    width = first if first > 1 else Counter(len(it.cells) for it in table).most_common(1)[0][0]
    short = [it.number for it in table if 1 <= len(it.cells) < width and it is not table[0]]
    long = [it.number for it in table if any(it.cells[width:])]
    if short:
        yield f"Fewer cells than the others: {listed(short)}. What is missing was left empty."
    if long:
        yield (
            f"More cells than the others: {listed(long)}. What is too much stands in columns of "
            "its own. Text that holds a separator must stand in quotation marks."
        )
