"""Loading the embedding model, which stands beside the language model, and letting it go.

One load at a time: a new one ends the one before. Knows nothing of what is made of vectors.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from app.effects import LoadEmbedder, UnloadEmbedder
from app.events import EmbedderAway, EmbedderMoved, EmbedderReady
from app.shell.actions.model import Meter
from app.shell.actions.ports import Dispatch, shown_error
from hearthside.embedding.embedder import Embedder, load_embedder
from hearthside.errors import HearthsideError, Stopped, WorkerLost
from hearthside.ports import EmbeddingEngine


class EmbedderActions:
    """Holds the loaded embedder. `dispatch` takes events."""

    def __init__(
        self,
        engine: EmbeddingEngine,
        dispatch: Dispatch,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.embedder: Embedder | None = None
        self._engine = engine
        self._dispatch = dispatch
        self._clock = clock
        self._loading: asyncio.Task[None] | None = None

    async def do(self, effect: LoadEmbedder | UnloadEmbedder) -> None:
        if isinstance(effect, LoadEmbedder):
            await self.load(effect)
        else:
            await self.unload()

    async def load(self, effect: LoadEmbedder) -> None:
        """Fetch and wake an embedding model; says `EmbedderReady` or `EmbedderAway`."""
        self.cancel()
        self.embedder = None
        task = self._loading = asyncio.ensure_future(self._load(effect))
        try:
            await task
        except (asyncio.CancelledError, Stopped):
            if self._loading is task:
                self._dispatch(EmbedderAway())
        except WorkerLost:
            pass  # the page tells of the new engine, and that begins another load
        except HearthsideError as error:
            self._dispatch(EmbedderAway(shown_error(error, "embedder")))

    async def _load(self, effect: LoadEmbedder) -> None:
        meter = Meter(self._clock)
        self.embedder = await load_embedder(
            self._engine,
            effect.model,
            device=effect.preferences.device,
            allow_software=effect.preferences.software,
            on_progress=lambda progress: self._dispatch(EmbedderMoved(meter.read(progress))),
        )
        self._dispatch(EmbedderReady(self.embedder.info))

    def cancel(self) -> None:
        """End the load that is under way, if any."""
        if self._loading is not None and not self._loading.done():
            self._loading.cancel()

    async def unload(self) -> None:
        """An engine that is gone has nothing to give back."""
        self.cancel()
        self.embedder = None
        with suppress(HearthsideError):
            await self._engine.unload_embedder()
