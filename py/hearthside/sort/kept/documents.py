"""What is kept of a sort, as documents: written here and read here, each value checked.

A reading is kept for good, since it is what costs time; a decision is not, since it costs none.
What is renamed in `Settings`, `Line`, `Row`, `Verdict` or `Table` is no longer read. Knows nothing
of where documents are.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeAlias

from hearthside.classify import Features, Line
from hearthside.documents.tables import MAX_ROWS, Table
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.sort.rows import Row, Verdict
from hearthside.sort.settings import Settings
from hearthside.store import read_as, time_ms
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

_SCORES_KEPT: Final = 3
_DIGITS: Final = 4
_FORMAT: Final = 1
# What a person said of a row, what was decided then, whether it was drawn, whether given.
_Review: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], int, int]


@dataclass(frozen=True, slots=True)
class Job:
    """A sort without its table: `read` of its `of` rows are read, by `model` (its id). `rows` are
    as a person left them. `mark` is empty: each block of readings has its own."""

    name: str
    of: int
    settings: Settings | None = None
    line: Line = field(default_factory=Line)
    rows: tuple[Row, ...] = ()
    read: int = 0
    mark: str = ""
    model: str = ""
    saved_at_ms: int = 0


def job_text(job: Job, saved_at_ms: int) -> str:
    """The sort without its table, as a document."""
    reviews = {
        str(at): [list(row.truth), list(row.said), int(row.drawn), int(row.given)]
        for at, row in enumerate(job.rows)
        if row.truth is not None
    }
    document = {
        "format": _FORMAT,
        "name": job.name,
        "of": job.of,
        "settings": asdict(job.settings) if job.settings else None,
        "line": asdict(job.line),
        "reviews": reviews,
        "read": job.read,
        "mark": job.mark,
        "model": job.model,
        "saved_at_ms": saved_at_ms,
    }
    return json.dumps(document)


def table_text(table: Table) -> str:
    """The table as a document, with what was noticed when it was read."""
    text = {"name": table.name, "columns": table.columns, "rows": table.rows}
    return json.dumps({**text, "notes": table.notes})


def readings_text(readings: Mapping[int, Features], mark: str) -> str:
    """These rows' readings as a document; `mark` says to which model and question they belong."""
    texts = {str(at): reading.to_text() for at, reading in readings.items()}
    return json.dumps({"format": _FORMAT, "mark": mark, "readings": texts})


def verdicts_text(verdicts: Mapping[int, Verdict]) -> str:
    """What is decided of these rows, as a document."""
    kept = {str(at): _kept(verdict) for at, verdict in verdicts.items()}
    return json.dumps({"format": _FORMAT, "verdicts": kept})


def packed_readings(text: str | None, mark: str) -> dict[str, str]:
    """The readings of a block as they are written; none where it belongs to other settings."""
    try:
        kept = read_json(text or "{}")
        sound = kept.get("format") == _FORMAT and kept.get("mark") == mark
        return dict(kept["readings"]) if sound else {}
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}


def reading_of(packed: str) -> Features | None:
    """A reading as it is written; None where it is damaged."""
    try:
        return Features.from_text(packed)
    except HearthsideError:
        return None


def _kept(verdict: Verdict) -> dict[str, Any]:
    scores = [[name, round(share, _DIGITS)] for name, share in verdict.scores[:_SCORES_KEPT]]
    numbers = {name: round(getattr(verdict, name), _DIGITS) for name in ("probability", "margin")}
    return {**asdict(verdict), **numbers, "scores": scores}


def verdicts_of(text: str) -> dict[int, Verdict]:
    """What was decided, by row. Raises ValueError and what reading plain values raises."""
    kept = read_as(dict[str, Verdict], read_json(text).get("verdicts", {}), "its decisions")
    return {_place(at, MAX_ROWS): verdict for at, verdict in kept.items()}


def table_of(text: str) -> Table:
    """A kept table. Raises ValueError and what reading plain values raises."""
    table = read_as(Table, read_json(text), "the table")
    if len(table.rows) > MAX_ROWS or any(len(row) != len(table.columns) for row in table.rows):
        raise ValueError("its rows do not fit its columns")
    return table


def job_of(text: str) -> Job:
    """A kept sort. Raises InvalidInput (shelf.invalid), ValueError, KeyError."""
    kept = read_json(text)
    if kept["format"] != _FORMAT:
        raise InvalidInput(Code.SHELF_INVALID, "It was kept by another version of Hearthside.")
    of, settings = read_as(int, kept["of"], "its number of rows"), kept["settings"]
    if not 0 < of <= MAX_ROWS:
        raise ValueError("its number of rows is out of range")
    rows = [Row()] * of
    for at, review in read_as(dict[str, _Review], kept["reviews"], "its answers").items():
        truth, said, drawn, given = review
        rows[_place(at, of)] = Row(None, truth, said, bool(drawn), bool(given))
    return Job(
        name=read_as(str, kept["name"], "its name"),
        of=of,
        settings=read_as(Settings, settings, "its settings") if settings else None,
        line=read_as(Line, kept["line"], "its threshold"),
        rows=tuple(rows),
        read=read_as(int, kept["read"]),
        mark=read_as(str, kept["mark"]),
        model=read_as(str, kept["model"]),
        saved_at_ms=time_ms(kept["saved_at_ms"]),
    )


def _place(at: str, of: int) -> int:
    """The number of a row, from 0, as JSON names it."""
    if not (at.isascii() and at.isdecimal() and len(at) < 10 and int(at) < of):
        raise ValueError("it names a row that the table does not have")
    return int(at)
