"""What separates the cells of a text's rows, found by trying each separator in turn.

The standard library's sniffer guesses from letters and fails on prose. Here the separator is taken
that gives most rows the same number of cells, but none that cuts sentences or numbers. Knows
nothing of headers.
"""

import csv
import re
from collections import Counter, deque
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from hearthside.documents.document import LARGEST_FILE_BYTES
from hearthside.documents.rows.preamble import NUMBER, rows_above, width

# The more likely first: it wins a tie.
_SEPARATORS: Final = (",", ";", "\t", "|")
PREFERRED: Final = {".csv": ",;", ".tsv": "\t", ".tab": "\t"}
_NONE: Final = "\x1f"  # a separator that no text has by now: each row is one cell
_SAMPLE_LINES: Final = 300
_TYPED: Final = 0.8  # of the cells of a column of numbers, or dates


@dataclass(frozen=True, slots=True)
class Form:
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


def find_separator(lines: list[str], ending: str = "") -> str:
    """One of , ; tab | or "" when the rows are not separated by any. `ending` is the file's."""
    scored = [(_score(lines, it, ending), -rank, it) for rank, it in enumerate(_SEPARATORS)]
    score, _, separator = max(scored)
    return separator if score > 0 else ""


def is_spaced(lines: list[str], separator: str) -> bool:
    """Whether blanks stand between separators and cells, as in `a, "b, c"` and `a, b`."""
    if separator in ("", "\t"):
        return False
    sample = "".join(lines[:_SAMPLE_LINES])
    return (
        sample.count(f'{separator} "') > sample.count(f'{separator}"')
        or sample.count(f"{separator} ") == sample.count(separator) > 0
    )


def _score(lines: list[str], separator: str, ending: str) -> float:
    """How well `separator` explains the first rows, about 0 to 2.5; 0 when it explains nothing."""
    sample = lines[:_SAMPLE_LINES]
    form = Form(separator, is_spaced(sample, separator), quotes=True)
    rows = [row for row in form.reader(sample) if width(row)]
    if len(sample) < len(lines) and len(rows) > 1:
        rows.pop()  # it may be cut
    above = rows_above(rows)
    rows = rows[above:]
    preferred = separator in PREFERRED.get(ending, "")
    if not rows or _cuts_numbers(rows) or _cuts_prose(sample, rows, separator, above, preferred):
        return 0.0
    widths = Counter(len(row) for row in rows if width(row) > 1)
    usual, count = widths.most_common(1)[0] if widths else (1, 0)
    share = count / len(rows)
    # A file called .csv whose first row is separated is believed, however ragged the others are.
    needed = 0.05 if preferred and not above else 0.6
    if share < needed or (above and share < 0.8 and not _is_quoted(sample, separator)):
        return 0.0
    whole = 0.2 * (len(rows[0]) == usual) + _is_quoted(sample, separator)
    return share + whole + 0.02 * min(usual, 10) + 0.05 * preferred


def _is_quoted(lines: list[str], separator: str) -> bool:
    """Whether quotation marks stand at the separator, as in `"a";"b"`, in half of the lines."""
    return 2 * "".join(lines).count(f'"{separator}"') >= len(lines)


def _cuts_numbers(rows: list[list[str]]) -> bool:
    """Whether most separators stand within a number or a time, as in `1,50` and `10:00:01,250`."""
    cuts = whole = 0
    for row in rows:
        for left, right in pairwise(row):
            if left[-1:].isdigit() and right[:1].isdigit():
                cuts += not (NUMBER.fullmatch(left) and NUMBER.fullmatch(right))
            whole += 1
    return 2 * cuts > whole


def _cuts_prose(
    lines: list[str], rows: list[list[str]], separator: str, above: int, preferred: bool
) -> bool:
    """Whether blanks follow most of the separators, as they follow commas in sentences, and
    nothing else says that the rows are a table: neither numbers nor names nor quotation marks."""
    sample = "".join(lines)
    if separator == "|" or 2 * sample.count(f"{separator} ") <= sample.count(separator):
        return False
    if f'{separator} "' in sample and len({width(row) for row in rows}) == 1:
        return False
    body = [row for row in rows[1:] if width(row) > 1]
    columns = range(max((width(row) for row in rows), default=0))
    typed = [
        at
        for at in columns
        if sum(at < len(row) and bool(NUMBER.fullmatch(row[at].strip())) for row in body)
        > _TYPED * len(rows[1:])
    ]
    named = preferred and not above and len({width(row) for row in rows}) == 1
    named = named and len(rows) > 2 and all(re.fullmatch(r"\s*\w+\s*", it) for it in rows[0])
    return not typed and not named
