"""Text into rows: finds what separates the cells; quotation marks mean what RFC 4180 says.

The standard library's sniffer guesses from letters and fails on prose, so the separators are tried
in turn, and the one is taken that gives most rows the same number of cells. A quotation mark that
never closes would swallow all that follows: it is taken for an ordinary character, which is said.
Knows nothing of headers or files.
"""

import csv
import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from hearthside.documents.amounts import counted, listed
from hearthside.documents.document import LARGEST_FILE_BYTES

# The more likely first: it wins a tie.
_SEPARATORS: Final = (",", ";", "\t", "|")
_PREFERRED: Final = {".csv": ",;", ".tsv": "\t", ".tab": "\t"}
_NONE: Final = "\x1f"  # a separator that no text has by now: each row is one cell
_SAMPLE_LINES: Final = 300
_MOST_OPEN: Final = 20
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?', re.IGNORECASE)  # Excel's own first line


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in a file: `number` counts from 1, as a spreadsheet does."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Delimited:
    """What was found in a text. `separator` is "" where each line is one cell."""

    lines: list[Line]
    separator: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """How the cells of a text are to be told apart."""

    separator: str
    spaced: bool
    quotes: bool

    def reader(self, lines: list[str], *, quoted: bool = True) -> Any:
        """A csv.reader of `lines`; without `quoted`, quotation marks are letters."""
        plain = not (self.quotes and quoted)
        quoting: Literal[0, 3] = csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL
        csv.field_size_limit(LARGEST_FILE_BYTES)
        return csv.reader(
            lines,
            delimiter=self.separator or _NONE,
            quoting=quoting,
            skipinitialspace=self.spaced,
        )

    def is_stray(self, lines: list[str], width: int) -> bool:
        """Whether the quotation mark that joins these lines was not meant to: it never closes, or
        closes within a word, and the first line alone is as wide as a row should be."""
        strict = csv.reader(lines, delimiter=self.separator or _NONE, strict=True)
        try:
            deque(strict, maxlen=0)
        except csv.Error as error:
            alone = len(next(self.reader(lines[:1], quoted=False)))
            return "end of data" in str(error) or alone == width
        return False


def read_delimited(name: str, text: str, most_rows: int = sys.maxsize) -> Delimited:
    """The rows of CSV, TSV and the like, the first `most_rows` of them; `name` is the file's."""
    lines = _split(text)
    told = _SEPARATOR_LINE.fullmatch(lines[0].strip()) if lines else None
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    separator = told[1] if told else find_separator(lines, ending)
    # A .txt of plain lines is no CSV: there a quotation mark is only a quotation mark.
    quoted = bool(separator) or ending in _PREFERRED
    form = _Form(separator, _spaced(lines, separator), quoted)
    return _read(lines, form, most_rows, skip=1 if told else 0)


def read_pasted(text: str, most_rows: int = sys.maxsize) -> Delimited:
    """What a spreadsheet puts on the clipboard (tabs), or else one row for each line."""
    lines = _split(text)
    separator = "\t" if any("\t" in line for line in lines) else ""
    form = _Form(separator, spaced=False, quotes=bool(separator))
    return _read(lines, form, most_rows)


def find_separator(lines: list[str], ending: str = "") -> str:
    """One of , ; tab | or "" when the rows are not separated by any. `ending` is the file's."""
    scored = [(_score(lines, it, ending), -rank, it) for rank, it in enumerate(_SEPARATORS)]
    score, _, separator = max(scored)
    return separator if score > 0 else ""


def _score(lines: list[str], separator: str, ending: str) -> float:
    """How well `separator` explains the first rows, about 0 to 1.5; 0 when it explains nothing."""
    sample = lines[:_SAMPLE_LINES]
    form = _Form(separator, _spaced(sample, separator), quotes=True)
    rows = [row for row in form.reader(sample) if row]
    if len(sample) < len(lines) and len(rows) > 1:
        rows.pop()  # it may be cut
    # Rows of one cell at the top may be a title, or the only column's name above prose.
    title = next((at for at, row in enumerate(rows) if len(row) > 1), 0)
    rows = rows[title:]
    if not rows or (title and _is_prose(sample, separator)):
        return 0.0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    share = count / len(rows)
    preferred = separator in _PREFERRED.get(ending, "")
    # A file called .csv whose first row is separated is believed, however ragged the others are.
    needed = 0.8 if title else (0.05 if preferred else 0.6)
    if share < needed:
        return 0.0
    whole = 0.2 * (len(rows[0]) == width) - 0.5 * (title > 0)
    return share + whole + 0.02 * min(width, 10) + 0.05 * preferred


def _is_prose(lines: list[str], separator: str) -> bool:
    """Whether blanks follow most of the separators, as they follow commas in sentences."""
    sample = "".join(lines)
    return 2 * sample.count(f"{separator} ") > sample.count(separator)


def _split(text: str) -> list[str]:
    """Lines that keep their line feeds; only those end a line here."""
    lines = [line + "\n" for line in text.split("\n")]
    if lines[-1] == "\n":
        lines.pop()
    return lines


def _spaced(lines: list[str], separator: str) -> bool:
    """Whether blanks stand between separators and quotation marks, as in `a, "b, c"`."""
    if separator in ("", "\t"):
        return False
    sample = "".join(lines[:_SAMPLE_LINES])
    return sample.count(f'{separator} "') > sample.count(f'{separator}"')


def _read(lines: list[str], form: _Form, most_rows: int, skip: int = 0) -> Delimited:
    found: list[Line] = []
    opened: list[int] = []
    for number, cells in enumerate(_rows(lines, form, opened), 1):
        if number > skip and any(cell.strip() for cell in cells):
            found.append(Line(number, cells))
        if len(found) >= most_rows:
            break
    notes = [*_about_open(opened), *_about_empty(found, skip), *_about_ragged(found)]
    return Delimited(found, form.separator, tuple(notes))


def _rows(lines: list[str], form: _Form, opened: list[int]) -> Iterator[list[str]]:
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
    """Which rows are not as wide as the first one (or as most, when the first is but a title)."""
    if not found:
        return
    first = len(found[0].cells)
    width = first if first > 1 else Counter(len(line.cells) for line in found).most_common(1)[0][0]
    short = [line.number for line in found if 1 <= len(line.cells) < width and line is not found[0]]
    long = [line.number for line in found if any(line.cells[width:])]
    if short:
        yield f"Fewer cells than the others: {listed(short)}. What is missing was left empty."
    if long:
        yield (
            f"More cells than the others: {listed(long)}. What is too much stands in columns of "
            "its own. Text that holds a separator must stand in quotation marks."
        )
