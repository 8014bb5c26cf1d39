"""How the work of the Shelf goes: values only."""

from dataclasses import dataclass

from app.rooms.shelf.state import ShelfEntry


@dataclass(frozen=True, slots=True)
class ShelfRead:
    entries: tuple[ShelfEntry, ...]


@dataclass(frozen=True, slots=True)
class ShelfExported:
    text: str
    day: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did, in a sentence."""

    words: str
