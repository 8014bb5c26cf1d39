"""Sorts on the shelf: the table, what was asked, what a person said, and the readings in blocks.

A reading is kept for good, since it is what costs time; a decision is not, since it costs none.
Knows nothing of models or screens.
"""

import datetime
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, TypeAlias

from app.rooms.sort.state import JobTag, Line, Row, Settings, SortState, Verdict
from hearthside.classify import Features
from hearthside.documents.tables import MAX_ROWS, Table
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.ports import Shelf
from hearthside.store import Documents, SetAside, checked, day_in_words, read_as, time_ms
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

JOBS: Final = "sorting"
TABLES: Final = "sorting.tables"
READINGS: Final = "sorting.readings"
VERDICTS: Final = "sorting.verdicts"
BLOCK_ROWS: Final = 50
_SCORES_KEPT: Final = 3
_DIGITS: Final = 4
_FORMAT: Final = 1
# What a person said of a row, what was decided then, whether it was drawn, whether given.
_Review: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], int, int]


@dataclass(frozen=True, slots=True)
class Job:
    """A sort without its table. `prompt` are the rows that stand in the prompt as examples;
    `mark` says which model and which question the kept readings belong to."""

    name: str
    of: int
    settings: Settings | None = None
    line: Line = field(default_factory=Line)
    rows: tuple[Row, ...] = ()
    read: int = 0
    mark: str = ""
    model: str = ""
    saved_at_ms: int = 0


class JobShelf:
    """The sorts on `shelf`. Errors: InvalidInput (shelf.missing, shelf.invalid), StorageError."""

    def __init__(self, shelf: Shelf, clock_s: Callable[[], float] = time.time) -> None:
        self._shelf = shelf
        self._jobs = Documents(shelf, JOBS, _job)
        self._tables = Documents(shelf, TABLES, _table)
        self._clock_s = clock_s
        # A table is never written again, so one that was read once need not be looked at any more.
        self._sound: set[str] = set()

    def new_key(self) -> str:
        return f"{int(self._clock_s() * 1000):x}"

    async def put_table(self, key: str, table: Table) -> None:
        text = {"name": table.name, "columns": table.columns, "rows": table.rows}
        await self._shelf.put(TABLES, key, json.dumps({**text, "notes": table.notes}))

    async def keep(self, sort: SortState, read: int | None = None) -> None:
        """Put the sort in hand on the shelf as it stands, if it has a table; `read` of its rows are
        read, by default those that are decided."""
        if sort.table is None:
            return
        if read is None:
            read = sum(row.verdict is not None for row in sort.rows)
        job = Job(sort.table.name, len(sort.rows), sort.settings, sort.line, sort.rows, read)
        await self.put(sort.key, replace(job, model=sort.model))

    async def put(self, key: str, job: Job) -> None:
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
            "saved_at_ms": int(self._clock_s() * 1000),
        }
        await self._shelf.put(JOBS, key, json.dumps(document))

    async def put_block(
        self, key: str, block: int, readings: Mapping[int, Features], mark: str
    ) -> None:
        """Keep the readings of rows `block * BLOCK_ROWS` and on."""
        first = block * BLOCK_ROWS
        texts = {str(at): readings[at].to_text() for at in range(first, first + BLOCK_ROWS)
                 if at in readings}  # fmt: skip
        document = json.dumps({"format": _FORMAT, "mark": mark, "readings": texts})
        await self._shelf.put(READINGS, _block_key(key, block), document)

    async def put_verdicts(self, key: str, rows: Sequence[Row]) -> None:
        """Keep what is decided now, so that the rows can be shown before a model is there."""
        await self._put_verdicts(key, {at: row.verdict for at, row in enumerate(rows)})

    async def put_block_verdicts(
        self, key: str, block: int, verdicts: Mapping[int, Verdict]
    ) -> None:
        """Keep what is decided of the rows of a block, before all of them are kept at the end."""
        await self._put_verdicts(_block_key(key, block), verdicts)

    async def _put_verdicts(self, key: str, verdicts: Mapping[int, Verdict | None]) -> None:
        kept = {str(at): _kept(verdict) for at, verdict in verdicts.items() if verdict}
        await self._shelf.put(VERDICTS, key, json.dumps({"format": _FORMAT, "verdicts": kept}))

    async def forget_verdicts(self, key: str, of: int) -> None:
        """Another question, or another model: what was decided before is of no use."""
        for place in (key, *_block_keys(key, of)):
            await self._shelf.delete(VERDICTS, place)

    async def rows(self, key: str, job: Job) -> tuple[Row, ...]:
        """The rows of a job with what was decided last; of those that were read after all were
        kept, what was decided when they were read."""
        rows = list(job.rows)
        for place in (key, *_block_keys(key, job.of)):
            try:
                verdicts = checked(_verdicts, await self._shelf.get(VERDICTS, place) or "{}")
            except InvalidInput:
                continue  # they can be decided anew
            for at, verdict in verdicts.items():
                if at < len(rows) and rows[at].verdict is None:
                    rows[at] = replace(rows[at], verdict=verdict)
        return tuple(rows)

    async def job(self, key: str) -> tuple[Job, Table]:
        """The job under `key`, and its table, which it fits."""
        job, table = await self._jobs.get(key), await self._tables.get(key)
        settings, columns = job.settings, len(table.columns)
        asked = (settings.column, settings.given or 0) if settings else ()
        if job.of != len(table.rows) or not all(0 <= column < columns for column in asked):
            raise InvalidInput(Code.SHELF_INVALID, "This sort does not fit its table.")
        return job, table

    async def readings(self, key: str, of: int, mark: str) -> dict[int, Features]:
        """The readings of these settings and this model; others, and damaged ones, are left out.

        Rows of one and the same text share one reading.
        """
        found: dict[int, Features] = {}
        same: dict[str, Features | None] = {}
        for place in _block_keys(key, of):
            text = await self._shelf.get(READINGS, place)
            for at, packed in _packed(text, mark).items():
                if packed not in same:
                    same[packed] = _reading(packed)
                if (reading := same[packed]) is not None:
                    found[int(at)] = reading
        return found

    async def tags(self) -> tuple[list[JobTag], tuple[SetAside, ...]]:
        """Every kept sort, newest first; and what cannot be read, so that nothing vanishes."""
        kept, aside = await self._jobs.all()
        kept.sort(key=lambda pair: -pair[1].saved_at_ms)
        return [self._tag(key, job) for key, job in kept], aside

    async def tables_aside(self, tags: Sequence[JobTag]) -> tuple[SetAside, ...]:
        """The tables of these sorts that cannot be read, or do not fit; each is looked at until it
        was found sound. Tables are large: show the sorts first."""
        aside = []
        for key in [tag.key for tag in tags if tag.key not in self._sound]:
            try:
                await self.job(key)
                self._sound.add(key)
            except InvalidInput as error:
                text = await self._shelf.get(TABLES, key)
                if text is not None:
                    aside.append(SetAside(TABLES, key, error.message, len(text)))
        return tuple(aside)

    async def delete(self, key: str) -> None:
        """Take a sort off the shelf, readable or not."""
        text = await self._shelf.get(JOBS, key)
        try:
            of = checked(_job, text or "").of
        except InvalidInput:
            of = MAX_ROWS
        await self._shelf.delete(JOBS, key)
        await self._shelf.delete(TABLES, key)
        await self.forget_verdicts(key, of)
        for place in _block_keys(key, of):
            await self._shelf.delete(READINGS, place)

    def _tag(self, key: str, job: Job) -> JobTag:
        when = day_in_words(job.saved_at_ms, datetime.date.fromtimestamp(self._clock_s()))
        reviewed = sum(row.truth is not None for row in job.rows)
        return JobTag(key, job.name, when, job.of, job.read, reviewed)


def _block_key(key: str, block: int) -> str:
    return f"{key}-{block:05d}"


def _block_keys(key: str, of: int) -> list[str]:
    """Where the blocks of a table of so many rows are kept."""
    return [_block_key(key, block) for block in range(-(-of // BLOCK_ROWS))]


def _packed(text: str | None, mark: str) -> dict[str, str]:
    """The readings of a block as they are written; none where it belongs to other settings."""
    try:
        kept = read_json(text or "{}")
        sound = kept.get("format") == _FORMAT and kept.get("mark") == mark
        return dict(kept["readings"]) if sound else {}
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}


def _reading(packed: str) -> Features | None:
    try:
        return Features.from_text(packed)
    except HearthsideError:
        return None


def _kept(verdict: Verdict) -> dict[str, Any]:
    scores = [[name, round(share, _DIGITS)] for name, share in verdict.scores[:_SCORES_KEPT]]
    numbers = {name: round(getattr(verdict, name), _DIGITS) for name in ("probability", "margin")}
    return {**asdict(verdict), **numbers, "scores": scores}


def _verdicts(text: str) -> dict[int, Verdict]:
    kept = read_as(dict[str, Verdict], read_json(text).get("verdicts", {}), "its decisions")
    return {_place(at, MAX_ROWS): verdict for at, verdict in kept.items()}


def _table(text: str) -> Table:
    table = read_as(Table, read_json(text), "the table")
    if len(table.rows) > MAX_ROWS or any(len(row) != len(table.columns) for row in table.rows):
        raise ValueError("its rows do not fit its columns")
    return table


def _job(text: str) -> Job:
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
