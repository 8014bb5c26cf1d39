"""The story on the page and its place on the shelf: opened, renamed, deleted, taken up again."""

from dataclasses import replace

from app.effects import ToPage
from app.events import PageEvent, ShelfKept, StoryDeleted, StoryOpened, StoryRenamed, Woken
from app.handling import Change, clear_messages, focus, no_effects, on, on_page
from app.rooms.story.effects import FindUnfinished, Leave, Rename, Resume
from app.rooms.story.events import UnfinishedFound
from app.rooms.story.handlers.telling import go_on
from app.rooms.story.state import FormState, Telling, with_form
from app.shell.handlers.place import go
from app.state import State
from hearthside.errors import InvalidInput


@on(ShelfKept)
def shelf_kept(state: State, event: ShelfKept) -> Change:
    """The story being told has its place now."""
    telling = state.of(Telling)
    if not event.key or not telling.busy:
        return no_effects(state)
    return no_effects(state.having(replace(telling, key=event.key)))


@on(StoryOpened)
def opened(state: State, event: StoryOpened) -> Change:
    story = event.story
    telling = Telling(story=story, key=event.key, title=story.title, recipe=story.recipe)
    state, moved = go(clear_messages(with_form(state, unfinished=None)), "story")
    state = state.having(telling)
    shown = (ToPage("hush"), ToPage("fragment", {"text": "#story"}), focus("tale-heading"))
    effects = (*moved, *shown)
    if not event.go_on:
        return state, effects
    state, more = go_on(state, PageEvent("continue"))
    return state, (*effects, *more)


@on(StoryRenamed)
def renamed(state: State, event: StoryRenamed) -> Change:
    """The story on the page takes the new title too, if it is that one and the title will do."""
    story = state.of(Telling).story
    if story is None or state.of(Telling).key != event.key:
        return no_effects(state)
    try:
        telling = replace(state.of(Telling), story=story.renamed(event.title))
    except InvalidInput:
        return no_effects(state)
    return state.having(telling), (Rename(event.key, event.title),)


@on(StoryDeleted)
def deleted(state: State, event: StoryDeleted) -> Change:
    telling = state.of(Telling)
    gone = telling.key == event.key and not telling.busy
    return no_effects(state.having(Telling()) if gone else state)


@on(Woken)
def woken(state: State, event: Woken) -> Change:
    """A tab that was closed keeps nothing, but the shelf does."""
    return (state, (FindUnfinished(),)) if state.of(Telling).story is None else no_effects(state)


@on(UnfinishedFound)
def unfinished_found(state: State, event: UnfinishedFound) -> Change:
    return no_effects(with_form(state, unfinished=event.found))


@on_page("unfinished.resume", "unfinished.leave")
def unfinished(state: State, event: PageEvent) -> Change:
    found = state.of(FormState).unfinished
    if found is None or state.of(Telling).busy:
        return no_effects(state)
    work = Resume(found.key) if event.name == "unfinished.resume" else Leave(found.key)
    return with_form(clear_messages(state), unfinished=None), (work, focus("form-heading"))
