"""The lesson in hand as it is kept: its examples on the shelf, where its training stands beside it.

There is one at a time. Knows nothing of how training is done.
"""

import json
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from app.rooms.teach.state import Lesson
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.finetune import FinetuneState, read_state, write_state
from hearthside.ports import EncryptedStore, Shelf
from hearthside.store import Documents, read_as
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

LESSONS: Final = "teaching"
_KEY: Final = "lesson"
_STATE: Final = "state"
_FORMAT: Final = 1


class Lessons:
    """Keeps one lesson. Errors: StorageError."""

    def __init__(self, shelf: Shelf, encrypted: EncryptedStore) -> None:
        self._shelf = shelf
        self._encrypted = encrypted
        self._documents = Documents(shelf, LESSONS, _read)

    async def put(self, lesson: Lesson) -> None:
        """Keep a lesson in place of the one before; what was learnt so far stays."""
        text = json.dumps({"format": _FORMAT, **asdict(lesson)})
        await self._shelf.put(LESSONS, _KEY, text)

    async def get(self) -> Lesson | None:
        """The lesson in hand. Raises InvalidInput (shelf.invalid) where it cannot be read."""
        try:
            return await self._documents.get(_KEY)
        except InvalidInput as error:
            if error.code is Code.SHELF_MISSING:
                return None
            raise

    async def put_state(self, state: FinetuneState) -> None:
        """Keep where training stands."""
        await self._encrypted.write(LESSONS, _STATE, write_state(state))

    async def state(self) -> FinetuneState | None:
        """Where training stands; None where nothing can be gone on with."""
        with suppress(HearthsideError):
            data = await self._encrypted.read(LESSONS, _STATE)
            return read_state(data) if data else None
        return None

    async def forget_state(self) -> None:
        """Nothing is gone on with any more."""
        await self._encrypted.delete(LESSONS, _STATE)

    async def forget(self) -> None:
        """The lesson, and where its training stands."""
        await self._shelf.delete(LESSONS, _KEY)
        await self.forget_state()


def _read(text: str) -> Lesson:
    value: Any = read_json(text)
    if value.pop("format") != _FORMAT:
        raise ValueError("it was written by another version")
    return read_as(Lesson, value, "the lesson")
