"""A person's own policies on the shelf: one document each, read and written as JSON text.

Knows the form of a document; not when one is kept, nor what a policy says.
"""

import json
from dataclasses import dataclass
from typing import Final

from app.route.state import PolicyCard
from hearthside.errors import InvalidInput
from hearthside.jsontext import read_json
from hearthside.ports import Shelf
from hearthside.wire import Code

COLLECTION: Final = "policies"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A policy as it was kept."""

    card: PolicyCard
    text: str


class PolicyShelf:
    """The policies in `shelf`, by key."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def list(self) -> tuple[PolicyCard, ...]:
        """All that can be read, by name. Damaged ones stay where they are."""
        kept = [_kept(key, text) for key, text in await self._shelf.list(COLLECTION)]
        cards = [one.card for one in kept if one is not None]
        return tuple(sorted(cards, key=lambda card: (card.name.casefold(), card.key)))

    async def open(self, key: str) -> Kept:
        """Raises InvalidInput (shelf.missing) where there is none under `key`."""
        text = await self._shelf.get(COLLECTION, key)
        kept = _kept(key, text) if text is not None else None
        if kept is None:
            raise InvalidInput(Code.SHELF_MISSING, "That policy is not kept here any more.")
        return kept

    async def keep(self, card: PolicyCard, text: str) -> None:
        document = {"format": _FORMAT, "name": card.name, "sample": card.sample, "text": text}
        await self._shelf.put(COLLECTION, card.key, json.dumps(document, ensure_ascii=False))

    async def take(self, key: str) -> str:
        """Take it off the shelf; the document as it was, "" where there was none."""
        document = await self._shelf.get(COLLECTION, key)
        await self._shelf.delete(COLLECTION, key)
        return document or ""

    async def put_back(self, key: str, document: str) -> None:
        await self._shelf.put(COLLECTION, key, document)


def _kept(key: str, text: str) -> Kept | None:
    try:
        read = read_json(text)
        if read["format"] != _FORMAT:
            return None
        name, sample = str(read["name"]), str(read["sample"])
        return Kept(PolicyCard(key, name, sample, own=True), str(read["text"]))
    # Another version's document, or a damaged one: not ours to read, nor to throw away.
    except Exception:
        return None
