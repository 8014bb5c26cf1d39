"""The Find room's work, handed to those who do it: collections, files, vectors, searches.

Knows who does what, and tells in the room what goes wrong. Knows nothing of screens.
"""

import asyncio
from typing import Final

from app.context import Context
from app.events import Failed
from app.rooms.find import effects
from app.rooms.find.actions.library import CARDS, Library
from app.rooms.find.actions.reading import Reader
from app.rooms.find.actions.seeking import Seeker
from app.rooms.find.actions.vectors import VectorWork
from app.rooms.find.events import MakingDone
from app.shell.actions.ports import shown_error
from hearthside.errors import HearthsideError

_OF_READER: Final = (
    effects.TakeFiles, effects.TakeSamples, effects.FileCame, effects.TryAgain, effects.GoOnReading,
    effects.PauseReading, effects.DropFiles,
)  # fmt: skip
_OF_SEEKER: Final = (effects.SearchFor, effects.StopAnswer, effects.ShowPlace)
_OF_VECTORS: Final = (effects.EmbedMissing, effects.Resize, effects.MeasureTrades)


class FindActions:
    """Does what the room's rules ask for. `dispatch` takes events."""

    def __init__(self, context: Context) -> None:
        dispatch, clock, embedders = context.dispatch, context.clock, context.embedders
        stores = (context.shelf, context.encrypted, context.matrices)
        self._dispatch = dispatch
        self._library = Library(*stores, embedders, dispatch)
        self._reader = Reader(self._library, dispatch, clock)
        self._vectors = VectorWork(self._library, context.matrices, embedders, dispatch, clock)
        self._seeker = Seeker(self._library, context.models, embedders, dispatch)

    async def do(self, effect: effects.FindEffect) -> None:
        """Do it to its end. What goes wrong is told in the room."""
        try:
            if isinstance(effect, _OF_READER):
                await self._read(effect)
            elif isinstance(effect, _OF_SEEKER):
                await self._seek(effect)
            elif isinstance(effect, _OF_VECTORS):
                await self._vectors.do(effect)
            else:
                await self._of_library(effect)
        except asyncio.CancelledError:
            return
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, "find")))

    async def forget(self, collection: str, key: str) -> None:
        """Delete all that is kept of a collection, readable or not."""
        self._seeker.stop()
        self._vectors.stop()
        await self._library.delete(key)

    async def _read(self, effect: effects.FindEffect) -> None:
        match effect:
            case effects.TakeFiles():
                await self._reader.take(effect)
            case effects.TakeSamples():
                await self._reader.take_samples()
            case effects.FileCame():
                self._reader.came(effect)
            case effects.TryAgain():
                await self._reader.try_again(effect)
            case effects.GoOnReading():
                await self._reader.go_on()
            case effects.PauseReading():
                self._reader.pause()
            case effects.DropFiles():
                self._reader.drop()

    async def _seek(self, effect: effects.FindEffect) -> None:
        match effect:
            case effects.SearchFor():
                await self._seeker.search(effect)
            case effects.StopAnswer():
                self._seeker.stop()
            case effects.ShowPlace():
                await self._seeker.place(effect)

    async def _of_library(self, effect: effects.FindEffect) -> None:
        match effect:
            case effects.ListCollections():
                await self._library.list()
            case effects.OpenCollection(key, passphrase):
                await self._library.open(key, passphrase)
            case effects.LockCollection(key):
                await self._library.lock(key)
            case effects.MakeCollection(name, passphrase):
                try:
                    await self._library.make(name, passphrase)
                finally:
                    self._dispatch(MakingDone())
            case effects.RenameCollection(key, name):
                await self._library.rename(key, name)
            case effects.DeleteCollection(key):
                await self.forget(CARDS, key)
            case effects.RemoveFiles(key, names):
                await self._library.remove(key, names)
