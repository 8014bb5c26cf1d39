"""Plain text and rows of cells: what needs no outline. Knows nothing of encodings."""

import re

from hearthside.documents.delimited import read_delimited
from hearthside.documents.document import Section
from hearthside.documents.outline import Content, table_section
from hearthside.documents.rows.preamble import rows_above, width
from hearthside.text.escape import one_line

_GAPS: re.Pattern[str] = re.compile(r"\n{3,}")


def read_text(text: str) -> Content:
    """The text as it is, its paragraphs apart by one empty line."""
    lines = "\n".join([line.rstrip() for line in text.split("\n")])
    tidy = _GAPS.sub("\n\n", lines).strip("\n")
    return Content((Section(tidy),))


def read_rows(name: str, text: str) -> Content:
    """The rows of a CSV or TSV file called `name`; what stands above them is a title, and text."""
    found = read_delimited(name, text)
    rows = [list(found.names), *(line.cells for line in found.lines)]
    rows = rows[not found.names :]
    above = rows_above(rows)
    lines = [" | ".join(cell.strip() for cell in row if cell.strip()) for row in rows[:above]]
    title = one_line(rows[0][0]) if above and width(rows[0]) == 1 else ""
    facts = Section("\n".join(lines[bool(title) :]))
    section = table_section(rows[above:])
    sections = tuple(it for it in (facts, section) if it and it.text)
    return Content(sections, title=title, notes=found.notes)
