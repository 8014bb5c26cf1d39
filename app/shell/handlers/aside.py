"""Kept documents that cannot be read: listed, saved as they stand, deleted after being asked."""

from dataclasses import replace

from app.effects import AsideWork, ToPage
from app.events import AsideFound, AsideGone, AsideRead, PageEvent
from app.handling import Change, announce, focus, no_effects, on, on_page
from app.rooms import collections
from app.state import AsideView, State
from app.ui.errors import ASKING_ID, aside_id


@on(AsideFound)
def found(state: State, event: AsideFound) -> Change:
    listed = {**state.aside.found, event.collection: event.found}
    return no_effects(replace(state, aside=replace(state.aside, found=listed)))


@on_page("aside.save")
def save(state: State, event: PageEvent) -> Change:
    return state, (_work(event, "save"),)


@on(AsideRead)
def read(state: State, event: AsideRead) -> Change:
    name = "-".join(
        filter(None, "".join([c if c.isalnum() else "-" for c in event.key]).split("-"))
    )
    filename = f"hearthside-{event.collection}-{name[:60] or 'document'}.txt"
    file = {"filename": filename, "type": "text/plain;charset=utf-8", "text": event.text}
    return state, (ToPage("save", file),)


@on_page("aside.delete")
def delete(state: State, event: PageEvent) -> Change:
    """Asked twice: what is gone is gone."""
    asking = (event.data.get("collection", ""), event.data.get("key", ""))
    return _asking(state, asking), (focus(ASKING_ID, scroll=False),)


@on_page("aside.keep")
def keep(state: State, event: PageEvent) -> Change:
    return _asking(state, ("", "")), (focus(aside_id(state.aside.asking[0]), scroll=False),)


@on_page("aside.delete.do")
def do_delete(state: State, event: PageEvent) -> Change:
    return _asking(state, ("", "")), (_work(event, "delete"), announce("Deleted"))


@on(AsideGone)
def gone(state: State, event: AsideGone) -> Change:
    collection = collections().get(event.collection)
    return state, (*((collection.look,) if collection else ()), ToPage("shelf"))


def _work(event: PageEvent, what: str) -> AsideWork:
    data = event.data
    return AsideWork(
        "delete" if what == "delete" else "save", data.get("collection", ""), data.get("key", "")
    )


def _asking(state: State, asking: tuple[str, str]) -> State:
    return replace(state, aside=AsideView(state.aside.found, asking))
