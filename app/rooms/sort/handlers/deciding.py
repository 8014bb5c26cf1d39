"""Which model decides: chosen in the form, woken where it is kept on the device, and waited for."""

from dataclasses import replace
from typing import get_args

from app.events import PageEvent, Surveyed
from app.handling import Change, announce, focus, no_effects, on, on_page
from app.rooms.sort.events import JobsListed
from app.rooms.sort.screen.meaning import decides
from app.rooms.sort.state import SortState
from app.shell.deciding import By
from app.shell.handlers.embedder import load, may_wake
from app.state import State


@on_page("sort.by")
def by_chosen(state: State, event: PageEvent) -> Change:
    """The card on the page is that of the model chosen here, before anything is started."""
    value = event.data.get("value", "")
    chosen = next((by for by in get_args(By) if by == value), None)
    if chosen is None:
        return no_effects(state)
    return woken_embedder(state.having(replace(state.of(SortState), by=chosen)))


@on(Surveyed)
def looked_around(state: State, event: Surveyed) -> Change:
    return _woken_here(state)


@on(JobsListed)
def came_in(state: State, event: JobsListed) -> Change:
    return _woken_here(state)


def _woken_here(state: State) -> Change:
    if state.place != "sort" or not may_wake(state):
        return no_effects(state)
    return woken_embedder(state)


def woken_embedder(state: State) -> Change:
    """The embedding model is woken where this sort needs it and it is kept on the device."""
    offer = state.embedder()
    if decides(state) != "embedding" or offer is None or not offer.kept:
        return no_effects(state)
    return load(state, offer) if state.embedding.stage == "absent" else no_effects(state)


def waiting(state: State) -> Change:
    """The model that decides is not loaded yet: woken where it is kept, else offered."""
    words = "The rows are read as soon as the model is loaded."
    state = state.having(replace(state.of(SortState), notice=words))
    if decides(state) == "likelihood":
        return state, (announce(words), focus("model-heading"))
    state, effects = woken_embedder(state)
    return state, (*effects, announce(words), *(() if effects else (focus("embedder-heading"),)))
