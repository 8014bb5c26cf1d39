"""The shelf: reading it, opening, renaming, deleting with a way back, carrying it in and out."""

from dataclasses import replace
from typing import Any

from app.effects import ToPage
from app.events import PageEvent, ShelfKept, StoryDeleted
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.shelf.effects import (
    DeleteStory,
    ExportStories,
    ImportStories,
    ListStories,
    OpenStory,
    PutBack,
    RenameStory,
)
from app.rooms.shelf.events import Brought, ShelfExported, ShelfRead
from app.rooms.shelf.state import ShelfState
from app.state import ShownError, State
from hearthside.story.shelf import COLLECTION
from hearthside.wire import Code


def with_shelf(state: State, **changes: Any) -> State:
    return state.having(replace(state.of(ShelfState), **changes))


def left(state: State) -> State:
    """Whoever comes back finds the stories, and nothing half done."""
    return state.having(ShelfState(entries=state.of(ShelfState).entries))


@on(ShelfRead)
def shelf_read(state: State, event: ShelfRead) -> Change:
    return no_effects(with_shelf(state, entries=event.entries))


@on(ShelfKept)
def shelf_kept(state: State, event: ShelfKept) -> Change:
    """Other tabs hear that the shelf changed."""
    return state, (ToPage("shelf"),)


@on_page("shelf.changed")
def shelf_changed(state: State, event: PageEvent) -> Change:
    """Another tab changed it."""
    return state, (ListStories(),)


@on_page("shelf.open")
def open_story(state: State, event: PageEvent) -> Change:
    if state.writing(COLLECTION) is not None:
        text = "A story is being written. Stop it first, or wait until it is finished."
        return no_effects(with_shelf(state, notice=text))
    return state, (OpenStory(event.data.get("id", "")),)


@on_page("shelf.rename")
def rename(state: State, event: PageEvent) -> Change:
    key = event.data.get("id", "")
    state = with_shelf(state, renaming=key, notice="")
    return state, ((focus("field-title"),) if key else (focus("shelf-heading"),))


@on_page("shelf.title")
def retitle(state: State, event: PageEvent) -> Change:
    """A new title was typed; an empty one changes nothing."""
    key, title = event.data.get("id", ""), event.data.get("title", "").strip()
    state = with_shelf(state, renaming="")
    return (
        (state, (RenameStory(key, title), focus("shelf-heading"))) if title else no_effects(state)
    )


@on_page("shelf.delete")
def delete(state: State, event: PageEvent) -> Change:
    key = event.data.get("id", "")
    if state.writing(COLLECTION) == key:
        return no_effects(with_shelf(state, notice="This story is being written. Stop it first."))
    return clear_messages(state), (DeleteStory(key),)


@on(StoryDeleted)
def story_deleted(state: State, event: StoryDeleted) -> Change:
    state = with_shelf(state, deleted=event, notice="")
    return state, (ToPage("shelf"), focus("shelf-heading"))


@on_page("shelf.undo")
def undo(state: State, event: PageEvent) -> Change:
    deleted, told = state.of(ShelfState).deleted, "The story is back on the shelf"
    if deleted is None:
        return no_effects(state)
    state = with_shelf(state, deleted=None, notice=f"{told}.")
    return state, (PutBack(deleted), announce(told), focus("shelf-heading"))


@on_page("shelf.export")
def export(state: State, event: PageEvent) -> Change:
    return state, (ExportStories(),)


@on(ShelfExported)
def exported(state: State, event: ShelfExported) -> Change:
    file = {"filename": f"hearthside-{event.day}.json", "type": "application/json"}
    return state, (ToPage("save", {**file, "text": event.text}),)


@on_page("shelf.import")
def bring_in(state: State, event: PageEvent) -> Change:
    if refused := event.data.get("refused"):
        return failing(state, ShownError(Code.SHELF_INVALID, refused, place="shelf"))
    return clear_messages(state), (ImportStories(event.data.get("text", "")),)


@on(Brought)
def brought(state: State, event: Brought) -> Change:
    return no_effects(with_shelf(state, notice=event.words))
