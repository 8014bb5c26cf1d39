"""Changes to a collection: documents kept, made vectors of, renamed, cut and forgotten.

The store is written first and the contents follow, one change after another. Reading a document
and making its vectors waits for nobody: who comes later to the same document has it, and who was
there before is stopped. Before anything is written, what other tabs wrote is taken in: a tab
never puts back what another has changed, but for the milliseconds until it hears of it. Knows
nothing of queries.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from hearthside.documents.document import Document
from hearthside.embedding.embedder import Embedder
from hearthside.embedding.vectors import NO_ROWS, Int8Rows
from hearthside.errors import InvalidInput, Stopped
from hearthside.find.chunks import CHUNK_EDITION, CountTokens, chunks_of, heading_of
from hearthside.find.store.contents import Contents
from hearthside.find.store.manifest import Manifest
from hearthside.find.store.record import Record, damaged
from hearthside.find.store.store import Part, id_of
from hearthside.wire import Code

Progress = Callable[[int, int], None]
BATCH_CHUNKS: Final = 16
_TITLE_CHARACTERS: Final = 200


class Changes:
    """The one who writes to `contents` and their store."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._store = contents.store
        self._writing = asyncio.Lock()
        self._turns: dict[str, int] = {}
        self._turn = 0

    async def catch_up(self) -> bool:
        """Take in what other tabs have changed; whether that was anything."""
        if self._writing.locked():
            return False  # whoever writes has just done so, and may be long at it
        async with self._writing:
            return await self._catch_up()

    async def _catch_up(self) -> bool:
        ids, manifest_too = await self._store.changed()
        if manifest_too:
            manifest = await self._store.read_manifest()
            if manifest != self._contents.manifest:
                await self._contents.turn_to(manifest)
        for path in await self._contents.refresh(ids):
            self._begin(path)
        return bool(ids) or manifest_too

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Nobody else writes meanwhile, and what others wrote is known."""
        async with self._writing:
            await self._catch_up()
            yield

    async def keep(self, document: Document, count: CountTokens) -> None:
        """Keep a document without vectors, in place of what its path held."""
        turn = self._begin(document.path)
        chunks = await chunks_of(document.sections, count)
        if not chunks:
            raise InvalidInput(
                Code.FILE_INVALID, f"There is no text in \u201c{document.name}\u201d."
            )
        record = Record(document, chunks)
        async with self._alone():
            self._check(document.path, turn)
            size = await self._store.write(record)
            await self._store.delete_parts(id_of(document.path))
            await self._contents.enter(record, size, NO_ROWS)

    async def embed(
        self, path: str, embedder: Embedder, on_progress: Progress | None = None
    ) -> None:
        """Make the vectors of a document that are missing, a batch at a time."""
        record = await self._contents.record(path)
        if record.edition != CHUNK_EDITION:
            await self.keep(record.document, embedder.count_tokens)
            record = await self._contents.record(path)
        turn, total = self._begin(path), len(record.chunks)
        first = total - self._contents.entries[path].missing
        while first < total:
            end = min(first + BATCH_CHUNKS, total)
            vectors = await self._vectors(record, first, end, embedder)
            async with self._alone():
                self._check(path, turn)
                have = total - self._contents.entries[path].missing
                if have == first:
                    await self._keep_batch(record, first, vectors)
            first = max(end, have)  # another tab may be further
            if on_progress is not None:
                on_progress(first, total)
        async with self._alone():
            self._check(path, turn)
            if self._store.has_parts(id_of(path)):
                await self._complete(await self._contents.record(path))

    async def remove(self, path: str) -> None:
        """Forget a document, or what a damaged record was of."""
        self._begin(path)
        async with self._alone():
            await self._store.delete(id_of(path))
            self._contents.forget(path)
            self._contents.damaged.pop(id_of(path), None)

    async def remove_damaged(self) -> None:
        """Forget all records that cannot be read."""
        async with self._alone():
            for of in list(self._contents.damaged):
                await self._store.delete(of)
                del self._contents.damaged[of]

    async def rename(self, path: str, new_path: str) -> None:
        """Keep a document under another path, its vectors too."""
        self._begin(path)
        self._begin(new_path)
        async with self._alone():
            record = await self._contents.record(path)
            name = new_path.rsplit("/", 1)[-1]
            renamed = replace(record, document=replace(record.document, path=new_path, name=name))
            made = await self._contents.vectors(path, 0, len(record.chunks))
            if record.vectors is None and len(made):
                part = Part(0, renamed.mark, self._contents.manifest.model, made)
                await self._store.write_part(id_of(new_path), part)
            size = await self._store.write(renamed)
            await self._store.delete(id_of(path))
            self._contents.forget(path)
            await self._contents.enter(renamed, size, made)

    async def remake(self, manifest: Manifest) -> None:
        """Let the vectors be those of `manifest` from now on; those that do not fit are missing."""
        async with self._alone():
            for path in self._contents.entries:
                self._begin(path)
            await self._store.write_manifest(manifest)
            await self._contents.turn_to(manifest)

    async def narrow(self, dimensions: int) -> None:
        """Keep fewer numbers of each vector. Errors: see `Index.narrow`."""
        manifest = self._contents.manifest
        manifest.check_cut(dimensions)
        if dimensions > manifest.dimensions:
            raise InvalidInput(
                Code.INDEX_MODEL,
                f"The vectors of this collection have {manifest.dimensions} numbers: for "
                f"{dimensions} they must be made anew.",
                manifest.model_id,
            )
        await self.remake(replace(manifest, dimensions=dimensions))
        # What is still wide is cut whenever it is read: a stop here costs room, nothing else.
        for path in list(self._contents.entries):
            async with self._alone():
                if path in self._contents.entries:
                    await self._rewrite(await self._contents.record(path))

    async def _rewrite(self, record: Record) -> None:
        vectors = self._contents.fitting(record)
        if vectors is not None and vectors is not record.vectors:
            size = await self._store.write(replace(record, vectors=vectors))
            self._note(record.document.path, stored_bytes=size)

    async def _vectors(self, record: Record, first: int, end: int, embedder: Embedder) -> Int8Rows:
        sections, title = record.document.sections, record.document.title
        titles = [
            " > ".join(part for part in (title, *heading_of(sections, chunk)) if part)
            for chunk in record.chunks[first:end]
        ]
        vectors = await embedder.encode_document(
            record.texts(first, end),
            [title[:_TITLE_CHARACTERS] for title in titles],
            truncate_dim=self._contents.manifest.dimensions,
        )
        return vectors.to_int8()

    async def _keep_batch(self, record: Record, first: int, vectors: Int8Rows) -> None:
        """Keep the vectors of one batch; a document's only batch goes into its record at once."""
        path, total, model = record.document.path, len(record.chunks), self._contents.manifest.model
        if len(vectors) == total:
            whole = replace(record, model=model, vectors=vectors)
            self._note(path, stored_bytes=await self._store.write(whole))
        else:
            part = Part(first, record.mark, model, vectors)
            size = await self._store.write_part(id_of(path), part)
            self._note(path, stored_bytes=self._contents.entries[path].stored_bytes + size)
        self._contents.nearest.add(path, first, vectors)
        self._note(path, missing=total - first - len(vectors))

    async def _complete(self, record: Record) -> None:
        """Put the vectors that waited for the others into the record."""
        path = record.document.path
        if record.vectors is None or record.model != self._contents.manifest.model:
            vectors = await self._contents.parts(record)
            if len(vectors) != len(record.chunks):
                raise damaged(path)
            model = self._contents.manifest.model
            size = await self._store.write(replace(record, model=model, vectors=vectors))
            self._note(path, stored_bytes=size)
        await self._store.delete_parts(id_of(path))

    def _note(self, path: str, **facts: Any) -> None:
        entries = self._contents.entries
        entries[path] = replace(entries[path], **facts)

    def _begin(self, path: str) -> int:
        """A turn at a document: whoever had it before writes nothing any more."""
        self._turn += 1
        self._turns[path] = self._turn
        return self._turn

    def _check(self, path: str, turn: int) -> None:
        if self._turns.get(path) != turn:
            raise Stopped(
                Code.CALL_STOPPED, f"\u201c{path}\u201d was changed or removed while it was read."
            )
