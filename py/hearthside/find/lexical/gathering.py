"""The words of a collection, gathered from its documents, and kept so that they need not be again.

What is kept is taken whole when the collection is opened. What it lacks is read in the background,
a few chunks at a time; when much has come since, all of it is kept anew as soon as it is quiet.
Nothing depends on that: without it, and where it is damaged or of other rules, all is read again.
Knows nothing of queries and of vectors.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import suppress
from typing import Any, Final

from hearthside.errors import HearthsideError, InvalidInput
from hearthside.find.chunks import heading_of
from hearthside.find.keywords import Keywords
from hearthside.find.lexical.slices import Slices
from hearthside.find.store.record import Record
from hearthside.find.store.store import Store
from hearthside.wire import Code

_CHUNKS_AT_ONCE: Final = 40
# So many rows that came since are worth it to keep all words anew; of a large collection a share.
_MUCH_ROWS: Final = 1000
_MUCH_SHARE: Final = 0.125
QUIET_S: Final = 1.0


class Words:
    """Holds `keywords`, which may lack documents until `ready`; `read` gives a path's record."""

    def __init__(self, store: Store, read: Callable[[str], Awaitable[Record]]) -> None:
        self.keywords = Keywords()
        self.quiet_s = QUIET_S
        self._store = store
        self._read = read
        self._slices = Slices()
        # What was read of each document; which wait; and who reads one now: the last who began.
        self._marks: dict[str, str] = {}
        self._waiting: dict[str, None] = {}
        self._taking: dict[str, object] = {}
        self._reading: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Take what is kept."""
        data = await self._store.read_words()
        with suppress(ValueError, TypeError, KeyError):
            if data is not None:
                self.keywords, self._marks = Keywords.from_bytes(data)

    def expect(self, record: Record) -> None:
        """There is this document: unless its words are here, they are read in the background."""
        path = record.document.path
        here = self.keywords.rows.parts(path) == len(record.chunks)
        if self._marks.get(path) != record.mark or not here:
            self._waiting[path] = None

    def forget_all_but(self, paths: Collection[str]) -> None:
        """These are all documents that there are."""
        for path in {document for document, *_ in self.keywords.rows.runs()}.difference(paths):
            self.forget(path)

    def begin(self) -> None:
        """Read what waits, and keep what is worth it."""
        if self._waiting and (self._reading is None or self._reading.done()):
            self._reading = _going(self._read_waiting())
        elif not self._waiting:
            self._keep_soon()

    async def enter(self, record: Record) -> None:
        """Take in the words of a document now, in place of what its path had."""
        path = record.document.path
        self._waiting.pop(path, None)
        try:
            await self._take(record)
        except asyncio.CancelledError:
            self._waiting[path] = None  # all the same: the document is there
            self.begin()
            raise
        self._keep_soon()

    def forget(self, path: str) -> None:
        """Let a document not be found any more."""
        for known in (self._waiting, self._taking, self._marks):
            known.pop(path, None)
        self.keywords.remove(path)

    async def ready(self, most_s: float | None = None) -> None:
        """Wait until no document's words are missing, at most so long. Raises what reading them
        raises."""
        self.begin()
        while self._waiting and self._reading is not None:
            done, _ = await asyncio.wait({self._reading}, timeout=most_s)
            if not done:
                return
            self._reading.result()
            self.begin()

    def close(self) -> None:
        """Do nothing more in the background."""
        for task in (self._reading, self._keeping):
            if task is not None:
                task.cancel()

    async def _read_waiting(self) -> None:
        while self._waiting:
            path = next(iter(self._waiting))
            try:
                await self._take(await self._read(path))
            except InvalidInput as error:
                if error.code not in (Code.FILE_INVALID, Code.INDEX_INVALID):
                    raise
                self._waiting.pop(path, None)  # it is gone, or damaged, which others tell
        self._keep_soon()

    async def _take(self, record: Record) -> None:
        """All words of a document, unless it is forgotten or begun anew meanwhile."""
        path, sign = record.document.path, object()
        self._taking[path] = sign
        for first in range(0, len(record.chunks), _CHUNKS_AT_ONCE):
            self.keywords.add(path, _texts(record, first, first + _CHUNKS_AT_ONCE), first)
            await self._slices.pause()
            if self._taking.get(path) is not sign:
                return
        self._marks[path] = record.mark
        self._waiting.pop(path, None)
        del self._taking[path]

    # --- keeping -------------------------------------------------------------------------------

    @property
    def _much(self) -> bool:
        rows = self.keywords.rows
        fresh = self.keywords.young > max(_MUCH_ROWS, _MUCH_SHARE * len(rows))
        return fresh or rows.wasteful

    def _keep_soon(self) -> None:
        if self._much and (self._keeping is None or self._keeping.done()):
            self._keeping = _going(self._keep())

    async def _keep(self) -> None:
        """Keep all words once nothing has changed for a while."""
        while self._much and not self._waiting:
            version = self.keywords.version
            await asyncio.sleep(self.quiet_s)
            if self.keywords.version != version or self._waiting or self._taking:
                continue
            settled = await self.keywords.settled(self._slices.pause)
            if settled is None:
                continue
            self.keywords = settled
            # Where there is no room they are gathered again at the next opening.
            with suppress(HearthsideError):
                await self._store.write_words(settled.to_bytes(self._marks))


def _going(work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
    """`work` in the background; what it raises is asked for by those who wait, if anybody does."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


def _texts(record: Record, first: int, end: int) -> list[str]:
    """What words find of some chunks: the document's names and the headings above, too."""
    document = record.document
    names = f"{document.name} {document.title}"
    above = [heading_of(document.sections, chunk) for chunk in record.chunks[first:end]]
    return [
        f"{names} {' '.join(heading)}\n{text}"
        for heading, text in zip(above, record.texts(first, end), strict=True)
    ]
