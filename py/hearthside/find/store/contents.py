"""What a collection holds, taken in from its store: documents, their words, and where vectors are.

Changes only in memory. Knows nothing of queries, and of how anything comes to be kept.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from typing import Final

from hearthside.embedding.vectors import Int8Rows
from hearthside.errors import InvalidInput
from hearthside.find.lexical.gathering import Words
from hearthside.find.lexical.slices import Slices
from hearthside.find.store.entries import Damaged, Entry, Figures
from hearthside.find.store.manifest import Manifest
from hearthside.find.store.nearest import Nearest, Place
from hearthside.find.store.record import Record
from hearthside.find.store.store import Store, id_of
from hearthside.ports import Matrices
from hearthside.wire import Code

Progress = Callable[[int, int], None]
# Many small reads are quicker at once; of large ones few are held at a time.
_READS_AT_ONCE: Final = 16
_SHARED: Final = ("path", "name", "kind", "hash", "modified_ms", "size_bytes", "language", "title")


class Contents:
    """A collection: `entries` by path, `words` and `nearest` to find by, `damaged` by id."""

    def __init__(self, store: Store, matrices: Matrices, manifest: Manifest) -> None:
        self.store: Final = store
        self.entries: dict[str, Entry] = {}
        self.damaged: dict[str, Damaged] = {}
        self.words: Final = Words(store, self.record)
        self._matrices = matrices
        self._slices = Slices()
        self.manifest = manifest
        self.nearest = self._nearest()

    @classmethod
    async def open(cls, store: Store, matrices: Matrices) -> "Contents":
        """What is in `store`, not yet taken in: see `load`."""
        return cls(store, matrices, await store.read_manifest())

    async def load(self, on_progress: Progress | None = None) -> None:
        """Take in all that is kept, words last: see `Words.ready`. What is damaged is set aside and
        told."""
        ids = await self.store.scan()
        await self.words.open()
        for first in range(0, len(ids), _READS_AT_ONCE):
            some = ids[first : first + _READS_AT_ONCE]
            records = await asyncio.gather(*map(self._read, some))
            for done, (of, record) in enumerate(zip(some, records, strict=True), start=first + 1):
                if record is not None:
                    self._found(record, self.store.sizes[of], await self._made(record))
                    self.words.expect(record)
                if on_progress is not None:
                    on_progress(done, len(ids))
                await self._slices.pause()
        self.words.forget_all_but(self.entries)
        self.words.begin()

    async def _read(self, of: str) -> Record | None:
        try:
            return await self.store.read(of)
        except InvalidInput as error:
            if error.code is not Code.INDEX_INVALID:
                raise
            self.damaged[of] = Damaged(error.detail, error.message)
            return None

    async def refresh(self, ids: Iterable[str]) -> list[str]:
        """Take in what another tab made of these documents; the paths of those that are others
        now, or none any more."""
        paths, others = {id_of(path): path for path in self.entries}, []
        for of in sorted(ids):
            self.damaged.pop(of, None)
            record, path = await self._read(of), paths.get(of)
            entry = self.entries.get(path or "")
            if record is None:
                others += [] if path is None else [path]
                self.forget(path or "")
            elif entry and (entry.hash, entry.chunks) == (record.document.hash, len(record.chunks)):
                self._renew(entry, await self._made(record))
            else:
                others.append(record.document.path)
                await self.enter(record, self.store.sizes[of], await self._made(record))
        return others

    def _renew(self, entry: Entry, made: Int8Rows) -> None:
        """The document is as it was, and perhaps more of its vectors are made."""
        if len(made) != entry.chunks - entry.missing:
            self.nearest.remove(entry.path)
            self.nearest.add(entry.path, 0, made)
        stored_bytes, missing = self.store.sizes[id_of(entry.path)], entry.chunks - len(made)
        self.entries[entry.path] = replace(entry, missing=missing, stored_bytes=stored_bytes)

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
        self.forget(record.document.path)
        self._found(record, size, made)
        await self.words.enter(record)

    def _found(self, record: Record, size: int, made: Int8Rows) -> None:
        document, chunks = record.document, len(record.chunks)
        facts = {name: getattr(document, name) for name in _SHARED}
        self.entries[document.path] = Entry(
            **facts, chunks=chunks, missing=chunks - len(made), stored_bytes=size
        )
        self.damaged.pop(id_of(document.path), None)
        self.nearest.add(document.path, 0, made)

    def forget(self, path: str) -> None:
        """Let a document not be found any more."""
        self.entries.pop(path, None)
        self.words.forget(path)
        self.nearest.remove(path)

    async def turn_to(self, manifest: Manifest) -> None:
        """Look for vectors of this kind from now on, and see which there are."""
        await self.nearest.close()
        self.manifest = manifest
        self.nearest = self._nearest()
        for path, entry in list(self.entries.items()):
            made = await self.vectors(path, 0, entry.chunks)
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
            stored_bytes=sum(entry.stored_bytes for entry in entries) + self.store.words_bytes,
            vector_bytes=(chunks - missing) * (self.manifest.dimensions + 4),
            dimensions=self.manifest.dimensions,
            model=self.manifest.model_id,
        )

    async def _made(self, record: Record) -> Int8Rows:
        fitting = self.fitting(record)
        return await self.parts(record) if fitting is None else fitting

    def _nearest(self) -> Nearest:
        return Nearest(self._matrices, max(self.manifest.dimensions, 1), self.vectors)
