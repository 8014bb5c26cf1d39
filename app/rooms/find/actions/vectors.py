"""Work on the vectors of the collection in hand: those that are missing, other lengths, measures.

One piece of work at a time. Knows nothing of files or of searches.
"""

import asyncio
import time
from array import array
from collections.abc import Callable
from typing import Final

from app.events import Failed
from app.rooms.find.actions.library import Library
from app.rooms.find.effects import EmbedMissing, FindEffect, MeasureTrades, Resize
from app.rooms.find.events import EmbeddingMoved, TradesMeasured
from app.rooms.find.screen.trade import SCALE_BYTES
from app.rooms.find.state import Trade
from app.shell.actions.embedder import EmbedderActions
from app.shell.actions.ports import NEW_ENGINE, Dispatch, shown_error
from hearthside.embedding.embedder import Embedder
from hearthside.errors import HearthsideError, WorkerLost
from hearthside.find.index import Index
from hearthside.ports import Matrices

_SHOW_EVERY_S: Final = 0.3
_TIMED_SEARCHES: Final = 3
_LEAST_ROWS, _MOST_ROWS = 1_000, 20_000
TOLD_FOR_ROWS: Final = 100_000


class VectorWork:
    """Holds the work under way."""

    def __init__(
        self,
        library: Library,
        matrices: Matrices,
        embedders: EmbedderActions,
        dispatch: Dispatch,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library = library
        self._matrices = matrices
        self._embedders = embedders
        self._dispatch = dispatch
        self._clock = clock
        self._shown_s = 0.0
        self._key = ""
        self._work: asyncio.Task[None] | None = None

    async def do(self, effect: FindEffect) -> None:
        """Begin it, unless something is under way; it is told of to its end."""
        if self._work is not None and not self._work.done():
            return
        work = self._work = asyncio.ensure_future(self._run(effect))
        await asyncio.wait({work})

    def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    async def _run(self, effect: FindEffect) -> None:
        try:
            await self._do(effect)
        except asyncio.CancelledError:
            pass  # what is done is kept
        except WorkerLost:
            pass  # the embedder comes back, and with it this work
        except HearthsideError as error:
            if error.code not in NEW_ENGINE:
                self._dispatch(Failed(shown_error(error, "find")))
        if isinstance(effect, MeasureTrades):
            self._dispatch(TradesMeasured(effect.key, None))
        self._dispatch(EmbeddingMoved(self._key, None))
        if self._library.index is not None:
            await self._library.told()

    async def _do(self, effect: FindEffect) -> None:
        index, embedder = self._library.index, self._embedders.embedder
        if index is None or embedder is None:
            return
        self._key = self._library.key
        match effect:
            case EmbedMissing():
                self._moved(0, index.missing)
                await self._library.others_rest()
                await index.embed_missing(self._moved)
            case Resize():
                await self._resize(index, embedder, effect)
            case MeasureTrades():
                self._dispatch(TradesMeasured(effect.key, await self._measured(index, embedder)))

    async def _resize(self, index: Index, embedder: Embedder, effect: Resize) -> None:
        figures = index.figures()
        wanted = effect.dimensions or min(figures.dimensions, embedder.info.dimensions)
        if not effect.anew and wanted < figures.dimensions:
            await index.narrow(wanted)
            return
        known = {embedder.info.dimensions, *embedder.info.truncations}
        dimensions = wanted if wanted in known else None
        self._moved(0, figures.chunks)
        await index.rebuild(embedder, dimensions=dimensions, on_progress=self._moved)
        self._library.other_model = ""

    def _moved(self, done: int, of: int) -> None:
        if done and done < of and self._clock() - self._shown_s < _SHOW_EVERY_S:
            return
        self._shown_s = self._clock()
        self._dispatch(EmbeddingMoved(self._key, (done, of)))

    # --- measures ------------------------------------------------------------------------------

    async def _measured(self, index: Index, embedder: Embedder) -> tuple[Trade, ...]:
        """A row for each length. Raises InvalidInput where there is too little to measure."""
        chunks, whole, trades = index.figures().chunks, embedder.info.dimensions, []
        for dimensions in sorted({whole, *embedder.info.truncations}, reverse=True):
            share = low = high = 1.0
            per_chunk = dimensions + SCALE_BYTES
            if dimensions != whole:
                kept = await index.recall(dimensions)
                share, low, high = kept.share, kept.low, kept.high
                per_chunk = kept.bytes_per_chunk
            search_ms = await self._search_ms(dimensions, chunks)
            trades.append(Trade(dimensions, share, low, high, per_chunk * chunks, search_ms))
        return tuple(trades)

    async def _search_ms(self, dimensions: int, chunks: int) -> float:
        """How long it takes to compare a question with 100,000 passages, from a smaller number of
        made-up rows: the arithmetic is the same whatever stands in them."""
        rows = max(_LEAST_ROWS, min(_MOST_ROWS, chunks))
        matrix = await self._matrices.open_matrix(dimensions)
        try:
            await self._matrices.add_rows(
                matrix, bytes(rows * dimensions), array("f", bytes(rows * 4)).tobytes()
            )
            query = array("f", [1.0] * dimensions).tobytes()
            taken_s = []
            for _ in range(_TIMED_SEARCHES):
                began_s = self._clock()
                await self._matrices.nearest(matrix, query, 10)
                taken_s.append(self._clock() - began_s)
            return min(taken_s) * 1000 / rows * TOLD_FOR_ROWS
        finally:
            await self._matrices.close_matrix(matrix)
