"""The shelf's work: listing, opening, renaming, deleting, and files of all stories.

Knows nothing of how stories are told.
"""

import datetime
from collections.abc import Callable

from app.context import Context
from app.events import AsideFound, Failed, ShelfKept, StoryDeleted, StoryOpened, StoryRenamed
from app.rooms.shelf.effects import (
    DeleteStory,
    ExportStories,
    ImportStories,
    ListStories,
    OpenStory,
    PutBack,
    RenameStory,
    ShelfEffect,
)
from app.rooms.shelf.events import Brought, ShelfExported, ShelfRead
from app.rooms.shelf.state import ShelfEntry
from app.shell.actions.ports import shown_error
from hearthside.errors import HearthsideError
from hearthside.store import day_in_words
from hearthside.story import Imported, StoryShelf, StoryTag
from hearthside.story.shelf import COLLECTION

Today = Callable[[], datetime.date]


class ShelfActions:
    """Works on the stories of the shelf. `today` is for saying when a story was kept."""

    def __init__(self, context: Context, today: Today = datetime.date.today) -> None:
        self._shelf = context.shelf
        self._stories = StoryShelf(context.shelf)
        self._dispatch = context.dispatch
        self._today = today

    async def do(self, effect: ShelfEffect) -> None:
        """Do it and read the shelf anew. What goes wrong is shown beside the shelf."""
        try:
            await self._do(effect)
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, "shelf")))
        tags, aside = await self._stories.look()
        today = self._today()
        self._dispatch(ShelfRead(tuple([_entry(tag, today) for tag in tags])))
        self._dispatch(AsideFound(COLLECTION, aside))

    async def _do(self, effect: ShelfEffect) -> None:
        match effect:
            case ListStories():
                pass  # as after everything else
            case OpenStory(key):
                self._dispatch(StoryOpened(await self._stories.open(key), key))
            case RenameStory(key, title):
                await self._stories.rename(key, title)
                self._dispatch(StoryRenamed(key, title))
                self._dispatch(ShelfKept(key))
            case DeleteStory(key):
                await self._delete(key)
            case PutBack(deleted):
                await self._shelf.put(COLLECTION, deleted.key, deleted.document)
                self._dispatch(ShelfKept(""))
            case ExportStories():
                text = await self._stories.export_all()
                self._dispatch(ShelfExported(text, self._today().isoformat()))
            case ImportStories(text):
                self._dispatch(Brought(_brought(await self._stories.import_all(text))))
                self._dispatch(ShelfKept(""))

    async def _delete(self, key: str) -> None:
        """Delete, keeping the document as it was, so that it can be put back even if damaged."""
        document = await self._shelf.get(COLLECTION, key)
        if document is None:
            return  # a click that waited, or another tab: it is gone already
        title = {tag.key: tag.title for tag in await self._stories.list()}.get(key, "")
        await self._stories.delete(key)
        self._dispatch(StoryDeleted(key, title, document))


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
