"""Talks kept on the device: save, list, open, delete, bring in.

Two tabs may go on with one talk: what one kept is merged into what the other keeps, so that no turn
is lost. Knows nothing of where a `Shelf` keeps its documents.
"""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from hearthside.errors import InvalidInput
from hearthside.ports import Shelf
from hearthside.store import Documents, SetAside, read_as, time_ms
from hearthside.talk.conversation import Conversation, merged
from hearthside.talk.file import from_json, to_json
from hearthside.talk.search import Hit, search
from hearthside.wire.jsontext import read_json

COLLECTION: Final = "talks"


@dataclass(frozen=True, slots=True)
class TalkTag:
    """A kept talk as a list shows it."""

    key: str
    title: str
    saved_at_ms: int
    turns: int


Looked: TypeAlias = tuple[list[TalkTag], tuple[SetAside, ...]]
_Kept: TypeAlias = tuple[Conversation, int]


class TalkShelf:
    """The talks on `shelf`. `clock_ms` says the time since 1970 in milliseconds.

    Errors: InvalidInput (shelf.missing, shelf.invalid), StorageError.
    """

    def __init__(self, shelf: Shelf, clock_ms: Callable[[], float] | None = None) -> None:
        self._shelf = shelf
        self._documents = Documents(shelf, COLLECTION, _read)
        self._clock_ms = clock_ms or (lambda: time.time() * 1000)

    async def save(self, talk: Conversation, key: str = "") -> tuple[str, Conversation]:
        """Keep a talk, and say under which key; what another tab has added to it is in what is
        kept, and comes back."""
        now_ms = int(self._clock_ms())
        if key:
            talk = merged(await self._there(key), talk)
        key = key or f"{now_ms:x}-{secrets.token_hex(4)}"
        body = {"saved_at_ms": now_ms, "talk": to_json(talk)}
        await self._shelf.put(COLLECTION, key, json.dumps(body, ensure_ascii=False))
        return key, talk

    async def look(self) -> Looked:
        """Every kept talk, newest first, and what cannot be read, so that nothing vanishes."""
        kept, aside = await self._all()
        return [TalkTag(key, it.named(), at_ms, len(it.turns)) for key, (it, at_ms) in kept], aside

    async def open(self, key: str) -> Conversation:
        """The talk under `key`."""
        return (await self._documents.get(key))[0]

    async def delete(self, key: str) -> None:
        """Take the talk off the shelf, readable or not."""
        await self._shelf.delete(COLLECTION, key)

    async def search(self, query: str) -> list[Hit]:
        """Where the words stand, in the talks that were kept last first."""
        kept, _ = await self._all()
        return search([(key, talk) for key, (talk, _) in kept], query)

    async def bring_in(self, text: str) -> tuple[str, Conversation]:
        """Keep the talk of an exported file beside all others. Raises InvalidInput (shelf.invalid)
        and keeps nothing where the text is none."""
        return await self.save(from_json(text))

    async def _all(self) -> tuple[list[tuple[str, _Kept]], tuple[SetAside, ...]]:
        found, aside = await self._documents.all()
        return sorted(found, key=lambda one: (-one[1][1], one[0])), aside

    async def _there(self, key: str) -> Conversation:
        """What is kept under `key`; nothing where that is gone or cannot be read."""
        try:
            return await self.open(key)
        except InvalidInput:
            return Conversation()


def _read(document: str) -> _Kept:
    body: Any = read_json(document)
    return from_json(read_as(str, body["talk"])), time_ms(body["saved_at_ms"])
