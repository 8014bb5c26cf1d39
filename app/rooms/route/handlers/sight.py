"""The list of many looked through: scrolled, filtered, put in order, searched. No row changes."""

from dataclasses import replace
from typing import Any

from app.events import PageEvent
from app.handling import Change, no_effects, on_page
from app.rooms.route.state import RouteState
from app.state import State


def _with(state: State, **changes: Any) -> Change:
    route = state.of(RouteState)
    sight = replace(route.sight, **changes)
    return no_effects(state.having(replace(route, sight=sight)))


@on_page("route.rows.scroll")
def scrolled(state: State, event: PageEvent) -> Change:
    """Another part of the rows is in sight."""
    return _with(state, first=max(0, int(event.data.get("first", "0"))))


@on_page("route.rows.show")
def shown(state: State, event: PageEvent) -> Change:
    return _with(state, show=event.data.get("value", ""), first=0)


@on_page("route.rows.order")
def ordered(state: State, event: PageEvent) -> Change:
    order = "urgent" if event.data.get("value") == "urgent" else "listed"
    return _with(state, order=order, first=0)


@on_page("route.rows.search")
def searched(state: State, event: PageEvent) -> Change:
    return _with(state, search=" ".join(event.data.get("rows-search", "").split()), first=0)
