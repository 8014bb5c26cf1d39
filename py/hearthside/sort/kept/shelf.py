"""Sorts on the shelf: the table, what was asked, what a person said, and the readings in blocks.

    jobs = JobShelf(shelf)
    job, table = await jobs.job(key)
    plan = Plan.of(table, job.settings, model, job.rows, key)
    sorting = await Sorting.of(plan, await jobs.readings(key, job.of, plan.mark))

Knows nothing of how the documents are written (documents.py), or of screens.
"""

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hearthside.classify import Features
from hearthside.documents.tables import MAX_ROWS, Table
from hearthside.errors import InvalidInput
from hearthside.ports import Shelf
from hearthside.sort.kept.documents import (
    Job,
    job_of,
    job_text,
    packed_readings,
    reading_of,
    readings_text,
    table_of,
    table_text,
    verdicts_of,
    verdicts_text,
)
from hearthside.sort.rows import Row, Verdict
from hearthside.sort.sorting import Sorting
from hearthside.store import Documents, SetAside, checked, day_in_words
from hearthside.wire import Code

JOBS: Final = "sorting"
TABLES: Final = "sorting.tables"
READINGS: Final = "sorting.readings"
VERDICTS: Final = "sorting.verdicts"
BLOCK_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class JobTag:
    """A sort on the shelf, as a list shows it."""

    key: str
    name: str
    when: str
    rows: int
    read: int
    reviewed: int


class JobShelf:
    """The sorts on `shelf`. Errors: InvalidInput (shelf.missing, shelf.invalid), StorageError."""

    def __init__(self, shelf: Shelf, clock_s: Callable[[], float] = time.time) -> None:
        self._shelf = shelf
        self._jobs = Documents(shelf, JOBS, job_of)
        self._tables = Documents(shelf, TABLES, table_of)
        self._clock_s = clock_s
        # A table is never written again, so one that was read once need not be looked at any more.
        self._sound: set[str] = set()

    def new_key(self) -> str:
        """A place for a sort that is not on the shelf yet."""
        return f"{int(self._clock_s() * 1000):x}"

    async def put_table(self, key: str, table: Table) -> None:
        """Keep the table of a sort, once and for all."""
        await self._shelf.put(TABLES, key, table_text(table))

    async def put(self, key: str, job: Job) -> None:
        """Keep a sort as it stands, but for its table and its readings."""
        await self._shelf.put(JOBS, key, job_text(job, int(self._clock_s() * 1000)))

    async def put_block(self, sorting: Sorting, block: int) -> None:
        """Keep what was read of rows `block * BLOCK_ROWS` and on, and what is decided of them,
        before all decisions are kept at the end."""
        rows = range(block * BLOCK_ROWS, (block + 1) * BLOCK_ROWS)
        readings = {at: sorting.readings[at] for at in rows if at in sorting.readings}
        place = _block_key(sorting.key, block)
        await self._shelf.put(READINGS, place, readings_text(readings, sorting.mark))
        await self._put_verdicts(place, {at: sorting.decide(at) for at in readings})

    async def put_verdicts(self, key: str, rows: Sequence[Row]) -> None:
        """Keep what is decided now, so that the rows can be shown before a model is there."""
        await self._put_verdicts(key, {at: row.verdict for at, row in enumerate(rows)})

    async def _put_verdicts(self, place: str, verdicts: Mapping[int, Verdict | None]) -> None:
        kept = {at: verdict for at, verdict in verdicts.items() if verdict}
        await self._shelf.put(VERDICTS, place, verdicts_text(kept))

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
                verdicts = checked(verdicts_of, await self._shelf.get(VERDICTS, place) or "{}")
            except InvalidInput:
                continue  # they can be decided anew
            for at, verdict in verdicts.items():
                if at < len(rows) and rows[at].verdict is None:
                    rows[at] = replace(rows[at], verdict=verdict)
        return tuple(rows)

    async def job(self, key: str) -> tuple[Job, Table]:
        """The job under `key`, and its table, which it fits."""
        job, table = await self._jobs.get(key), await self._tables.get(key)
        fits = job.settings is None or job.settings.fits(table)
        if job.of != len(table.rows) or not fits:
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
            for at, packed in packed_readings(text, mark).items():
                if packed not in same:
                    same[packed] = reading_of(packed)
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
            of = checked(job_of, text or "").of
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
