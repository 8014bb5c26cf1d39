"""The shelf's work: keeping, listing, opening, renaming, deleting, and files of all stories.

Knows nothing of how stories are told.
"""

import datetime
from collections.abc import Callable

from app.deeds.station import Tell, trouble_of
from app.effects import PutBack, ShelfWork
from app.events import (
    AsideFound,
    Failed,
    Noticed,
    ShelfExported,
    ShelfKept,
    ShelfRead,
    StoryDeleted,
    StoryOpened,
)
from app.state import Deleted, ShelfEntry
from hearthside.errors import HearthsideError
from hearthside.kept import day_in_words
from hearthside.ports import Shelf
from hearthside.story import Imported, Story, StoryShelf, StoryTag
from hearthside.story.shelf import COLLECTION

Today = Callable[[], datetime.date]


class ShelfDeeds:
    """Works on the stories of `shelf`. `today` is for saying when a story was kept."""

    def __init__(self, shelf: Shelf, tell: Tell, today: Today = datetime.date.today) -> None:
        self._shelf = shelf
        self._stories = StoryShelf(shelf)
        self._tell = tell
        self._today = today

    async def keep(self, story: Story, key: str) -> str:
        """Put a story on the shelf, under `key` if it has one; its key. A full disk is told of."""
        try:
            kept = await self._stories.save(story, key or None)
        except HearthsideError as error:
            self._tell(Failed(trouble_of(error)))
            return key
        self._tell(ShelfKept(kept))
        return kept

    async def do(self, effect: ShelfWork | PutBack) -> None:
        """Do it and read the shelf anew. What goes wrong is shown beside the shelf."""
        try:
            if isinstance(effect, PutBack):
                await self._shelf.put(COLLECTION, effect.deleted.key, effect.deleted.document)
                self._tell(ShelfKept(""))
            else:
                await self._do(effect)
        except HearthsideError as error:
            self._tell(Failed(trouble_of(error, "shelf")))
        tags, aside = await self._stories.look()
        today = self._today()
        self._tell(ShelfRead(tuple([_entry(tag, today) for tag in tags])))
        self._tell(AsideFound(COLLECTION, aside))

    async def _do(self, work: ShelfWork) -> None:
        match work.what:
            case "open":
                self._tell(StoryOpened(await self._stories.open(work.id), work.id))
            case "title":
                await self._stories.rename(work.id, work.text)
                self._tell(ShelfKept(work.id))
            case "delete":
                await self._delete(work.id)
            case "export":
                text = await self._stories.export_all()
                self._tell(ShelfExported(text, self._today().isoformat()))
            case "import":
                self._tell(Noticed(_brought(await self._stories.import_all(work.text)), "shelf"))
                self._tell(ShelfKept(""))

    async def _delete(self, key: str) -> None:
        """Delete, keeping the document as it was, so that it can be put back even if damaged."""
        document = await self._shelf.get(COLLECTION, key)
        title = {tag.key: tag.title for tag in await self._stories.list()}.get(key, "")
        await self._stories.delete(key)
        self._tell(StoryDeleted(Deleted(key, title, document or "")))


def _brought(done: Imported) -> str:
    """What an import did, in a sentence."""
    added = done.added + done.kept_both
    if not added:
        return "All of these stories were on the shelf already."
    came = "1 story was added" if added == 1 else f"{added} stories were added"
    there = f"; {done.already_there} were here already" if done.already_there else ""
    there += (
        f"; {done.set_aside} could not be read and are set aside below" if done.set_aside else ""
    )
    return f"{came}{there}."


def _entry(tag: StoryTag, today: datetime.date) -> ShelfEntry:
    when = day_in_words(tag.saved_at_ms, today)
    return ShelfEntry(tag.key, tag.title, when, tag.scenes, tag.complete)
