"""A measuring is asked for, goes along, is stopped, or ends; what was measured is deleted."""

from dataclasses import replace
from typing import Any, Final

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.settings.effects import DropMeasured, MeasurePace, StopMeasuring
from app.rooms.settings.events import MeasuredFound, PaceEnded, PaceFound, PaceRead
from app.rooms.settings.state import Going, PaceState
from app.state import State
from app.ui.words import time_in_words
from hearthside.pace import lengths_for

HEADING_ID: Final = "pace-heading"
BAR_ID: Final = "pace-bar"
LINE_ID: Final = "pace-line"
# A first guess of the pace is wild.
_STEADY_S: Final = 1.0


def _with_pace(state: State, **changes: Any) -> State:
    return state.having(replace(state.of(PaceState), **changes))


@on_page("pace.measure")
def measure(state: State, event: PageEvent) -> Change:
    """Never by itself: it keeps the model busy for a while."""
    info, pace = state.brain.info, state.of(PaceState)
    if state.brain.stage != "ready" or info is None or state.busy:
        return no_effects(state)
    lengths, number = lengths_for(info.context_tokens), pace.number + 1
    if not lengths:
        return no_effects(state)
    state = _with_pace(clear_messages(state), number=number, going=Going(info.title, lengths))
    return state, (MeasurePace(number, lengths), announce("Measuring"), focus(HEADING_ID))


@on_page("pace.stop")
def stop(state: State, event: PageEvent) -> Change:
    return (state, (StopMeasuring(),)) if state.of(PaceState).going else no_effects(state)


def _under_way(state: State, number: int) -> Going | None:
    pace = state.of(PaceState)
    return pace.going if pace.number == number else None


@on(PaceRead)
def read(state: State, event: PaceRead) -> Change:
    """Goes straight to the page."""
    going = _under_way(state, event.number)
    if going is None:
        return no_effects(state)
    going = replace(going, tokens=event.reading.tokens, read_s=event.reading.read_s)
    return _with_pace(state, going=going), (
        ToPage("value", {"target": BAR_ID, "value": going.tokens}),
        ToPage("text", {"target": LINE_ID, "text": going_line(going)}),
    )


def going_line(going: Going) -> str:
    """How far it is, and how much longer at the pace so far, which long texts do not keep."""
    longest = going.of[-1]
    line = f"{going.tokens:,} of {longest:,} tokens read"
    if going.read_s < _STEADY_S or going.tokens >= longest:
        return f"{line}."
    left_s = (longest - going.tokens) * going.read_s / going.tokens
    return f"{line}; at least {time_in_words(left_s).removeprefix('about ')} more."


@on(PaceFound)
def found(state: State, event: PaceFound) -> Change:
    going = _under_way(state, event.number)
    if going is None:
        return no_effects(state)
    return no_effects(_with_pace(state, going=replace(going, costs=(*going.costs, event.cost))))


@on(PaceEnded)
def ended(state: State, event: PaceEnded) -> Change:
    if _under_way(state, event.number) is None:
        return no_effects(state)
    state = _with_pace(state, going=None)
    if event.error is not None:
        return no_effects(replace(state, error=event.error))
    return state, (announce("Measured"), focus(HEADING_ID, scroll=False))


@on(MeasuredFound)
def listed(state: State, event: MeasuredFound) -> Change:
    newest = sorted(event.measured, key=lambda it: -it.at_ms)
    return no_effects(_with_pace(state, measured=tuple(newest)))


@on_page("pace.drop")
def drop(state: State, event: PageEvent) -> Change:
    key = event.data.get("key", "")
    if all(it.key != key for it in state.of(PaceState).measured):
        return no_effects(state)
    return state, (DropMeasured(key), announce("Deleted"), focus(HEADING_ID, scroll=False))
