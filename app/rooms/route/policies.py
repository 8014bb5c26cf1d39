"""A person's own policies on the shelf: one document each, read and written as JSON text.

Knows the form of a document; not when one is kept, nor what a policy says.
"""

import json
from dataclasses import dataclass
from typing import Final, Literal

from app.rooms.route.state import PolicyCard
from hearthside.ports import Shelf
from hearthside.store import Documents, SetAside, read_as
from hearthside.wire.jsontext import read_json

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
        self._documents = Documents(shelf, COLLECTION, _kept)

    async def list(self) -> tuple[tuple[PolicyCard, ...], tuple[SetAside, ...]]:
        """All that can be read, by name; and what cannot, which stays where it is."""
        found, aside = await self._documents.all()
        cards = [_card(key, kept) for key, kept in found]
        return tuple(sorted(cards, key=lambda card: (card.name.casefold(), card.key))), aside

    async def open(self, key: str) -> Kept:
        """Raises InvalidInput (shelf.missing, shelf.invalid)."""
        kept = await self._documents.get(key)
        return Kept(_card(key, kept), kept.text)

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


@dataclass(frozen=True, slots=True)
class _Document:
    format: Literal[1]
    name: str
    sample: str
    text: str


def _kept(text: str) -> _Document:
    return read_as(_Document, read_json(text), "the policy")


def _card(key: str, kept: _Document) -> PolicyCard:
    return PolicyCard(key, kept.name, kept.sample, own=True)
