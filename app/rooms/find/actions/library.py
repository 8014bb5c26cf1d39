"""The collections on this device: their names on the shelf, what is in them in the encrypted store.

One is open at a time. Of a sealed one nothing but the name stands on the shelf. Knows nothing of
screens, of how files are read, or of what is searched.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.events import AsideFound
from app.rooms.find.events import (
    CollectionGone,
    CollectionLocked,
    CollectionOpened,
    CollectionsListed,
)
from app.rooms.find.state import DEFAULT_DIMENSIONS, Card, FileLine
from app.shell.actions.embedder import EmbedderActions
from app.shell.actions.ports import Dispatch
from hearthside.errors import InvalidInput, WorkerLost
from hearthside.find.index import Index
from hearthside.find.store.entries import Entry
from hearthside.ports import EncryptedStore, Matrices, Shelf
from hearthside.store import Documents, checked, day_in_words, read_as, time_ms
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

CARDS: Final = "finding"
_FORMAT: Final = 1
# Another tab that was heard of so lately is still at its work.
_AT_WORK_S: Final = 5.0


class Library:
    """Holds the collection in hand: `index`, and its `key`. Errors: what store and shelf raise."""

    def __init__(
        self,
        shelf: Shelf,
        encrypted: EncryptedStore,
        matrices: Matrices,
        embedders: EmbedderActions,
        dispatch: Dispatch,
        clock_s: Callable[[], float] = time.time,
    ) -> None:
        self.index: Index | None = None
        self.key = ""
        self.other_model = ""
        self._shelf, self._encrypted, self._matrices = shelf, encrypted, matrices
        self._cards = Documents(shelf, CARDS, _kept)
        self._embedders = embedders
        self._dispatch = dispatch
        self._clock_s = clock_s
        self._heard_s = 0.0
        self._wanted = ""
        self._opening, self._making = asyncio.Lock(), asyncio.Lock()

    async def list(self) -> None:
        """Dispatch of all collections, the one used last first, and of what another tab changed in
        the one in hand."""
        kept, aside = await self._cards.all()
        if self.key not in dict(kept):
            await self.close()
        kept.sort(key=lambda pair: -pair[1].saved_at_ms)
        cards = []
        for key, one in kept:
            sealed, is_open = await self._encrypted.state(store_name(key))
            cards.append(replace(_card(key, one), sealed=sealed, open=is_open))
        self._dispatch(CollectionsListed(tuple(cards)))
        self._dispatch(AsideFound(CARDS, aside))
        if await self.caught_up():
            await self.told()

    async def caught_up(self) -> bool:
        """Take in what other tabs have changed in the collection in hand; whether they did."""
        changed = self.index is not None and await self.index.catch_up()
        if changed:
            self._heard_s = self._clock_s()
            self.use()
        return changed

    async def is_sealed(self) -> bool:
        """Whether the collection in hand is sealed."""
        sealed, _ = await self._encrypted.state(store_name(self.key))
        return sealed

    async def others_rest(self) -> None:
        """Wait while another tab is at work on the collection in hand: it makes vectors, too."""
        while self._clock_s() - self._heard_s < _AT_WORK_S:
            await asyncio.sleep(1.0)
            await self.caught_up()

    async def open(self, key: str, passphrase: str = "") -> None:
        """Take a collection in hand, and tell of it; of a locked one, that it is. Of several that
        are asked for before one is open, only the last is."""
        self._wanted = key
        async with self._opening:
            if self._wanted == key and await self._unlocked(key, passphrase):
                await self._take(key)

    async def _take(self, key: str) -> None:
        if self.key == key and self.index is not None:
            self.use()
        else:
            await self.close()
            index, other_model = await self._opened(key)
            if self._wanted != key:
                await index.close()
                return
            self.index, self.other_model, self.key = index, other_model, key
        await self.told()

    async def _unlocked(self, key: str, passphrase: str) -> bool:
        wrong = False
        if passphrase:
            try:
                await self._encrypted.open(store_name(key), passphrase)
            except InvalidInput as error:
                if error.code != Code.PASSPHRASE_WRONG:
                    raise
                wrong = True
        _, is_open = await self._encrypted.state(store_name(key))
        if (wrong or not is_open) and self._wanted == key:
            self._dispatch(CollectionLocked(key, wrong=wrong))
        return is_open and not wrong

    async def _opened(self, key: str) -> tuple[Index, str]:
        """The index, and the id of the model that made its vectors if that is not here."""
        encrypted, name, embedder = self._encrypted, store_name(key), self._embedders.embedder
        try:
            return await Index.open(encrypted, self._matrices, name, embedder), ""
        except InvalidInput as error:
            if error.code != Code.INDEX_MODEL:
                raise
            return await Index.open(encrypted, self._matrices, name), error.detail

    def use(self) -> None:
        """Another embedder may be here than when the collection was opened, or none any more."""
        if self.index is None:
            return
        self.other_model = ""
        try:
            self.index.use(self._embedders.embedder)
        except InvalidInput as error:
            if error.code != Code.INDEX_MODEL:
                raise
            self.index.use(None)
            self.other_model = error.detail

    async def told(self) -> None:
        """Dispatch of the collection in hand as it is now, and keep what may be known of it."""
        index, key = self.index, self.key
        if index is None:
            return
        sealed, _ = await self._encrypted.state(store_name(key))
        figures = index.figures()
        text = await self._shelf.get(CARDS, key)
        if text is None:  # another tab deleted it: it must not come back by being told of
            await self.close()
            await self.list()
            return
        card = Card(
            key,
            checked(_kept, text).name,
            sealed=sealed,
            documents=figures.documents,
            passages=figures.chunks,
            size_bytes=figures.stored_bytes,
            model=figures.model,
            dimensions=figures.dimensions,
            unread=figures.missing,
        )
        await self._keep(card)
        lines = tuple([_line(entry) for entry in index.documents])
        damaged = tuple([FileLine(it.path, 0, 0, damaged=True) for it in index.damaged if it.path])
        languages = tuple(sorted({line.language for line in lines if line.language}))
        self._dispatch(CollectionOpened(card, (*damaged, *lines), languages, self.other_model))

    async def _keep(self, card: Card) -> None:
        shown = card if not card.sealed else Card(card.key, card.name, sealed=True)
        counts = {name: getattr(shown, name) for name in _COUNTS}
        now_ms = int(self._clock_s() * 1000)
        text = {"format": _FORMAT, "name": card.name, "saved_at_ms": now_ms, **counts}
        await self._shelf.put(CARDS, card.key, json.dumps(text))

    async def make(self, name: str, passphrase: str = "") -> None:
        """A new collection, in hand at once. Raises InvalidInput where one has this name."""
        async with self._making:
            if await self._key_of(name):
                message = f"There is a collection called \u201c{name}\u201d already."
                raise InvalidInput(Code.CALL_INVALID, message)
            key = await self._made(name, passphrase)
        await self.open(key)

    async def named(self, name: str) -> None:
        """The collection of that name in hand; a new one where there is none."""
        async with self._making:
            key = await self._key_of(name) or await self._made(name)
        await self.open(key)

    async def _key_of(self, name: str) -> str:
        """The collection of that name; "" where there is none."""
        kept, _ = await self._cards.all()
        return next((key for key, one in kept if one.name == name), "")

    async def _made(self, name: str, passphrase: str = "") -> str:
        key = secrets.token_hex(6)
        if passphrase:
            await self._encrypted.open(store_name(key), passphrase)
        await self._keep(Card(key, name, sealed=bool(passphrase)))
        return key

    async def rename(self, key: str, name: str) -> None:
        await self._keep(replace(_card(key, await self._cards.get(key)), name=name))

    async def lock(self, key: str) -> None:
        await self._let_go(key)
        await self._encrypted.lock(store_name(key))
        self._dispatch(CollectionLocked(key))

    async def delete(self, key: str) -> None:
        """All of it, locked or damaged as it may be."""
        await self._let_go(key)
        await self._encrypted.clear(store_name(key))
        await self._shelf.delete(CARDS, key)
        self._dispatch(CollectionGone(key))

    async def _let_go(self, key: str) -> None:
        """Neither have the collection in hand, nor take it when it is open."""
        if self._wanted == key:
            self._wanted = ""
        if self.key == key:
            await self.close()

    async def remove(self, key: str, names: tuple[str, ...]) -> None:
        if self.index is None or self.key != key:
            return
        for name in names:
            await self.index.remove(name)
        await self.told()

    async def close(self) -> None:
        """Give the engine its memory back, if that engine is still there."""
        index, self.index, self.key, self.other_model = self.index, None, "", ""
        if index is not None:
            with suppress(WorkerLost):
                await index.close()


_COUNTS: Final = (
    "sealed", "documents", "passages", "size_bytes", "model", "dimensions", "unread"
)  # fmt: skip


def store_name(key: str) -> str:
    """Where in the encrypted store a collection is kept."""
    return f"find-{key}"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the shelf has of a collection."""

    format: Literal[1]
    name: str
    saved_at_ms: int
    sealed: bool = False
    documents: int = 0
    passages: int = 0
    size_bytes: int = 0
    model: str = ""
    dimensions: int = DEFAULT_DIMENSIONS
    unread: int = 0


def _kept(text: str) -> _Kept:
    kept = read_as(_Kept, read_json(text), "the collection")
    time_ms(kept.saved_at_ms)
    return kept


def _card(key: str, kept: _Kept) -> Card:
    return Card(key, kept.name, **{name: getattr(kept, name) for name in _COUNTS})


def _line(entry: Entry) -> FileLine:
    return FileLine(
        entry.path,
        entry.chunks,
        entry.size_bytes,
        day_in_words(entry.modified_ms),
        entry.language,
    )
