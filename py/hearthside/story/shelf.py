"""Earlier stories, kept on the device: save, list, open, rename, delete, export and import all.

Knows nothing of where a `Shelf` keeps its documents.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from hearthside.errors import HearthsideError, InvalidInput
from hearthside.jsontext import read_json
from hearthside.ports import Shelf
from hearthside.story.book import Story
from hearthside.wire import Code

COLLECTION: Final = "stories"
FORMAT: Final = 1
MAX_IMPORT_CHARACTERS: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class StoryTag:
    """A kept story as a list shows it. `readable`: this version can open it."""

    key: str
    title: str
    saved_at_ms: int
    scenes: int
    complete: bool
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `kept_both`: same key, other text, so the newcomer got a new key."""

    added: int
    already_there: int
    kept_both: int


class StoryShelf:
    """The stories on `shelf`. `clock_ms` says the time since 1970 in milliseconds.

    Errors: InvalidInput (shelf.missing, shelf.invalid, form.invalid for a title), StorageError.
    """

    def __init__(self, shelf: Shelf, clock_ms: Callable[[], float] | None = None) -> None:
        self._shelf = shelf
        self._clock_ms = clock_ms or (lambda: time.time() * 1000)

    async def save(self, story: Story, key: str | None = None) -> str:
        """Keep `story` and say under which key; a `key` given replaces what it names."""
        now_ms = int(self._clock_ms())
        key = key or await self._free_key(f"{now_ms:x}", story)
        await self._shelf.put(COLLECTION, key, _document(story, now_ms))
        return key

    async def list(self) -> list[StoryTag]:
        """Every kept story, newest first. Damaged ones are listed too, so that nothing vanishes."""
        tags = [_tag(key, text) for key, text in await self._shelf.list(COLLECTION)]
        return sorted(tags, key=lambda tag: (-tag.saved_at_ms, tag.key))

    async def open(self, key: str) -> Story:
        """The story under `key`."""
        return _read(await self._text(key))[0]

    async def rename(self, key: str, title: str) -> None:
        """Give the story another title; its place in the list stays."""
        story, saved_at_ms = _read(await self._text(key))
        await self._shelf.put(COLLECTION, key, _document(story.renamed(title), saved_at_ms))

    async def delete(self, key: str) -> None:
        """Take the story off the shelf, readable or not."""
        await self._text(key)
        await self._shelf.delete(COLLECTION, key)

    async def export_all(self) -> str:
        """Every story as one JSON text, damaged ones as they are."""
        stories = dict(await self._shelf.list(COLLECTION))
        return json.dumps({"hearthside": FORMAT, "stories": stories}, ensure_ascii=False, indent=1)

    async def import_all(self, text: str) -> Imported:
        """Put the stories of an export on the shelf. Nothing that is there is changed.

        All or nothing: raises InvalidInput (shelf.invalid) before the first story is put when any
        of them cannot be read.
        """
        newcomers = _exported(text)
        there = dict(await self._shelf.list(COLLECTION))
        known = set(there.values())
        added = already = both = 0
        for key, document in newcomers.items():
            if document in known:
                already += 1
                continue
            taken = key in there
            free = await self._free_key(key, _read(document)[0]) if taken else key
            await self._shelf.put(COLLECTION, free, document)
            there[free] = document
            known.add(document)
            both += taken
            added += not taken
        return Imported(added, already, both)

    async def _text(self, key: str) -> str:
        text = await self._shelf.get(COLLECTION, key)
        if text is None:
            raise InvalidInput(Code.SHELF_MISSING, "This story is no longer on the shelf.")
        return text

    async def _free_key(self, start: str, story: Story) -> str:
        mark = hashlib.sha256(story.to_json().encode("utf-8", "replace")).hexdigest()
        key, number = f"{start}-{mark[:8]}", 1
        while await self._shelf.get(COLLECTION, key) is not None:
            number += 1
            key = f"{start}-{mark[:8]}-{number}"
        return key


def _document(story: Story, saved_at_ms: int) -> str:
    body = {"saved_at_ms": saved_at_ms, "story": story.to_json()}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _read(document: str) -> tuple[Story, int]:
    try:
        body: Any = read_json(document)
        text, saved_at_ms = body["story"], body["saved_at_ms"]
    except (ValueError, TypeError, KeyError) as error:
        raise _invalid("A story in it is damaged") from error
    if not isinstance(text, str) or type(saved_at_ms) is not int:
        raise _invalid("A story in it is damaged")
    return Story.from_json(text), saved_at_ms


def _tag(key: str, document: str) -> StoryTag:
    try:
        story, saved_at_ms = _read(document)
    except HearthsideError:
        return StoryTag(key, "A story that cannot be opened", 0, 0, False, readable=False)
    return StoryTag(key, story.title, saved_at_ms, len(story.scenes), story.complete)


def _exported(text: str) -> dict[str, str]:
    if len(text) > MAX_IMPORT_CHARACTERS:
        raise _invalid("The file is too large")
    try:
        body: Any = read_json(text)
        version, stories = body["hearthside"], body["stories"]
    except (ValueError, TypeError, KeyError) as error:
        raise _invalid("This is not a file of stories") from error
    if version != FORMAT or not isinstance(stories, dict):
        raise _invalid("This is not a file of stories that this version knows")
    for key, document in stories.items():
        if not isinstance(document, str) or not 0 < len(key) <= 200:
            raise _invalid("A story in it is damaged")
        _read(document)
    return stories


def _invalid(why: str) -> InvalidInput:
    return InvalidInput(Code.SHELF_INVALID, f"{why}, so nothing was changed on the shelf.")
