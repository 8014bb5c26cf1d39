"""The vectors of a collection in the engine's memory, where the nearest are found.

A matrix is lost with its worker: then, and at first, it is filled from the store when somebody
searches. Knows nothing of texts and of models.
"""

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from typing import Final

from hearthside.embedding.vectors import Int8Rows, Vectors
from hearthside.errors import HearthsideError
from hearthside.find.store.rows import Rows
from hearthside.ports import Matrices
from hearthside.wire import Code

Place = tuple[str, int]
# The vectors of a document's chunks `first` to `end`; fewer where it is gone.
ReadVectors = Callable[[str, int, int], Awaitable[Int8Rows]]

_ROWS_AT_ONCE: Final = 8192
_WAITING_BYTES: Final = 64_000_000
_LOST: Final = (Code.ENGINE_LOST, Code.MATRIX_UNKNOWN)


class Nearest:
    """Chunks by the product of their vectors with a query's. One search at a time.

    `read` gives vectors of `dimensions` numbers when the matrix is filled.
    """

    def __init__(self, matrices: Matrices, dimensions: int, read: ReadVectors) -> None:
        self.dimensions: Final = dimensions
        self.rows: Final = Rows()
        self._matrices = matrices
        self._read = read
        self._matrix: int | None = None
        self._filled = 0
        self._dropped: list[int] = []
        # What was made or read just now need not be read again to fill the matrix.
        self._waiting: dict[str, dict[int, Int8Rows]] = {}
        self._waiting_bytes = 0
        self._lock = asyncio.Lock()

    def add(self, document: str, first: int, vectors: Int8Rows) -> None:
        """Let the chunks of `document` from number `first` on be found by `vectors`."""
        self.rows.append(document, first, len(vectors))
        size = len(vectors.rows)
        if size and self._waiting_bytes + size <= _WAITING_BYTES:
            self._waiting.setdefault(document, {})[first] = vectors
            self._waiting_bytes += size

    def remove(self, document: str) -> None:
        """Let a document not be found any more."""
        self.rows.remove(document)
        for vectors in self._waiting.pop(document, {}).values():
            self._waiting_bytes -= len(vectors.rows)

    async def search(
        self, query: "array[float]", k: int, documents: Collection[str] | None = None
    ) -> list[tuple[Place, float]]:
        """The `k` chunks ((document, number), cosine) of `documents` that are nearest."""

        def spans() -> list[tuple[int, int]] | None:
            everything = documents is None and not self.rows.wasted
            return None if everything else self.rows.spans(documents)

        return await self._asked(query, k, spans)

    async def compare(self, query: "array[float]", places: Sequence[Place]) -> dict[Place, float]:
        """The cosine of `query` with each of `places` that has a vector."""

        def spans() -> list[tuple[int, int]]:
            rows = {self.rows.row(*place) for place in places}
            return _runs(sorted(row for row in rows if row is not None))

        return dict(await self._asked(query, max(len(places), 1), spans))

    async def close(self) -> None:
        """Give the engine's memory back; the next search fills it again."""
        async with self._lock:
            self._drop()
            await self._close_dropped()

    async def _asked(
        self,
        query: "array[float]",
        k: int,
        spans: Callable[[], list[tuple[int, int]] | None],
    ) -> list[tuple[Place, float]]:
        async with self._lock:
            try:
                found = await self._nearest(query, k, spans)
            except HearthsideError as error:
                if error.code not in _LOST:
                    raise
                self._drop()
                found = await self._nearest(query, k, spans)
            # A document that was removed meanwhile has no place any more.
            return [(self.rows.place(r), score) for r, score in found if self.rows.is_alive(r)]

    async def _nearest(
        self,
        query: "array[float]",
        k: int,
        spans: Callable[[], list[tuple[int, int]] | None],
    ) -> list[tuple[int, float]]:
        matrix = await self._fill()
        where = spans()
        if where == [] or not self.rows.alive:
            return []
        [found] = await self._matrices.nearest(matrix, _little(query), k, where)
        return found

    async def _fill(self) -> int:
        """The matrix with all rows in it."""
        if self.rows.wasteful:
            self._drop()
        await self._close_dropped()
        if self._matrix is None:
            self.rows.compact()
            self._filled = 0
            self._matrix = await self._matrices.open_matrix(self.dimensions)
        try:
            while self._filled < len(self.rows):
                await self._fill_some(self._matrix)
            self._waiting.clear()
            self._waiting_bytes = 0
        except BaseException:
            # Nobody knows whether the last rows arrived.
            self._drop()
            raise
        return self._matrix

    async def _fill_some(self, matrix: int) -> None:
        """The next rows, of many small documents in one call."""
        rows: list[bytes] = []
        scales: list[bytes] = []
        at = self._filled
        while at < len(self.rows) and at - self._filled < _ROWS_AT_ONCE:
            vectors = await self._next(at)
            rows.append(vectors.rows)
            scales.append(vectors.scales)
            at += len(vectors)
        await self._matrices.add_rows(matrix, b"".join(rows), b"".join(scales))
        self._filled = at

    async def _next(self, row: int) -> Int8Rows:
        """The vectors from `row` on that are had at once: of one document, or empty ones."""
        first, end, document, offset = self.rows.run(row)
        count = min(end - first, _ROWS_AT_ONCE)
        if document is None:
            return _padded(Int8Rows(b"", b"", self.dimensions), count)
        waiting = self._waiting.get(document, {}).get(offset)
        return waiting or _padded(await self._read(document, offset, offset + count), count)

    def _drop(self) -> None:
        if self._matrix is not None:
            self._dropped.append(self._matrix)
        self._matrix = None

    async def _close_dropped(self) -> None:
        while self._dropped:
            # One that was lost with its worker needs no closing.
            with suppress(HearthsideError):
                await self._matrices.close_matrix(self._dropped.pop())


def _padded(rows: Int8Rows, count: int) -> Int8Rows:
    """`rows` and as many empty ones as are wanting: of documents that went meanwhile."""
    wanting = count - len(rows)
    width = rows.dimensions
    return Int8Rows(rows.rows + bytes(wanting * width), rows.scales + bytes(wanting * 4), width)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row:
            runs[-1] = (runs[-1][0], row + 1)
        else:
            runs.append((row, row + 1))
    return runs


def _little(query: "array[float]") -> bytes:
    return Vectors(query, len(query)).to_bytes()
