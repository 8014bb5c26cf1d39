"""A larger model writes where the policy asks for one: loaded for a while, given up, put back.

The state waits, not an action: a load can be cancelled, fail, or outlive its mind. The summary for
a person is ready before, so nothing hangs on it.
"""

from dataclasses import replace
from typing import Final

from app.effects import CancelLoad
from app.events import ModelAway, ModelReady, PageEvent
from app.handling import Change, announce, no_effects, on, on_page
from app.rooms.route.effects import WriteLarger
from app.rooms.route.events import LargerWanted
from app.rooms.route.handlers.requests import is_late, others_at_work, with_small_back
from app.rooms.route.screen.words import stage_line
from app.rooms.route.state import Answer, RouteState
from app.shell.handlers.model import load_for_a_while
from app.state import State

_AT_WORK: Final = (
    "Another room is at work with the language model, so the larger one was not loaded, and a "
    "person answers. When it is done, route the text again."
)
_AWAY: Final = "The larger model could not be loaded, so a person answers."
_ANOTHER: Final = "Another model was loaded instead of the larger one, so a person answers."


@on(LargerWanted)
def wanted(state: State, event: LargerWanted) -> Change:
    """The model that is loaded makes room, unless somebody is at work with it."""
    route = state.of(RouteState)
    if is_late(state, event.request) or route.answer is None:
        return no_effects(state)
    offer = state.listed(route.answer.larger)
    if state.instead or others_at_work(state):
        return _given_up(state, route.answer, _AT_WORK)
    if offer is None or not offer.kept:
        return _given_up(state, route.answer, _AWAY)
    if state.brain.model == offer.id:  # another room has asked for it meanwhile
        return _writing(state, route.answer) if state.brain.stage == "ready" else no_effects(state)
    back = state.brain.model or route.back
    state, effects = load_for_a_while(state.having(replace(route, back=back)), offer)
    return state, (*effects, announce(stage_line(route.answer)))


@on(ModelReady)
def came(state: State, event: ModelReady) -> Change:
    route, answer = state.of(RouteState), _awaited(state)
    if answer is None:  # whatever was chosen since, nobody is in its place any more
        return no_effects(state.having(replace(route, back="")) if route.back else state)
    if event.info.id != answer.larger:  # a person chose it, and keeps it
        return _given_up(state.having(replace(route, back="")), answer, _ANOTHER)
    return _writing(state, answer)


@on(ModelAway)
def away(state: State, event: ModelAway) -> Change:
    answer = _awaited(state)
    return no_effects(state) if answer is None else _given_up(state, answer, _AWAY)


@on_page("engine.failed")
def engine_failed(state: State, event: PageEvent) -> Change:
    """No model comes any more, until a person asks for one."""
    route, answer = state.of(RouteState), _awaited(state)
    if answer is None:
        return no_effects(state)
    return _given_up(state.having(replace(route, back="")), answer, _AWAY)


@on_page("route.stop")
def stopped(state: State, event: PageEvent) -> Change:
    """Nobody waits for it any more."""
    answer = _awaited(state)
    if answer is None:
        return no_effects(state)
    state, effects = _given_up(state, replace(answer, stopped=True), "")
    coming = state.brain.stage == "loading" and state.brain.model == answer.larger
    return state, (CancelLoad(), *effects) if coming else effects


def _awaited(state: State) -> Answer | None:
    """The text that waits for the larger model."""
    answer = state.of(RouteState).answer
    return answer if answer is not None and answer.stage == "loading" else None


def _writing(state: State, answer: Answer) -> Change:
    answer = replace(answer, stage="writing")
    state = state.having(replace(state.of(RouteState), answer=answer))
    return state, (WriteLarger(state.of(RouteState).request), announce(stage_line(answer)))


def _given_up(state: State, answer: Answer, why: str) -> Change:
    answer = replace(answer, stage="done", missed=why)
    state = state.having(replace(state.of(RouteState), work="", answer=answer))
    state, effects = with_small_back(state)
    return state, (announce("A summary for a person is ready to be read and changed"), *effects)
