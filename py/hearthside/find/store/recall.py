"""How much of the top 10 a cut of the vectors keeps, measured on a collection's own chunks.

Chunks stand in for questions: what is nearest to each by all numbers, and is it still by fewer?
Knows nothing of where the vectors come from.
"""

import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Final, TypeVar

from hearthside.embedding.embedder import Embedder
from hearthside.embedding.vectors import NO_ROWS, Int8Rows
from hearthside.errors import InvalidInput, ModelError
from hearthside.find.store.contents import Contents
from hearthside.find.store.entries import Recall
from hearthside.find.store.nearest import Place
from hearthside.ports import Matrices
from hearthside.wire import Code

Thing = TypeVar("Thing")
_TOP: Final = 10
_FEWEST: Final = 20
_LARGEST_POOL: Final = 20_000
_ROWS_AT_ONCE: Final = 8192


def spread(things: Sequence[Thing], sample: int) -> list[Thing]:
    """`sample` of the things, evenly apart, in order; all where there are fewer."""
    taken = min(len(things), sample)
    return [things[at * len(things) // taken] for at in range(taken)]


class Measuring:
    """Measures cuts of the vectors of `contents`, one after another, on the same sample."""

    def __init__(self, contents: Contents, matrices: Matrices) -> None:
        self._contents = contents
        self._matrices = matrices
        self._made: tuple[object, Int8Rows] = (None, NO_ROWS)

    async def recall(self, embedder: Embedder | None, dimensions: int, sample: int) -> Recall:
        """See `Index.recall`."""
        manifest = self._contents.manifest
        manifest.check_cut(dimensions)
        places = self._contents.nearest.rows.places()
        if min(len(places), sample) < _FEWEST:
            raise InvalidInput(
                Code.CALL_INVALID,
                f"{len(places)} passages with a vector are too few to measure a cut with: it takes "
                f"{_FEWEST} at least.",
            )
        if manifest.dimensions == manifest.whole:
            _, pool = await self._contents.sample(spread(places, _LARGEST_POOL))
        else:
            pool = await self._whole(embedder, spread(places, sample))
        queries = spread(range(len(pool)), sample)
        return await recall_of(self._matrices, pool, queries, dimensions)

    async def _whole(self, embedder: Embedder | None, places: list[Place]) -> Int8Rows:
        """Chunks' vectors with all their numbers, made once for all cuts."""
        if embedder is None:
            raise ModelError(Code.MODEL_NONE, "Load an embedding model first.")
        manifest, entries = self._contents.manifest, self._contents.entries
        of = (manifest.model, [(entries[path].hash, number) for path, number in places])
        if of != self._made[0]:
            texts, _ = await self._contents.sample(places)
            made = await embedder.encode_document(texts, truncate_dim=manifest.whole)
            self._made = (of, made.to_int8())
        return self._made[1]


async def recall_of(
    matrices: Matrices, pool: Int8Rows, queries: Sequence[int], dimensions: int
) -> Recall:
    """What a cut of `pool` to `dimensions` keeps, asked with the rows `queries` of it.

    The interval is the mean's by the spread over queries (normal, 95 %), within 0 and 1.
    """
    async with AsyncExitStack() as stack:
        tops = []
        for rows in (pool, pool.cut(dimensions)):
            matrix = await matrices.open_matrix(rows.dimensions)
            stack.push_async_callback(matrices.close_matrix, matrix)
            for first in range(0, len(rows), _ROWS_AT_ONCE):
                part = rows.part(first, first + _ROWS_AT_ONCE)
                await matrices.add_rows(matrix, part.rows, part.scales)
            asked = b"".join([rows.part(at, at + 1).to_vectors().to_bytes() for at in queries])
            tops.append(await matrices.nearest(matrix, asked, _TOP + 1))
    shares = []
    for at, whole, cut in zip(queries, *tops, strict=True):
        wanted = [row for row, _ in whole if row != at][:_TOP]
        kept = {row for row, _ in [pair for pair in cut if pair[0] != at][:_TOP]}
        shares.append(len(kept.intersection(wanted)) / len(wanted))
    share = math.fsum(shares) / len(shares)
    spread_ = math.fsum([(one - share) ** 2 for one in shares]) / max(len(shares) - 1, 1)
    margin = 1.96 * math.sqrt(spread_ / len(shares))
    return Recall(
        dimensions=dimensions,
        whole=pool.dimensions,
        share=share,
        low=max(0.0, share - margin),
        high=min(1.0, share + margin),
        queries=len(shares),
        pool=len(pool),
        bytes_per_chunk=dimensions + 4,
    )
