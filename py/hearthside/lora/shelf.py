"""Adapters kept on the device: a card of each on the shelf, its file in the store beside it.

    adapters = AdapterShelf(shelf, encrypted)
    key = await adapters.put(adapter, "It helped.")

Knows nothing of how adapters come about, or of screens.
"""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from hearthside.errors import InvalidInput
from hearthside.lora.adapter import Adapter
from hearthside.lora.file import read_adapter, write_adapter
from hearthside.ports import EncryptedStore, Shelf
from hearthside.store import Documents, SetAside, read_as, time_ms
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

ADAPTERS: Final = "adapters"
"""The name of the collection, on the shelf and in the store."""
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class AdapterCard:
    """What a list shows of an adapter, without reading it. `words`: how well it did, for people."""

    title: str
    model: str
    base: str
    prompt_format: str
    trained: int
    size_bytes: int
    saved_at_ms: int
    words: str = ""


class AdapterShelf:
    """The adapters on this device. Errors: InvalidInput (shelf.missing, shelf.invalid, where the
    file is damaged adapter.invalid), StorageError."""

    def __init__(
        self, shelf: Shelf, encrypted: EncryptedStore, clock_s: Callable[[], float] = time.time
    ) -> None:
        self._shelf = shelf
        self._encrypted = encrypted
        self._cards = Documents(shelf, ADAPTERS, _card)
        self._clock_s = clock_s

    async def all(self) -> tuple[list[tuple[str, AdapterCard]], tuple[SetAside, ...]]:
        """(key, card) of each that can be read, the newest first; and what cannot."""
        found, aside = await self._cards.all()
        return sorted(found, key=lambda pair: (-pair[1].saved_at_ms, pair[0])), aside

    async def put(self, adapter: Adapter, words: str = "") -> str:
        """Keep an adapter; its key. The file comes first: a card without one would be a lie."""
        data, manifest = write_adapter(adapter), adapter.manifest
        key, now_ms = secrets.token_hex(6), int(self._clock_s() * 1000)
        card = AdapterCard(
            title=manifest.title,
            model=manifest.model,
            base=manifest.base,
            prompt_format=manifest.prompt_format,
            trained=manifest.data.trained,
            size_bytes=len(data),
            saved_at_ms=now_ms,
            words=words,
        )
        await self._encrypted.write(ADAPTERS, key, data)
        await self._shelf.put(ADAPTERS, key, json.dumps({"format": _FORMAT, **asdict(card)}))
        return key

    async def card(self, key: str) -> AdapterCard:
        """The card of one."""
        return await self._cards.get(key)

    async def data(self, key: str) -> bytes:
        """The file of one, as it is exported."""
        data = await self._encrypted.read(ADAPTERS, key)
        if data is None:
            raise InvalidInput(Code.SHELF_MISSING, "This adapter is not on this device any more.")
        return data

    async def get(self, key: str) -> Adapter:
        """One of them, to be used."""
        return read_adapter(await self.data(key))

    async def delete(self, key: str) -> None:
        """All of it, readable or not; does nothing where there is none."""
        await self._shelf.delete(ADAPTERS, key)
        await self._encrypted.delete(ADAPTERS, key)


def _card(text: str) -> AdapterCard:
    value: Any = read_json(text)
    if value.pop("format") != _FORMAT:
        raise ValueError("it was written by another version")
    card = read_as(AdapterCard, value, "the adapter")
    time_ms(card.saved_at_ms)
    return card
