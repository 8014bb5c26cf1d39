"""Earlier stories, kept on the device: save, list, open, rename, delete, export and import all.

Knows nothing of where a `Shelf` keeps its documents.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from hearthside.errors import InvalidInput
from hearthside.ports import Shelf
from hearthside.store import Documents, SetAside, checked, read_as, time_ms
from hearthside.story.book import MAX_TITLE_CHARACTERS, Story
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

COLLECTION: Final = "stories"
FORMAT: Final = 1
MAX_IMPORT_CHARACTERS: Final = 50_000_000
MAX_KEY_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class StoryTag:
    """A kept story as a list shows it."""

    key: str
    title: str
    saved_at_ms: int
    scenes: int
    complete: bool
    branch_of: str = ""
    outline: str = ""


Looked: TypeAlias = tuple[list[StoryTag], tuple[SetAside, ...]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `kept_both`: same key, other text, so the newcomer got a new key;
    `set_aside`: documents that cannot be read, which are on the shelf as they came."""

    added: int
    already_there: int
    kept_both: int
    set_aside: int = 0


class StoryShelf:
    """The stories on `shelf`. `clock_ms` says the time since 1970 in milliseconds.

    Errors: InvalidInput (shelf.missing, shelf.invalid, form.invalid for a title), StorageError.
    """

    def __init__(self, shelf: Shelf, clock_ms: Callable[[], float] | None = None) -> None:
        self._shelf = shelf
        self._documents = Documents(shelf, COLLECTION, _read)
        self._clock_ms = clock_ms or (lambda: time.time() * 1000)

    async def save(self, story: Story, key: str | None = None) -> str:
        """Keep `story` and say under which key; a `key` given replaces what it names."""
        now_ms = int(self._clock_ms())
        key = key or await self._free_key(f"{now_ms:x}", story.to_json())
        await self._shelf.put(COLLECTION, key, _document(story, now_ms))
        return key

    async def list(self) -> list[StoryTag]:
        """Every kept story that can be read, newest first."""
        return (await self.look())[0]

    async def look(self) -> Looked:
        """Every kept story, newest first, and what cannot be read, so that nothing vanishes."""
        found, aside = await self._documents.all()
        tags = [_tag(key, *read) for key, read in found]
        return sorted(tags, key=lambda tag: (-tag.saved_at_ms, tag.key)), aside

    async def open(self, key: str) -> Story:
        """The story under `key`."""
        await self._text(key)
        return (await self._documents.get(key))[0]

    async def rename(self, key: str, title: str) -> None:
        """Give the story another title; its place in the list stays."""
        await self._text(key)
        story, saved_at_ms = await self._documents.get(key)
        await self._shelf.put(COLLECTION, key, _document(story.renamed(title), saved_at_ms))

    async def free_title(self, title: str) -> str:
        """`title`, or where a story of that name is here, with a number after it: "Title (2)"."""
        taken = {tag.title.casefold() for tag in await self.list()}
        free, number = title, 1
        while free.casefold() in taken:
            number += 1
            mark = f" ({number})"
            free = title[: MAX_TITLE_CHARACTERS - len(mark)].rstrip() + mark
        return free

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

        What cannot be read comes along as it is, to be saved or deleted there. Raises InvalidInput
        (shelf.invalid), and puts nothing, where the text is no export or holds no readable story.
        """
        newcomers = _exported(text)
        there = dict(await self._shelf.list(COLLECTION))
        known = set(there.values())
        counts = Counter[str]()
        for key, (document, sound) in newcomers.items():
            if document in known:
                counts["already_there"] += 1
                continue
            taken = key in there
            free = await self._free_key(key, document) if taken else key
            await self._shelf.put(COLLECTION, free, document)
            there[free] = document
            known.add(document)
            counts[("kept_both" if taken else "added") if sound else "set_aside"] += 1
        kinds = ("added", "already_there", "kept_both", "set_aside")
        return Imported(**{kind: counts[kind] for kind in kinds})

    async def _text(self, key: str) -> str:
        text = await self._shelf.get(COLLECTION, key)
        if text is None:
            raise InvalidInput(Code.SHELF_MISSING, "This story is no longer on the shelf.")
        return text

    async def _free_key(self, start: str, text: str) -> str:
        mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        start = start[: MAX_KEY_CHARACTERS - 20]
        key, number = f"{start}-{mark[:8]}", 1
        while await self._shelf.get(COLLECTION, key) is not None:
            number += 1
            key = f"{start}-{mark[:8]}-{number}"
        return key


def _document(story: Story, saved_at_ms: int) -> str:
    body = {"saved_at_ms": saved_at_ms, "story": story.to_json()}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _read(document: str) -> tuple[Story, int]:
    body: Any = read_json(document)
    return Story.from_json(read_as(str, body["story"])), time_ms(body["saved_at_ms"])


def _tag(key: str, story: Story, saved_at_ms: int) -> StoryTag:
    scenes = len(story.scenes)
    return StoryTag(
        key,
        story.title,
        saved_at_ms,
        scenes,
        story.complete,
        story.branch_of,
        story.plan.outline,
    )


def _exported(text: str) -> dict[str, tuple[str, bool]]:
    """The documents of an export by key, each with whether it can be read."""
    if len(text) > MAX_IMPORT_CHARACTERS:
        raise _invalid("The file is too large")
    try:
        body: Any = read_json(text, once=_all_of)
        version, stories = read_as(int, body["hearthside"]), body["stories"]
    except (ValueError, TypeError, LookupError) as error:
        raise _invalid("This is not a file of stories") from error
    if version != FORMAT or not isinstance(stories, dict):
        raise _invalid("This is not a file of stories that this version knows")
    found: dict[str, tuple[str, bool]] = {}
    why = "There is no story in this file"
    for number, (key, document) in enumerate(stories.items(), start=1):
        whole = document if isinstance(document, str) else json.dumps(document)
        # A key goes through a page's attributes and back, which no unprintable character does.
        fit = 0 < len(key) <= MAX_KEY_CHARACTERS and key.isprintable()
        key = key if fit else f"imported-{number}"
        try:
            checked(_read, whole)
            found[key] = whole, True
        except InvalidInput as error:
            found[key] = whole, False
            why = f"No story in this file can be read. {error.message.rstrip('.')}"
    if not any(sound for _, sound in found.values()):
        raise _invalid(why)
    return found


def _all_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that names something twice keeps both, the second under a name of its own."""
    found: dict[str, Any] = {}
    for number, (name, value) in enumerate(pairs):
        found[name if name not in found else f"{name[: MAX_KEY_CHARACTERS - 20]}-{number}"] = value
    return found


def _invalid(why: str) -> InvalidInput:
    return InvalidInput(Code.SHELF_INVALID, f"{why}, so nothing was changed on the shelf.")
