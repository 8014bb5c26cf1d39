"""Tables that are drawn with bars and dashes: of Markdown, of chatbots, of a database's console.

A line of dashes between the rows says that it is one. Sources: GitHub Flavored Markdown 4.10, the
output of psql and mysql, grid tables of reStructuredText. Knows nothing of headers or files.
"""

import re
from collections.abc import Sequence
from typing import Final

_RULE: Final = re.compile(r"[\s|+:=-]*")
_COUNT: Final = re.compile(r"\(\d+ rows?\)")
_BAR: Final = re.compile(r"(?<!\\)\|")
_FEWEST_ROWS: Final = 2


def read_drawn(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The number of each row, from 1, and its cells; a line without a bar is one cell. Empty where
    the text is no drawn table."""
    told = {at: line.strip() for at, line in enumerate(lines, 1) if line.strip()}
    rules = {at for at, line in told.items() if _is_rule(line)}
    rows = {at: line for at, line in told.items() if at not in rules and not _COUNT.fullmatch(line)}
    barred = [line for line in rows.values() if _BAR.search(line)]
    if not rules or len(barred) < max(_FEWEST_ROWS, len(rows) / 2):
        return []
    framed = all(line.startswith("|") for line in barred)
    return [(at, _cells(line, framed=framed)) for at, line in rows.items()]


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line)) and ("|" in line or "+" in line) and bool({*line} & {*"-="})


def _cells(line: str, *, framed: bool) -> list[str]:
    if framed:
        line = line.removeprefix("|")
        line = line if line.endswith("\\|") else line.removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(line)]
