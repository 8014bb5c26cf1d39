"""Has the model say what is in a picture that a story is to begin with.

Knows nothing of screens, and not how the pixels came about.
"""

import asyncio

from app.context import Context
from app.rooms.story.effects import SeePicture, StopSeeing
from app.rooms.story.events import EyesFetched, PictureSeen
from app.shell.actions.ports import shown_error
from hearthside.errors import ModelError, Stopped
from hearthside.generation.media import fetch_encoder
from hearthside.ports import LoadProgress
from hearthside.story.outlines import Seen, seen_in
from hearthside.wire import Code


class Seeing:
    """One picture at a time."""

    def __init__(self, context: Context) -> None:
        self._models = context.models
        self._dispatch = context.dispatch
        self._work: asyncio.Task[Seen] | None = None

    async def do(self, effect: SeePicture | StopSeeing) -> None:
        """What is seen is told of as `PictureSeen`, however it ends."""
        if isinstance(effect, StopSeeing):
            if self._work is not None:
                self._work.cancel()
            return
        self._work = asyncio.ensure_future(self._see(effect))
        await asyncio.wait({self._work})
        self._dispatch(_ended(self._work))

    async def _see(self, effect: SeePicture) -> Seen:
        model = self._models.model
        if model is None:
            raise ModelError(Code.MODEL_NONE, "No model that sees is loaded.")
        await fetch_encoder(model, "image", self._fetched)
        self._dispatch(EyesFetched(None))
        return await seen_in(model, effect.picture, effect.language)

    def _fetched(self, progress: LoadProgress) -> None:
        self._dispatch(EyesFetched(progress))


def _ended(work: asyncio.Task[Seen]) -> PictureSeen:
    if work.cancelled():
        return PictureSeen()
    error = work.exception()
    if error is None:
        return PictureSeen(work.result())
    if isinstance(error, Stopped) or not isinstance(error, Exception):
        return PictureSeen()
    return PictureSeen(error=shown_error(error))
