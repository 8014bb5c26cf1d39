"""The shelf's work: keeping, listing, opening, renaming, deleting, and files of all stories.

Knows nothing of how stories are told.
"""

import datetime
from collections.abc import Callable
from contextlib import suppress
from typing import Final

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
    UnfinishedFound,
)
from app.shell.actions.context import Tell, trouble_of
from app.state import Deleted, ShelfEntry, Unfinished
from hearthside.errors import HearthsideError
from hearthside.ports import Shelf
from hearthside.store import day_in_words
from hearthside.story import Imported, Story, StoryShelf, StoryTag
from hearthside.story.shelf import COLLECTION

# The keys of stories that are being told, in whichever tab.
_TOLD_NOW: Final = "telling"

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
            case "open" | "resume":
                story = await self._stories.open(work.id)
                self._tell(StoryOpened(story, work.id, go_on=work.what == "resume"))
            case "unfinished":
                await self._unfinished()
            case "leave":
                await self.ended(work.id)
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

    async def began(self, key: str) -> None:
        """Remember that the story under `key` is being told, should the page be closed."""
        with suppress(HearthsideError):
            await self._shelf.put(_TOLD_NOW, key, "{}")

    async def ended(self, key: str) -> None:
        """It is told, or was stopped by hand."""
        with suppress(HearthsideError):
            await self._shelf.delete(_TOLD_NOW, key)

    async def _unfinished(self) -> None:
        marked = {key for key, _ in await self._shelf.list(_TOLD_NOW)}
        if not marked:
            return
        left = [tag for tag in await self._stories.list() if tag.key in marked and not tag.complete]
        for key in marked - {tag.key for tag in left}:
            await self.ended(key)
        if left:
            self._tell(UnfinishedFound(Unfinished(left[0].key, left[0].title)))

    async def _delete(self, key: str) -> None:
        """Delete, keeping the document as it was, so that it can be put back even if damaged."""
        document = await self._shelf.get(COLLECTION, key)
        if document is None:
            return  # a click that waited, or another tab: it is gone already
        title = {tag.key: tag.title for tag in await self._stories.list()}.get(key, "")
        await self._stories.delete(key)
        self._tell(StoryDeleted(Deleted(key, title, document or "")))


def _brought(done: Imported) -> str:
    """What an import did, in a sentence."""
    added = done.added + done.kept_both
    if not added and not done.set_aside:
        return "All of these stories were on the shelf already."
    came = "1 story was added" if added == 1 else f"{added} stories were added"
    there = f"; {done.already_there} were here already" if done.already_there else ""
    there += (
        f"; {done.set_aside} could not be read and are set aside below" if done.set_aside else ""
    )
    return f"{came}{there}."


def _entry(tag: StoryTag, today: datetime.date) -> ShelfEntry:
    when = day_in_words(tag.saved_at_ms, today)
    return ShelfEntry(tag.key, tag.title, when, tag.scenes, tag.complete, tag.branch_of)
