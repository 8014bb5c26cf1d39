"""Which model decides: chosen, woken where it is kept on the device, and what waited for it."""

from dataclasses import replace
from typing import get_args

from app.events import EmbedderReady, ModelReady, PageEvent, Surveyed
from app.handling import Change, no_effects, on, on_page
from app.rooms.route.events import PoliciesRead
from app.rooms.route.handlers.requests import routing_text
from app.rooms.route.screen.deciding import decider_ready, decides
from app.rooms.route.state import RouteState
from app.shell.deciding import By
from app.shell.handlers.embedder import load, may_wake
from app.state import State


@on_page("route.by")
def by_chosen(state: State, event: PageEvent) -> Change:
    """What was routed stays, and is said to be from before; what waited need wait no longer."""
    value, route = event.data.get("value", ""), state.of(RouteState)
    chosen = next((by for by in get_args(By) if by == value), None)
    if chosen is None or route.busy or chosen == decides(state):
        return no_effects(state)
    state = state.having(replace(route, by=chosen))
    return went_on(state) if decider_ready(state) else woken(state)


@on(Surveyed)
def looked_around(state: State, event: Surveyed) -> Change:
    return woken(state)


@on(PoliciesRead)
def came_in(state: State, event: PoliciesRead) -> Change:
    return woken(state)


def woken(state: State) -> Change:
    """In the room, an embedding model that decides and is kept is woken without asking."""
    offer = state.embedder()
    wanted = state.place == "route" and decides(state) == "embedding"
    if wanted and may_wake(state) and offer is not None:
        return load(state, offer)
    return no_effects(state)


@on(ModelReady)
def model_came(state: State, event: ModelReady) -> Change:
    return went_on(state)


@on(EmbedderReady)
def embedder_came(state: State, event: EmbedderReady) -> Change:
    return went_on(state)


def went_on(state: State) -> Change:
    """A text that no rule decided goes on by itself when the model that decides is awake, as the
    page has said it would."""
    route = state.of(RouteState)
    answer = route.answer
    if answer is None or not answer.waits or state.place != "route" or not decider_ready(state):
        return no_effects(state)
    if route.busy or route.policy.fault is not None:
        return no_effects(state)
    return routing_text(state, answer.text, answer.expected)
