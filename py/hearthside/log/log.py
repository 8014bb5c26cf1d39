"""The log a person owns: every prompt and answer in SQLite files on this device, or nothing at all.

    log = Log(encrypted, shelf)
    await log.switch(on=True)
    model = await load_model(engine, "gemma-3-270m-en", heard=log.heard)
    ...
    found = await log.look("kettle")
    Path("logs.db").write_bytes(await log.export())  # llm logs list -d logs.db

Off until somebody switches it on. What is written is looked at every EVERY_S seconds: whatever
happens, no more than that is lost. Each tab writes a file of its own, whole or not at all, and
begins another when it is full; the entries of all of them are the log, each by its latest state, so
that tabs never wait for one another. Knows nothing of screens, and not what is asked.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from hearthside.errors import HearthsideError, InvalidInput
from hearthside.generation.listening import Asked, Writing
from hearthside.log.entry import Entry, new_id, now_ms, read_entry
from hearthside.log.files import COLLECTION, Files, OpenFile, is_full
from hearthside.log.occasion import Occasion, current_occasion
from hearthside.log.underway import Underway
from hearthside.ports import EncryptedStore, Shelf
from hearthside.wire import Code

# Documents on the shelf: entries from where there is no store, as in the Workbench (app/workbench).
COMING: Final = "log.coming"
EVERY_S: Final = 3.0
_MAX_WAITING_BYTES: Final = 4 * 1024 * 1024
_SWITCH: Final = "switch"
_MAX_UNDERWAY: Final = 1000
# A text that has not grown for so long was left by whoever asked for it.
_STILL_S: Final = 600.0
# So many times longer the next try waits where the last one failed.
_PATIENCE: Final = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the latest first; how many entries and bytes there are in all; the keys of
    the files that cannot be read, and what went wrong when the log was last written."""

    on: bool
    entries: tuple[Entry, ...] = ()
    total: int = 0
    size_bytes: int = 0
    damaged: tuple[str, ...] = ()
    trouble: str = ""


class Log:
    """The log in `store`; whether it is on lies on `shelf`. `clock` counts seconds."""

    def __init__(
        self,
        store: EncryptedStore,
        shelf: Shelf,
        *,
        every_s: float = EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._every_s = every_s
        self._clock = clock
        self._underway: list[Underway] = []
        self._files = Files(store)
        self._open: OpenFile | None = None
        self._turn = asyncio.Lock()
        self._keeping: asyncio.Task[None] | None = None
        self._unwritten = False  # whether the file holds more than what lies in the store
        self._trouble = ""
        self._else = Occasion(new_id(now_ms()), "Python")

    def heard(self, asked: Asked, writing: Writing) -> None:
        """A text is asked for: a `Listener`. Costs next to nothing, and never raises."""
        doing = current_occasion() or self._else
        self._underway.append(Underway(asked, writing, doing, self._clock()))
        del self._underway[:-_MAX_UNDERWAY]
        with suppress(RuntimeError):  # outside of a loop it is kept by the next `flush`
            loop = asyncio.get_running_loop()
            if self._keeping is None or self._keeping.done():
                self._keeping = loop.create_task(self._keep())

    async def is_on(self) -> bool:
        """Whether a log is kept. Raises StorageError."""
        return await self._shelf.get(COLLECTION, _SWITCH) == "on"

    async def switch(self, *, on: bool) -> None:
        """From now on, in every tab. What is there stays. Raises StorageError."""
        await self.flush()
        await self._shelf.put(COLLECTION, _SWITCH, "on" if on else "off")

    async def flush(self) -> None:
        """Write down what has been written until now. What goes wrong is told by `look`."""
        await self._in_turn(self._flush)

    async def _in_turn(self, task: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            try:
                await task()
            except HearthsideError as error:
                self._trouble = error.message

    async def look(self, words: str = "", most: int = 50) -> Found:
        """The `most` latest entries that hold all of `words`, and how it stands with the log.

        Raises StorageError where nothing can be read.
        """
        await self._gather()
        found: dict[str, Entry] = {}
        ids: set[str] = set()
        damaged: list[str] = []
        size_bytes = 0
        for key in reversed(await self._files.keys()):
            try:
                file, file_bytes = await self._files.read(key)
            except InvalidInput:
                damaged.append(key)
                continue
            if file is None:
                continue
            size_bytes += file_bytes
            ids.update(file.ids())
            for entry in file.found(words, most):
                known = found.get(entry.id)
                if known is None or known.output_tokens < entry.output_tokens:
                    found[entry.id] = entry
            file.close()
        latest = sorted(found.values(), key=lambda one: one.id, reverse=True)[:most]
        return Found(
            await self.is_on(), tuple(latest), len(ids), size_bytes, tuple(damaged), self._trouble
        )

    async def export(self) -> bytes:
        """All of the log as one SQLite file, but for what is damaged. Raises StorageError."""
        from hearthside.log.file import LogFile

        await self._gather()
        whole = LogFile()
        for key in await self._files.keys():
            with suppress(InvalidInput):
                file, _ = await self._files.read(key)
                if file is not None:
                    whole.add(file)
                    file.close()
        content = whole.content()
        whole.close()
        return content

    async def delete(self) -> None:
        """All of it, and what is being written now. Raises StorageError."""
        async with self._turn:
            self._close()
            self._underway.clear()
            for key, _ in await self._shelf.list(COMING):
                await self._shelf.delete(COMING, key)
            await self._store.clear(COLLECTION)
            self._trouble = ""

    async def damaged(self, key: str) -> bytes:
        """A damaged file as it lies there. Raises InvalidInput where nothing of it can be read."""
        return await self._store.read(COLLECTION, key) or b""

    async def forget(self, key: str) -> None:
        """Delete one file."""
        await self._store.delete(COLLECTION, key)

    # --- writing --------------------------------------------------------------------------------

    async def _keep(self) -> None:
        while self._underway or self._unwritten:
            await asyncio.sleep(self._every_s * (_PATIENCE if self._trouble else 1))
            await self.flush()

    async def _flush(self) -> None:
        if not self._underway and not self._unwritten:
            return
        if not await self.is_on():
            self._underway.clear()
            self._close()
            return
        await self._heed_other_tabs()
        grown = [one for one in self._underway if one.grown]
        entries = [await one.entry() for one in grown]
        # Read at the same moment as the entry's own text, nothing waits in between.
        for one, entry in zip(grown, entries, strict=True):
            one.seen_tokens, one.seen_s = entry.output_tokens, self._clock()
        ended = {entry.id for entry in entries if "reason" in entry.outcome}
        if entries:
            at_work = self._open = self._open or await self._files.begun()
            for entry in entries:
                at_work.file.put(entry)
            self._unwritten = True
        still_s = self._clock() - _STILL_S
        self._underway = [
            one for one in self._underway if one.id not in ended and one.seen_s > still_s
        ]
        if self._open is not None and self._unwritten:
            await self._write(self._open)
            for one in grown:
                one.kept = True

    async def _gather(self) -> None:
        """All there is goes into files: what is being written, and what came from elsewhere."""
        await self.flush()
        await self._in_turn(self._take_in)

    async def _take_in(self) -> None:
        """Take in the documents on the shelf; what is no entry is none of anybody's."""
        coming = await self._shelf.list(COMING)
        if not coming:
            return
        await self._heed_other_tabs()
        at_work = self._open = self._open or await self._files.begun()
        for _, text in coming:
            with suppress(ValueError):
                at_work.file.put(read_entry(text))
                self._unwritten = True
        if self._unwritten:
            await self._write(at_work)
        for key, text in coming:
            # A later state may have come meanwhile.
            if await self._shelf.get(COMING, key) == text:
                await self._shelf.delete(COMING, key)

    async def _heed_other_tabs(self) -> None:
        """Where another tab deleted the log, nothing that was in it comes back from here."""
        if await self._store.changed(COLLECTION) is None:
            self._close()
            self._underway = [one for one in self._underway if not one.kept]

    async def _write(self, at_work: OpenFile) -> None:
        content = at_work.file.content()
        try:
            await self._store.write(COLLECTION, at_work.key, content)
        except HearthsideError as error:
            if error.code != Code.STORAGE_FULL:
                raise
            await self._files.make_room(at_work)
            await self._store.write(COLLECTION, at_work.key, content)
        finally:
            # What waits for room takes memory: there is an end to it.
            if len(content) >= _MAX_WAITING_BYTES:
                self._close()
        self._unwritten, self._trouble = False, ""
        if is_full(content):
            self._close()
        elif at_work.replaces:
            self._open = replace(at_work, replaces="")
        if at_work.replaces:
            await self._store.delete(COLLECTION, at_work.replaces)

    def _close(self) -> None:
        if self._open is not None:
            self._open.file.close()
        self._open, self._unwritten = None, False
