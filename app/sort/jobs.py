"""Sorts on the shelf: the table, what was asked, what a person said, and the readings in blocks.

A reading is kept for good, since it is what costs time; a decision is not, since it costs none.
Knows nothing of models or screens.
"""

import datetime
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from app.sort.state import JobTag, Line, Row, Settings, Verdict
from app.tables.table import Table
from hearthside.decide import Label, Labelled, Reading
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.jsontext import read_json
from hearthside.ports import Shelf
from hearthside.wire import Code

JOBS: Final = "sorting"
TABLES: Final = "sorting.tables"
READINGS: Final = "sorting.readings"
VERDICTS: Final = "sorting.verdicts"
BLOCK_ROWS: Final = 50
_SCORES_KEPT: Final = 3
_DIGITS: Final = 4
_FORMAT: Final = 1


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
        self._clock_s = clock_s

    def new_key(self) -> str:
        return f"{int(self._clock_s() * 1000):x}"

    async def put_table(self, key: str, table: Table) -> None:
        text = {"name": table.name, "columns": table.columns, "rows": table.rows}
        await self._shelf.put(TABLES, key, json.dumps({**text, "notes": table.notes}))

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
        self, key: str, block: int, readings: Mapping[int, Reading], mark: str
    ) -> None:
        """Keep the readings of rows `block * BLOCK_ROWS` and on."""
        first = block * BLOCK_ROWS
        texts = {str(at): readings[at].to_text() for at in range(first, first + BLOCK_ROWS)
                 if at in readings}  # fmt: skip
        document = json.dumps({"format": _FORMAT, "mark": mark, "readings": texts})
        await self._shelf.put(READINGS, _block_key(key, block), document)

    async def put_verdicts(self, key: str, rows: Sequence[Row]) -> None:
        """Keep what is decided now, so that the rows can be shown before a model is there."""
        kept = {str(at): _kept(row.verdict) for at, row in enumerate(rows) if row.verdict}
        await self._shelf.put(VERDICTS, key, json.dumps({"format": _FORMAT, "verdicts": kept}))

    async def rows(self, key: str, job: Job) -> tuple[Row, ...]:
        """The rows of a job with what was decided last."""
        rows = list(job.rows)
        try:
            kept = read_json(await self._shelf.get(VERDICTS, key) or "{}")
            for at, verdict in kept.get("verdicts", {}).items():
                rows[int(at)] = replace(rows[int(at)], verdict=_verdict(verdict))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return job.rows  # they can be decided anew
        return tuple(rows)

    async def table(self, key: str) -> Table:
        kept = await self._document(TABLES, key)
        try:
            rows = tuple([tuple(row) for row in kept["rows"]])
            return Table(kept["name"], tuple(kept["columns"]), rows, tuple(kept["notes"]))
        except (KeyError, TypeError) as error:
            raise _damaged() from error

    async def job(self, key: str) -> Job:
        return _job(await self._document(JOBS, key))

    async def readings(self, key: str, of: int, mark: str) -> dict[int, Reading]:
        """The readings of these settings and this model; others, and damaged ones, are left out.

        Rows of one and the same text share one reading.
        """
        found: dict[int, Reading] = {}
        same: dict[str, Reading | None] = {}
        for block in range(-(-of // BLOCK_ROWS)):
            text = await self._shelf.get(READINGS, _block_key(key, block))
            for at, packed in _packed(text, mark).items():
                if packed not in same:
                    same[packed] = _reading(packed)
                if (reading := same[packed]) is not None:
                    found[int(at)] = reading
        return found

    async def tags(self) -> list[JobTag]:
        """Every kept sort, newest first. Damaged ones are listed too, so that nothing vanishes."""
        kept = []
        for key, text in await self._shelf.list(JOBS):
            try:
                kept.append((key, _job(read_json(text))))
            except (HearthsideError, ValueError):
                kept.append((key, Job("", 0)))
        kept.sort(key=lambda pair: -pair[1].saved_at_ms)
        return [self._tag(key, job) for key, job in kept]

    async def delete(self, key: str) -> None:
        """Take a sort off the shelf, readable or not."""
        text = await self._shelf.get(JOBS, key)
        try:
            of = _job(read_json(text or "")).of
        except (HearthsideError, ValueError):
            of = 0
        await self._shelf.delete(JOBS, key)
        await self._shelf.delete(TABLES, key)
        await self._shelf.delete(VERDICTS, key)
        for block in range(-(-of // BLOCK_ROWS)):
            await self._shelf.delete(READINGS, _block_key(key, block))

    async def _document(self, collection: str, key: str) -> dict[str, Any]:
        text = await self._shelf.get(collection, key)
        if text is None:
            raise InvalidInput(Code.SHELF_MISSING, "This sort is not on the shelf any more.")
        try:
            return dict(read_json(text))
        except (TypeError, ValueError) as error:
            raise _damaged() from error

    def _tag(self, key: str, job: Job) -> JobTag:
        now = datetime.datetime.fromtimestamp(self._clock_s())
        saved = datetime.datetime.fromtimestamp(job.saved_at_ms / 1000)
        days = (now.date() - saved.date()).days
        when = {0: "Today", 1: "Yesterday"}.get(days, f"{saved.day} {saved:%B %Y}")
        reviewed = sum(row.truth is not None for row in job.rows)
        return JobTag(key, job.name, when, job.of, job.read, reviewed, bool(job.of))


def _block_key(key: str, block: int) -> str:
    return f"{key}-{block:05d}"


def _packed(text: str | None, mark: str) -> dict[str, str]:
    """The readings of a block as they are written; none where it belongs to other settings."""
    try:
        kept = read_json(text or "{}")
        sound = kept.get("format") == _FORMAT and kept.get("mark") == mark
        return dict(kept["readings"]) if sound else {}
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}


def _reading(packed: str) -> Reading | None:
    try:
        return Reading.from_text(packed)
    except HearthsideError:
        return None


def _kept(verdict: Verdict) -> dict[str, Any]:
    scores = [[name, round(share, _DIGITS)] for name, share in verdict.scores[:_SCORES_KEPT]]
    numbers = {name: round(getattr(verdict, name), _DIGITS) for name in ("probability", "margin")}
    return {**asdict(verdict), **numbers, "scores": scores}


def _verdict(kept: dict[str, Any]) -> Verdict:
    scores = tuple([(str(name), float(share)) for name, share in kept["scores"]])
    lists = {"chosen": tuple(kept["chosen"]), "notes": tuple(kept["notes"])}
    return Verdict(**{**kept, **lists, "scores": scores})


def _job(kept: dict[str, Any]) -> Job:
    try:
        if kept["format"] != _FORMAT:
            raise _damaged()
        of = int(kept["of"])
        rows = [Row()] * of
        for at, (truth, said, drawn, given) in kept["reviews"].items():
            rows[int(at)] = Row(None, tuple(truth), tuple(said), bool(drawn), bool(given))
        return Job(
            name=str(kept["name"]),
            of=of,
            settings=_settings(kept["settings"]) if kept["settings"] else None,
            line=Line(**kept["line"]),
            rows=tuple(rows),
            read=int(kept["read"]),
            mark=str(kept["mark"]),
            model=str(kept["model"]),
            saved_at_ms=int(kept["saved_at_ms"]),
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise _damaged() from error


def _settings(kept: dict[str, Any]) -> Settings:
    labels = tuple([Label(**label) for label in kept["labels"]])
    examples = tuple([Labelled(**example) for example in kept["examples"]])
    return Settings(**{**kept, "labels": labels, "examples": examples})


def _damaged() -> InvalidInput:
    return InvalidInput(
        Code.SHELF_INVALID, "This sort is damaged, or was kept by another version of Hearthside."
    )
