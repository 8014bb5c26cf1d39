"""The texts in hand as they are kept on the shelf, and what was found in them beside.

There is one set at a time. Knows nothing of models.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.rooms.write.many import WHOLE_ROW, Found, Unit
from app.rooms.write.state import Wanted
from hearthside.errors import HearthsideError
from hearthside.ports import Shelf
from hearthside.route.router import record_text
from hearthside.store import Documents, read_as
from hearthside.wire.jsontext import read_json

COLLECTION: Final = "writing"
_TEXTS, _FOUND = "texts", "found"
_FORMAT: Final = 1
_ABOUT_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Texts:
    """A table of texts. Of files it has a row each: its name, and its text. `fields` are what is
    extracted, none before anything was asked."""

    name: str
    unit: Unit
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    column: int
    notes: tuple[str, ...] = ()
    fields: tuple[Wanted, ...] = ()

    def text(self, at: int) -> str:
        """What the fields are extracted from."""
        row = self.rows[at]
        return record_text(self.columns, row) if self.column == WHOLE_ROW else row[self.column]

    def about(self, at: int) -> str:
        """What the text is called: its file, or its first words."""
        called = self.rows[at][0] if self.unit == "file" else self.text(at)
        words = " ".join(called[: 4 * _ABOUT_CHARACTERS].split())
        cut = len(words) > _ABOUT_CHARACTERS
        return f"{words[:_ABOUT_CHARACTERS]}\u2026" if cut else words


class KeptTexts:
    """Keeps one set of texts. Errors: StorageError."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._texts = Documents(shelf, COLLECTION, _read_texts)
        self._found = Documents(shelf, COLLECTION, _read_found)

    async def put(self, texts: Texts) -> None:
        """Keep texts in place of those before, nothing found in them yet."""
        await self._shelf.delete(COLLECTION, _FOUND)
        await self._shelf.put(COLLECTION, _TEXTS, json.dumps({"format": _FORMAT, **asdict(texts)}))

    async def put_found(self, found: tuple[Found, ...]) -> None:
        """Keep what was found, from the first text on."""
        listed = [asdict(one) for one in found]
        await self._shelf.put(COLLECTION, _FOUND, json.dumps(listed))

    async def all(self) -> tuple[Texts, tuple[Found, ...]] | None:
        """What is kept; None where nothing is, or nothing that can be read."""
        with suppress(HearthsideError):
            texts = await self._texts.get(_TEXTS)
            with suppress(HearthsideError):
                return texts, (await self._found.get(_FOUND))[: len(texts.rows)]
            return texts, ()
        return None

    async def forget(self) -> None:
        """All of it."""
        await self._shelf.delete(COLLECTION, _FOUND)
        await self._shelf.delete(COLLECTION, _TEXTS)


def _read_texts(text: str) -> Texts:
    value: Any = read_json(text)
    if value.pop("format") != _FORMAT:
        raise ValueError("it was written by another version")
    texts = read_as(Texts, value, "the texts")
    wide = len(texts.columns)
    if not WHOLE_ROW <= texts.column < wide or any(len(row) != wide for row in texts.rows):
        raise ValueError("its rows do not fit its columns")
    return texts


def _read_found(text: str) -> tuple[Found, ...]:
    return read_as(tuple[Found, ...], read_json(text), "what was found")
