"""The Find room's work, handed to those who do it: collections, files, vectors, searches.

Knows who does what, and tells in the room what goes wrong. Knows nothing of screens.
"""

import asyncio
from typing import Final

from app.context import Context
from app.events import Failed
from app.rooms.find import effects as wish
from app.rooms.find.actions.library import CARDS, Library
from app.rooms.find.actions.reading import Reader
from app.rooms.find.actions.seeking import Seeker
from app.rooms.find.actions.vectors import VectorWork
from app.rooms.find.events import MakingDone
from app.shell.actions.context import shown_error
from hearthside.errors import HearthsideError

_OF_READER: Final = (
    wish.TakeFiles, wish.TakeSamples, wish.FileCame, wish.TryAgain, wish.GoOnReading,
    wish.PauseReading, wish.DropFiles,
)  # fmt: skip
_OF_SEEKER: Final = (wish.SearchFor, wish.StopAnswer, wish.ShowPlace)
_OF_VECTORS: Final = (wish.EmbedMissing, wish.Resize, wish.MeasureTrades)


class FindActions:
    """Does what the room's rules ask for. `tell` takes events."""

    def __init__(self, context: Context) -> None:
        tell, clock, embedders = context.tell, context.clock, context.embedders
        stores = (context.shelf, context.encrypted, context.matrices)
        self._tell = tell
        self._library = Library(*stores, embedders, tell)
        self._reader = Reader(self._library, tell, clock)
        self._vectors = VectorWork(self._library, context.matrices, embedders, tell, clock)
        self._seeker = Seeker(self._library, context.models, embedders, tell)

    async def do(self, effect: wish.FindEffect) -> None:
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
            self._tell(Failed(shown_error(error, "find")))

    async def forget(self, collection: str, key: str) -> None:
        """Delete all that is kept of a collection, readable or not."""
        self._seeker.stop()
        self._vectors.stop()
        await self._library.delete(key)

    async def _read(self, effect: wish.FindEffect) -> None:
        match effect:
            case wish.TakeFiles():
                await self._reader.take(effect)
            case wish.TakeSamples():
                await self._reader.take_samples()
            case wish.FileCame():
                self._reader.came(effect)
            case wish.TryAgain():
                await self._reader.try_again(effect)
            case wish.GoOnReading():
                await self._reader.go_on()
            case wish.PauseReading():
                self._reader.pause()
            case wish.DropFiles():
                self._reader.drop()

    async def _seek(self, effect: wish.FindEffect) -> None:
        match effect:
            case wish.SearchFor():
                await self._seeker.search(effect)
            case wish.StopAnswer():
                self._seeker.stop()
            case wish.ShowPlace():
                await self._seeker.place(effect)

    async def _of_library(self, effect: wish.FindEffect) -> None:
        match effect:
            case wish.ListCollections():
                await self._library.list()
            case wish.OpenCollection(key, passphrase):
                await self._library.open(key, passphrase)
            case wish.LockCollection(key):
                await self._library.lock(key)
            case wish.MakeCollection(name, passphrase):
                try:
                    await self._library.make(name, passphrase)
                finally:
                    self._tell(MakingDone())
            case wish.RenameCollection(key, name):
                await self._library.rename(key, name)
            case wish.DeleteCollection(key):
                await self.forget(CARDS, key)
            case wish.RemoveFiles(key, names):
                await self._library.remove(key, names)
