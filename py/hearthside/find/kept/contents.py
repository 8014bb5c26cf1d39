"""What a collection holds, taken in from its chest: documents, their words, and where vectors are.

Changes only in memory. Knows nothing of queries, and of how anything comes to be kept.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.find.chunks import heading_of
from hearthside.find.kept.entries import Damaged, Entry, Figures
from hearthside.find.kept.manifest import Manifest
from hearthside.find.kept.nearest import Nearest, Place
from hearthside.find.kept.record import Record
from hearthside.find.kept.store import Store, id_of
from hearthside.find.keywords import Keywords
from hearthside.find.vectors import Int8Rows
from hearthside.ports import Matrices
from hearthside.wire import Code

Progress = Callable[[int, int], None]
# After so many chunks others have their turn, for so long: shorter sleeps starve timers in Pyodide.
_TURN_CHUNKS: Final = 400
_TURN_S: Final = 0.005
_SHARED: Final = ("path", "name", "kind", "hash", "modified_ms", "size_bytes", "language", "title")


class Contents:
    """A collection: `entries` by path, `words` and `nearest` to find by, `damaged` by id."""

    def __init__(self, store: Store, matrices: Matrices, manifest: Manifest) -> None:
        self.store: Final = store
        self.entries: dict[str, Entry] = {}
        self.damaged: dict[str, Damaged] = {}
        self.words: Final = Keywords()
        self._matrices = matrices
        self._since_turn = 0
        self.manifest = manifest
        self.nearest = self._nearest()

    @classmethod
    async def open(cls, store: Store, matrices: Matrices) -> "Contents":
        """What is in `store`, not yet taken in: see `load`."""
        return cls(store, matrices, await store.read_manifest())

    async def load(self, on_progress: Progress | None = None) -> None:
        """Take in all that is kept. What is damaged is set aside and told."""
        ids = await self.store.scan()
        for done, of in enumerate(ids, start=1):
            try:
                record = await self.store.read(of)
            except InvalidInput as error:
                if error.code is not Code.INDEX_INVALID:
                    raise
                self.damaged[of] = Damaged(error.detail, error.message)
                record = None
            if record is not None:
                await self.enter(record, self.store.sizes[of], await self._made(record))
            if on_progress is not None:
                on_progress(done, len(ids))

    async def record(self, path: str) -> Record:
        """What is kept of a document. Raises InvalidInput (file.invalid, index.invalid)."""
        record = await self.store.read(id_of(path)) if path in self.entries else None
        # Once more: it may have gone while it was read.
        if record is None or path not in self.entries:
            raise InvalidInput(
                Code.FILE_INVALID, f"\u201c{path}\u201d is not in this collection any more."
            )
        return record

    async def vectors(self, path: str, first: int, end: int) -> Int8Rows:
        """The vectors of the chunks `first` to `end`, as far as there are any without a gap."""
        try:
            record = await self.record(path)
        except InvalidInput as error:
            if error.code not in (Code.FILE_INVALID, Code.INDEX_INVALID):
                raise
            return Int8Rows(b"", b"", self.manifest.dimensions)
        return (await self._made(record)).part(first, end)

    def fitting(self, record: Record) -> Int8Rows | None:
        """A record's vectors as they are wanted; None where they are of another kind."""
        wanted = self.manifest.dimensions
        if record.vectors is None or record.model != self.manifest.model:
            return None
        return record.vectors.cut(wanted) if record.vectors.dimensions >= wanted else None

    async def parts(self, record: Record) -> Int8Rows:
        """The vectors of a record that wait for the others."""
        of, manifest = id_of(record.document.path), self.manifest
        return await self.store.read_parts(of, record.mark, manifest.model, manifest.dimensions)

    async def enter(self, record: Record, size: int, made: Int8Rows) -> None:
        """Let a document be found, in place of what its path held, by the vectors that are made.

        Its words follow a part at a time, so that nobody waits long for a turn; all of them even
        where this is cancelled.
        """
        document, chunks = record.document, len(record.chunks)
        self.forget(document.path)
        facts = {name: getattr(document, name) for name in _SHARED}
        self.entries[document.path] = Entry(
            **facts, chunks=chunks, missing=chunks - len(made), kept_bytes=size
        )
        self.damaged.pop(id_of(document.path), None)
        self.nearest.add(document.path, 0, made)
        parts = range(0, chunks, _TURN_CHUNKS)
        try:
            for first in parts:
                self._enter_words(record, first)
                parts = range(first + _TURN_CHUNKS, chunks, _TURN_CHUNKS)
                await self._give_turn(min(_TURN_CHUNKS, chunks - first))
        except asyncio.CancelledError:
            for first in parts:
                self._enter_words(record, first)
            raise

    def _enter_words(self, record: Record, first: int) -> None:
        document, end = record.document, first + _TURN_CHUNKS
        names = f"{document.name} {document.title}"
        above = [heading_of(document.sections, chunk) for chunk in record.chunks[first:end]]
        texts = [
            f"{names} {' '.join(heading)}\n{text}"
            for heading, text in zip(above, record.texts(first, end), strict=True)
        ]
        self.words.add(document.path, texts, first)

    async def _give_turn(self, chunks: int) -> None:
        self._since_turn += chunks
        if self._since_turn >= _TURN_CHUNKS:
            self._since_turn = 0
            await asyncio.sleep(_TURN_S)

    def forget(self, path: str) -> None:
        """Let a document not be found any more."""
        self.entries.pop(path, None)
        self.words.remove(path)
        self.nearest.remove(path)

    async def turn_to(self, manifest: Manifest) -> None:
        """Look for vectors of this kind from now on, and see which there are."""
        await self.nearest.close()
        self.manifest = manifest
        self.nearest = self._nearest()
        for path, entry in list(self.entries.items()):
            made = await self._made(await self.record(path))
            self.nearest.add(path, 0, made)
            self.entries[path] = replace(entry, missing=entry.chunks - len(made))

    async def sample(self, places: Iterable[Place]) -> tuple[list[str], Int8Rows]:
        """The texts and the vectors of some chunks, ascending."""
        texts: list[str] = []
        rows: list[Int8Rows] = []
        for path, group in groupby(places, key=lambda place: place[0]):
            record, numbers = await self.record(path), [number for _, number in group]
            own = await self.vectors(path, 0, len(record.chunks))
            for number in numbers:
                texts += record.texts(number, number + 1)
                rows.append(own.part(number, number + 1))
        data = b"".join([row.rows for row in rows]), b"".join([row.scales for row in rows])
        return texts, Int8Rows(*data, self.manifest.dimensions)

    def figures(self) -> Figures:
        """How large it is."""
        entries = self.entries.values()
        chunks = sum(entry.chunks for entry in entries)
        missing = sum(entry.missing for entry in entries)
        return Figures(
            documents=len(entries),
            chunks=chunks,
            missing=missing,
            kept_bytes=sum(entry.kept_bytes for entry in entries),
            vector_bytes=(chunks - missing) * (self.manifest.dimensions + 4),
            dimensions=self.manifest.dimensions,
            model=self.manifest.model_id,
        )

    async def _made(self, record: Record) -> Int8Rows:
        fitting = self.fitting(record)
        return await self.parts(record) if fitting is None else fitting

    def _nearest(self) -> Nearest:
        return Nearest(self._matrices, max(self.manifest.dimensions, 1), self.vectors)
