"""The shelf: reading it, opening, renaming, deleting with a way back, carrying it in and out."""

from dataclasses import replace
from typing import Literal

from app.effects import PutBack, ShelfWork, ToPage
from app.events import (
    PageEvent,
    ShelfExported,
    ShelfKept,
    ShelfRead,
    StoryDeleted,
    StoryOpened,
    UnfinishedFound,
    Woken,
)
from app.handling import Change, announce, calm, focus, on, on_page, stay
from app.rooms.story.handlers.telling import go_on, showing
from app.state import State, Telling, Trouble
from hearthside.errors import InvalidInput
from hearthside.wire import Code


@on(ShelfRead)
def shelf_read(state: State, event: ShelfRead) -> Change:
    return stay(replace(state, shelf=replace(state.shelf, entries=event.entries)))


@on(ShelfKept)
def shelf_kept(state: State, event: ShelfKept) -> Change:
    """The story being told has its place now; other tabs hear that the shelf changed."""
    if event.key and state.telling.busy:
        state = replace(state, telling=replace(state.telling, key=event.key))
    return state, (ToPage("shelf"),)


@on_page("shelf.changed")
def shelf_changed(state: State, event: PageEvent) -> Change:
    """Another tab changed it."""
    return state, (ShelfWork("list"),)


@on_page("shelf.open")
def open_story(state: State, event: PageEvent) -> Change:
    if state.telling.busy:
        text = "A story is being written. Stop it first, or wait until it is finished."
        return stay(replace(state, shelf=replace(state.shelf, notice=text)))
    return state, (ShelfWork("open", event.data.get("id", "")),)


@on(StoryOpened)
def story_opened(state: State, event: StoryOpened) -> Change:
    state = showing(replace(state, unfinished=None), event.story, event.key)
    effects = (ToPage("hush"), ToPage("fragment", {"text": "#story"}), focus("tale-heading"))
    if not event.go_on:
        return state, effects
    state, more = go_on(state, PageEvent("continue"))
    return state, (*effects, *more)


@on(Woken)
def woken(state: State, event: Woken) -> Change:
    """A tab that was closed keeps nothing, but the shelf does."""
    return (state, (ShelfWork("unfinished"),)) if state.telling.story is None else stay(state)


@on(UnfinishedFound)
def unfinished_found(state: State, event: UnfinishedFound) -> Change:
    return stay(replace(state, unfinished=event.found))


@on_page("unfinished.resume", "unfinished.leave")
def unfinished(state: State, event: PageEvent) -> Change:
    found = state.unfinished
    if found is None or state.telling.busy:
        return stay(state)
    what: Literal["resume", "leave"] = "resume" if event.name == "unfinished.resume" else "leave"
    work = ShelfWork(what, found.key)
    return replace(calm(state), unfinished=None), (work, focus("form-heading"))


@on_page("shelf.rename")
def rename(state: State, event: PageEvent) -> Change:
    id_ = event.data.get("id", "")
    state = replace(state, shelf=replace(state.shelf, renaming=id_, notice=""))
    return state, ((focus("field-title"),) if id_ else (focus("shelf-heading"),))


@on_page("shelf.title")
def retitle(state: State, event: PageEvent) -> Change:
    """A new title was typed; an empty one changes nothing."""
    id_, title = event.data.get("id", ""), event.data.get("title", "").strip()
    state = replace(state, shelf=replace(state.shelf, renaming=""))
    if not title:
        return stay(state)
    work = ShelfWork("title", id_, title)
    return _retitled(state, id_, title), (work, focus("shelf-heading"))


def _retitled(state: State, id_: str, title: str) -> State:
    """The story on the page takes the new title too, if it is that one and the title will do."""
    story = state.telling.story
    if story is None or state.telling.key != id_:
        return state
    try:
        return replace(state, telling=replace(state.telling, story=story.renamed(title)))
    except InvalidInput:
        return state


@on_page("shelf.delete")
def delete(state: State, event: PageEvent) -> Change:
    id_ = event.data.get("id", "")
    if state.telling.busy and state.telling.key == id_:
        text = "This story is being written. Stop it first."
        return stay(replace(state, shelf=replace(state.shelf, notice=text)))
    return calm(state), (ShelfWork("delete", id_),)


@on(StoryDeleted)
def story_deleted(state: State, event: StoryDeleted) -> Change:
    shelf = replace(state.shelf, deleted=event.deleted, notice="")
    gone = state.telling.key == event.deleted.key and not state.telling.busy
    telling = Telling() if gone else state.telling
    return replace(state, shelf=shelf, telling=telling), (ToPage("shelf"), focus("shelf-heading"))


@on_page("shelf.undo")
def undo(state: State, event: PageEvent) -> Change:
    deleted = state.shelf.deleted
    if deleted is None:
        return stay(state)
    state = replace(
        state, shelf=replace(state.shelf, deleted=None, notice="The story is back on the shelf.")
    )
    return state, (
        PutBack(deleted),
        announce("The story is back on the shelf"),
        focus("shelf-heading"),
    )


@on_page("shelf.export")
def export(state: State, event: PageEvent) -> Change:
    return state, (ShelfWork("export"),)


@on(ShelfExported)
def exported(state: State, event: ShelfExported) -> Change:
    file = {"filename": f"hearthside-{event.day}.json", "type": "application/json"}
    return state, (ToPage("save", {**file, "text": event.text}),)


@on_page("shelf.import")
def bring_in(state: State, event: PageEvent) -> Change:
    if refused := event.data.get("refused"):
        return stay(replace(state, trouble=Trouble(Code.SHELF_INVALID, refused, place="shelf")))
    return calm(state), (ShelfWork("import", text=event.data.get("text", "")),)
