"""Plain text and rows of cells: what needs no outline. Knows nothing of encodings."""

import re

from hearthside.documents.delimited import read_delimited
from hearthside.documents.document import Section
from hearthside.documents.outline import Content, one_line, table_section

_GAPS: re.Pattern[str] = re.compile(r"\n{3,}")


def read_text(text: str) -> Content:
    """The text as it is, its paragraphs apart by one empty line."""
    lines = "\n".join([line.rstrip() for line in text.split("\n")])
    tidy = _GAPS.sub("\n\n", lines).strip("\n")
    return Content((Section(tidy),))


def read_rows(name: str, text: str) -> Content:
    """The rows of a CSV or TSV file called `name`; above the first full row, a title."""
    found = read_delimited(name, text)
    rows = [line.cells for line in found.lines]
    above = 0
    while above < len(rows) - 1 and _filled(rows[above]) <= 1 < _filled(rows[above + 1]):
        above += 1
        break
    title = one_line(" ".join(rows[0])) if above else ""
    section = table_section(rows[above:])
    return Content((section,) if section else (), title=title, notes=found.notes)


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip())
