"""One collection: its documents, their chunks and vectors, kept in a chest and searched.

    index = await Index.open(chest, matrices, "letters", embedder)
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
from hearthside.find.embedder import Embedder
from hearthside.find.hits import Around, Hit, Hits, How
from hearthside.find.kept.entries import Damaged, Entry, Figures, Plan, Recall
from hearthside.ports import Chest, Matrices

Progress = Callable[[int, int], None]
DIMENSIONS: Final = 256


class Index:
    """A collection that is open. Errors of all calls: what chest, engine and matrices raise."""

    collection: str
    damaged: tuple[Damaged, ...]

    @classmethod
    async def open(
        cls,
        chest: Chest,
        matrices: Matrices,
        collection: str,
        embedder: Embedder | None = None,
        *,
        dimensions: int | None = None,
    ) -> "Index":
        """The collection as it was left; a new one where there is none.

        Without an embedder it works by words alone (`use` hands one in later). `dimensions` are
        those of a new collection (by default the embedder's own `truncate_dim`, at most 256).
        Raises InvalidInput: index.model where its vectors are of another model (its id in
        `detail`) or of other dimensions than asked for; passphrase.needed.
        """
        raise NotImplementedError

    @property
    def documents(self) -> tuple[Entry, ...]:
        """Every document, by path."""
        raise NotImplementedError

    @property
    def missing(self) -> int:
        """How many chunks have no vector yet: those can be found by words only."""
        raise NotImplementedError

    def has(self, path: str, hash: str) -> bool:
        """Whether exactly this content is kept under `path` (its vectors may be missing)."""
        raise NotImplementedError

    def plan(self, files: Iterable[tuple[str, str]]) -> Plan:
        """What to do for these files (path, hash), which are all there are."""
        raise NotImplementedError

    def use(self, embedder: Embedder | None) -> None:
        """Work with this embedder from now on. Raises InvalidInput (index.model)."""
        raise NotImplementedError

    async def add(
        self,
        document: Document,
        on_progress: Progress | None = None,
        *,
        embed: bool = True,
    ) -> Entry:
        """Keep `document` in place of what its path held, then make its vectors.

        It can be found by words as soon as it is kept. `on_progress` hears how many of its chunks
        of how many are done. Cancelled, or failed with storage.full: adding it again, or
        `embed_missing`, goes on where it stopped. The same content is not read again.
        """
        raise NotImplementedError

    async def embed_missing(self, on_progress: Progress | None = None) -> None:
        """Make the vectors that are missing, of all documents. Raises ModelError (model.none)."""
        raise NotImplementedError

    async def remove(self, path: str) -> None:
        """Forget a document, damaged ones too, also while it is being added."""
        raise NotImplementedError

    async def rename(self, path: str, new_path: str) -> None:
        """Call a document otherwise; nothing is embedded anew. Raises InvalidInput (file.invalid)
        where there is no such document or the new path is taken."""
        raise NotImplementedError

    async def rebuild(
        self,
        embedder: Embedder,
        *,
        dimensions: int | None = None,
        on_progress: Progress | None = None,
    ) -> None:
        """Make all vectors anew by this embedder, from the texts that are kept. A stop loses one
        batch: `embed_missing` goes on."""
        raise NotImplementedError

    async def narrow(self, dimensions: int) -> None:
        """Keep fewer numbers of each vector; nothing is embedded. Raises InvalidInput
        (index.model) for more than there are, which takes `rebuild`."""
        raise NotImplementedError

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
        of `languages`. Raises InvalidInput (call.invalid: an empty query, k < 1), ModelError
        (model.none: by meaning, without an embedder).
        """
        raise NotImplementedError

    async def like(self, path: str, chunk: int, k: int = 10) -> Hits:
        """The `k` chunks nearest to a chunk by meaning, without itself."""
        raise NotImplementedError

    async def around(self, hit: Hit, characters: int = 600) -> Around:
        """A hit in its place, with about so many characters of its section on either side."""
        raise NotImplementedError

    def figures(self) -> Figures:
        """How large the index is."""
        raise NotImplementedError

    async def recall(self, dimensions: int, sample: int = 100) -> Recall:
        """What a cut to `dimensions` would keep of the top 10, measured on this collection.

        Where all numbers are kept, `sample` chunks are searched for over all chunks; where fewer
        are, as many chunks are embedded anew and searched for among themselves, so that the share
        is rather too high. Raises InvalidInput (call.invalid) with fewer than 20 chunks.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Give the engine's memory back. What is kept stays."""
        raise NotImplementedError
