"""What a sorted table says beside its own: label, probability, margin, review of each row. Pure.

    text = csv_text(sorting.table, columns(sorting.rows(), sorting.settings))

How a table becomes a file is `documents.tables`' business.
"""

from collections.abc import Sequence
from typing import Final

from hearthside.classify import Line
from hearthside.sort.given import NONE
from hearthside.sort.rows import Row
from hearthside.sort.settings import Settings

_DIGITS: Final = 4
_LINE: Final = Line()
REVIEWS: Final = {
    "": "",
    "given": "labelled before",
    "confirmed": "confirmed by a person",
    "corrected": "corrected by a person",
}


def columns(
    rows: Sequence[Row], settings: Settings, at_least: float = _LINE.at
) -> dict[str, list[str | int | float]]:
    """More columns for the table, each with a value for every row. A row less probable than
    `at_least` that nobody looked at is marked as such."""
    extra: dict[str, list[str | int | float]] = {
        "label": [said(row.labels) if row.verdict or row.truth else "" for row in rows],
        "probability": [_number(row, "probability") for row in rows],
        "margin": [_number(row, "margin") for row in rows],
        "review": [review_of(row, at_least) for row in rows],
        "first decided": ["" if row.first is None else said(row.first) for row in rows],
    }
    if settings.form == "ordered":
        extra["expected place"] = [_number(row, "value") for row in rows]
    return extra


def said(labels: Sequence[str]) -> str:
    """The labels of a row as they are written down."""
    return "; ".join(labels) or NONE


def review_of(row: Row, at_least: float) -> str:
    """The row's state in words."""
    if row.truth is None and row.verdict is None:
        return "not read"
    if row.truth is None:
        return "needs review" if row.doubtful(at_least) else ""
    return REVIEWS[row.review]


def _number(row: Row, name: str) -> str | float:
    value = getattr(row.verdict, name) if row.verdict is not None else None
    return round(value, _DIGITS) if value is not None else ""
