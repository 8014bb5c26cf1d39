"""Extracting the same fields from many texts: one by one, stopped, gone on with, written out.

What was found goes to the shelf every few seconds, so that a closed tab costs little. Knows nothing
of screens.
"""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from app.context import Context
from app.events import Failed
from app.rooms.write.actions.asking import Asking
from app.rooms.write.actions.kept import KeptTexts, Texts
from app.rooms.write.actions.quoting import NOWHERE, values_of
from app.rooms.write.effects import ExtractAll
from app.rooms.write.events import ManyFound, ManyMoved, ManyWritten
from app.rooms.write.many import Found, ManyState, Stage
from app.rooms.write.schema import fields_of
from app.rooms.write.values import plain_value
from app.shell.actions.ports import shown_error
from app.tables import Table, csv_text
from hearthside.write import Row

_KEEP_EVERY_S: Final = 3.0
# Before so much work the time that is left would be a wild guess.
_STEADY_S: Final = 3.0


class Extracting:
    """Holds the texts in hand and the work under way."""

    def __init__(self, context: Context, asking: Asking) -> None:
        self._dispatch = context.dispatch
        self._clock = context.clock
        self._asking = asking
        self._kept = KeptTexts(context.shelf)
        self._texts: Texts | None = None
        self._found: tuple[Found, ...] = ()
        self._run = 0
        self._work: asyncio.Task[None] | None = None

    async def take(self, run: int, texts: Texts) -> None:
        """These are in hand now, in place of those before."""
        self.stop()
        self._run, self._texts, self._found = run, texts, ()
        self._moved("ready")
        await self._kept.put(texts)

    async def find(self) -> None:
        """Those that were in hand before a reload."""
        kept = await self._kept.all()
        if kept is None or self._texts is not None:
            return
        self._texts, self._found = kept
        whole = len(self._found) == len(self._texts.rows)
        begun: Stage = "stopped" if self._texts.fields else "ready"
        self._moved("done" if whole else begun)

    async def drop(self) -> None:
        """Forget them."""
        self.stop()
        self._texts, self._found = None, ()
        await self._kept.forget()

    def stop(self) -> None:
        """End the work under way; what was found stays."""
        if self._work is not None:
            self._work.cancel()

    async def begin(self, effect: ExtractAll) -> None:
        """From the first text on, or from where it stopped."""
        if self._texts is None or (self._work is not None and not self._work.done()):
            return
        self._run = effect.run
        if effect.fields:
            self._texts = replace(self._texts, fields=effect.fields, column=effect.column)
            self._found = ()
            await self._kept.put(self._texts)
        work = self._work = asyncio.ensure_future(self._extract(self._texts, effect.voice))
        await asyncio.wait({work})

    async def _extract(self, texts: Texts, voice: str) -> None:
        stage: Stage = "stopped"
        try:
            await self._all(texts, voice)
            stage = "done"
        except asyncio.CancelledError:
            pass  # the person stops it; the text in hand is the first again
        except Exception as error:
            self._dispatch(Failed(shown_error(error, "write")))
        if self._texts is texts:
            self._moved(stage)
            await self._kept.put_found(self._found)

    async def _all(self, texts: Texts, voice: str) -> None:
        writer = await self._asking.writer(voice)
        first, began_s = len(self._found), self._clock()
        kept_s = began_s
        every = [texts.text(at) for at in range(len(texts.rows))]
        rows = writer.extract_rows(every, fields_of(texts.fields), range(first))
        async with aclosing(rows):
            async for row in rows:
                self._found = (*self._found, _found(texts, row))
                now_s = self._clock()
                done = row.index + 1
                left_s = (now_s - began_s) / (done - first) * (row.of - done)
                steady = now_s - began_s > _STEADY_S
                self._dispatch(ManyFound(self._run, self._found[-1], left_s if steady else None))
                if now_s - kept_s > _KEEP_EVERY_S:
                    kept_s = now_s
                    await self._kept.put_found(self._found)

    def _moved(self, stage: Stage) -> None:
        texts = self._texts
        assert texts is not None
        many = ManyState(
            run=self._run,
            stage=stage,
            name=texts.name,
            unit=texts.unit,
            of=len(texts.rows),
            columns=texts.columns if texts.unit == "row" else (),
            column=texts.column,
            fields=tuple([one.name for one in texts.fields]),
            found=self._found,
            notes=texts.notes,
        )
        self._dispatch(ManyMoved(self._run, many))

    def save(self, kind: str) -> None:
        """What was found so far, as a file."""
        texts, name = self._texts, "extracted"
        if texts is None:
            return
        if kind == "json":
            self._dispatch(
                ManyWritten(f"{name}.json", "application/json", _json(texts, self._found))
            )
        else:
            self._dispatch(ManyWritten(f"{name}.csv", "text/csv", _csv(texts, self._found)))


def _found(texts: Texts, row: Row) -> Found:
    about = texts.about(row.index)
    if row.written is None:
        return Found(about, error=row.problem)
    values = {it.name: it for it in values_of(texts.text(row.index), row.written)}
    names = [one.name for one in texts.fields]
    told = tuple([values[name].json if name in values else "null" for name in names])
    doubtful = tuple([name for name in names if name in values and values[name].note == NOWHERE])
    return Found(about, told, doubtful)


def _csv(texts: Texts, found: tuple[Found, ...]) -> str:
    """Every text that is through, with its own columns (of a file its name) and what was found."""
    wide = 1 if texts.unit == "file" else len(texts.columns)
    rows = tuple([row[:wide] for row in texts.rows[: len(found)]])
    names = [one.name for one in texts.fields]
    extra = {
        name: [plain_value(it.values[at]) if it.values else "" for it in found]
        for at, name in enumerate(names)
    }
    extra["not in the text"] = ["; ".join(it.doubtful) for it in found]
    extra["error"] = [it.error for it in found]
    return csv_text(Table(texts.name, texts.columns[:wide], rows), extra)


def _json(texts: Texts, found: tuple[Found, ...]) -> str:
    """The same as a list."""
    names = [one.name for one in texts.fields]
    listed = []
    for at, it in enumerate(found):
        values = {name: json.loads(told) for name, told in zip(names, it.values, strict=False)}
        about = it.about if texts.unit == "file" else at + 1
        said = {"not_in_the_text": list(it.doubtful)} if it.doubtful else {}
        wrong = {"error": it.error} if it.error else {}
        listed.append({texts.unit: about, **values, **said, **wrong})
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
