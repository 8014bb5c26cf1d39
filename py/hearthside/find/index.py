"""One collection: its documents, their chunks and vectors, kept in an encrypted store and searched.

    index = await Index.open(encrypted, matrices, "letters", embedder)
    for document in documents:
        if not index.has(document.path, document.hash):
            await index.add(document, on_progress=lambda done, total: ...)
    hits = await index.search("When was the bridge built?", k=10, languages={"en"})

A document is kept whole in one record and can be found by its words at once; its vectors follow,
batch by batch, and a stop loses at most one batch. Knows nothing of screens, and of how a file
becomes a document.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Final

from hearthside.documents.document import Document
from hearthside.embedding.embedder import Embedder
from hearthside.errors import InvalidInput, ModelError
from hearthside.find.chunks import estimated_tokens
from hearthside.find.hits import Around, Hit, Hits, How
from hearthside.find.store.changes import Changes
from hearthside.find.store.contents import Contents
from hearthside.find.store.entries import Damaged, Entry, Figures, Plan, Recall
from hearthside.find.store.manifest import Manifest
from hearthside.find.store.recall import Measuring
from hearthside.find.store.record import Record
from hearthside.find.store.search import Search
from hearthside.find.store.store import Store
from hearthside.ports import EncryptedStore, Matrices
from hearthside.wire import Code

Progress = Callable[[int, int], None]


class Index:
    """A collection that is open: see `Index.open`. Errors of all calls: what store, engine and
    matrices raise beside those that are named."""

    def __init__(self, collection: str, contents: Contents, matrices: Matrices) -> None:
        self.collection: Final = collection
        self._contents = contents
        self._changes = Changes(contents)
        self._embedder: Embedder | None = None
        self._dimensions: int | None = None
        self._measuring = Measuring(contents, matrices)

    @classmethod
    async def open(
        cls,
        encrypted: EncryptedStore,
        matrices: Matrices,
        collection: str,
        embedder: Embedder | None = None,
        *,
        dimensions: int | None = None,
        on_progress: Progress | None = None,
    ) -> "Index":
        """The collection as it was left; a new one where there is none.

        Without an embedder it works by words alone (`use` hands one in later). `dimensions` are
        those of a new collection (by default the embedder's own where it cuts its vectors, else at
        most 256). `on_progress` hears how many documents of how many are read. Raises
        InvalidInput: index.model where its vectors are of another model (its id in `detail`) or of
        other dimensions than asked for; passphrase.needed.
        """
        contents = await Contents.open(Store(encrypted, collection), matrices)
        index = cls(collection, contents, matrices)
        index._dimensions = dimensions
        index.use(embedder)
        await contents.load(on_progress)
        return index

    @property
    def documents(self) -> tuple[Entry, ...]:
        """Every document, by path."""
        return tuple(entry for _, entry in sorted(self._contents.entries.items()))

    @property
    def damaged(self) -> tuple[Damaged, ...]:
        """What is kept and cannot be read; all else works. `remove` and `add` mend it."""
        return tuple(self._contents.damaged.values())

    @property
    def embedder(self) -> Embedder | None:
        """Who makes the vectors, if anybody does."""
        return self._embedder

    @property
    def missing(self) -> int:
        """How many chunks have no vector yet: those can be found by words only."""
        return sum(entry.missing for entry in self._contents.entries.values())

    async def catch_up(self) -> bool:
        """Take in what other tabs have changed, as all calls that search or write do by themselves;
        whether that was anything."""
        return await self._changes.catch_up()

    def has(self, path: str, hash: str) -> bool:
        """Whether exactly this content is kept under `path` (its vectors may be missing)."""
        entry = self._contents.entries.get(path)
        return entry is not None and entry.hash == hash

    def plan(self, files: Iterable[tuple[str, str]]) -> Plan:
        """What to do for these files (path, hash), which are all there are."""
        found = dict(files)
        known = self._contents.entries
        return Plan(
            new=tuple(path for path in found if path not in known),
            changed=tuple(p for p, hash in found.items() if p in known and not self.has(p, hash)),
            same=tuple(path for path, hash in found.items() if self.has(path, hash)),
            gone=tuple(path for path in sorted(known) if path not in found),
        )

    def use(self, embedder: Embedder | None) -> None:
        """Work with this embedder from now on. Raises InvalidInput (index.model)."""
        manifest = self._contents.manifest
        manifest.check_dimensions(self._dimensions)
        if embedder is not None:
            manifest.check(embedder)
        self._embedder = embedder

    async def add(
        self, document: Document, on_progress: Progress | None = None, *, embed: bool = True
    ) -> Entry:
        """Keep `document` in place of what its path held, then make its vectors.

        It can be found by words as soon as it is kept. `on_progress` hears how many of its chunks
        of how many are done. Cancelled, or failed with storage.full: adding it again, or
        `embed_missing`, goes on where it stopped. The same content is not read again. Raises
        InvalidInput (file.invalid: no text in it), Stopped where the document is removed meanwhile.
        """
        await self.catch_up()
        embedder = self._embedder
        if not self.has(document.path, document.hash):
            count = embedder.count_tokens if embedder else estimated_tokens
            await self._changes.keep(document, count)
        if embedder and embed:
            await self._ready(embedder)
            await self._changes.embed(document.path, embedder, on_progress)
        return self._contents.entries[document.path]

    async def embed_missing(self, on_progress: Progress | None = None) -> None:
        """Make the vectors that are missing, of all documents. Raises ModelError (model.none)."""
        embedder = self._model()
        await self.catch_up()
        await self._ready(embedder)
        total, done = self.missing, 0
        for path in sorted(self._contents.entries):
            entry = self._contents.entries.get(path)
            if entry is None:
                continue  # removed meanwhile
            before, have = done, entry.chunks - entry.missing

            def tell(made: int, _: int, before: int = before, have: int = have) -> None:
                if on_progress is not None:
                    on_progress(before + made - have, total)

            await self._changes.embed(path, embedder, tell)
            done += entry.missing

    async def remove(self, path: str) -> None:
        """Forget a document, damaged ones too, also while it is being added."""
        await self._changes.remove(path)

    async def remove_damaged(self) -> None:
        """Forget all that cannot be read, also what nobody knows the name of."""
        await self._changes.remove_damaged()

    async def rename(self, path: str, new_path: str) -> None:
        """Call a document otherwise; nothing is embedded anew. Raises InvalidInput (file.invalid)
        where there is no such document or the new path is taken."""
        if new_path in self._contents.entries or not new_path:
            raise InvalidInput(
                Code.FILE_INVALID, f"\u201c{new_path}\u201d is taken. Choose another name."
            )
        await self._changes.rename(path, new_path)

    async def rebuild(
        self,
        embedder: Embedder,
        *,
        dimensions: int | None = None,
        on_progress: Progress | None = None,
    ) -> None:
        """Make all vectors anew by this embedder, from the texts that are kept.

        To be opened without an embedder before, where it is another model's. A stop loses one
        batch: `embed_missing` goes on.
        """
        kept = self._contents.manifest.dimensions
        if dimensions is None and kept in embedder.info.truncations:
            dimensions = kept
        manifest = Manifest.of(embedder, dimensions)
        self._dimensions, self._embedder = None, embedder
        await self._changes.remake(manifest)
        await self.embed_missing(on_progress)

    async def narrow(self, dimensions: int) -> None:
        """Keep fewer numbers of each vector; nothing is embedded. A stop loses nothing.

        Raises InvalidInput: index.model for more than there are, which takes `rebuild`;
        call.invalid for a number that the model's vectors cannot be cut to.
        """
        self._dimensions = None
        await self._changes.narrow(dimensions)

    async def search(
        self,
        query: str,
        k: int = 10,
        *,
        how: How = "both",
        files: Collection[str] | None = None,
        since_ms: int | None = None,
        until_ms: int | None = None,
        languages: Collection[str] | None = None,
    ) -> Hits:
        """The `k` chunks nearest to `query`: by meaning, by words, or both fused by rank.

        Only documents with one of the paths `files`, modified within [since_ms, until_ms], in one
        of `languages`. "both" is by words alone where there is no embedder or no vector yet; the
        notes say so. Raises InvalidInput (call.invalid: an empty query, k < 1), ModelError
        (model.none: by meaning, without an embedder).
        """
        await self.catch_up()
        self.use(self._embedder)
        chosen = self._chosen(files, since_ms, until_ms, languages)
        return await Search(self._contents, self._embedder).by_text(query, k, how, chosen)

    async def like(self, path: str, chunk: int, k: int = 10) -> Hits:
        """The `k` chunks nearest to a chunk by meaning, without itself. Needs no embedder.

        Raises InvalidInput (file.invalid) where there is no such chunk or it has no vector yet.
        """
        return await Search(self._contents, self._embedder).by_chunk(path, chunk, k)

    async def record(self, path: str) -> Record:
        """What is kept of a document: its sections, chunks and vectors (None until all are made).

        Raises InvalidInput (file.invalid, index.invalid).
        """
        return await self._contents.record(path)

    async def around(self, hit: Hit, characters: int = 600) -> Around:
        """A hit in its place, with about so many characters of its section on either side."""
        return await Search(self._contents, self._embedder).around(hit, characters)

    def figures(self) -> Figures:
        """How large the index is."""
        return self._contents.figures()

    async def recall(self, dimensions: int, sample: int = 100) -> Recall:
        """What a cut to `dimensions` would keep of the top 10, measured on this collection.

        Where all numbers are kept, `sample` chunks are searched for over all chunks; where fewer
        are, so many chunks are embedded anew and searched for among themselves, so that the share
        is rather too high. Raises InvalidInput (call.invalid) with fewer than 20 chunks that have
        a vector, ModelError (model.none).
        """
        return await self._measuring.recall(self._embedder, dimensions, sample)

    async def close(self) -> None:
        """Give the engine's memory back, and end what goes on in the background. What is kept
        stays."""
        self._contents.words.close()
        await self._contents.nearest.close()

    def _model(self) -> Embedder:
        if self._embedder is None:
            raise ModelError(Code.MODEL_NONE, "Load an embedding model first.")
        return self._embedder

    async def _ready(self, embedder: Embedder) -> None:
        """Say what the vectors are before the first is made."""
        if not self._contents.manifest.model:
            await self._changes.remake(Manifest.of(embedder, self._dimensions))

    def _chosen(
        self,
        files: Collection[str] | None,
        since_ms: int | None,
        until_ms: int | None,
        languages: Collection[str] | None,
    ) -> set[str] | None:
        """The paths of the documents to look at, None for all."""
        if files is None and since_ms is None and until_ms is None and languages is None:
            return None
        wanted = None if files is None else set(files)
        return {
            path
            for path, entry in self._contents.entries.items()
            if (wanted is None or path in wanted)
            and (since_ms is None or entry.modified_ms >= since_ms)
            and (until_ms is None or entry.modified_ms <= until_ms)
            and (languages is None or entry.language in languages)
        }
