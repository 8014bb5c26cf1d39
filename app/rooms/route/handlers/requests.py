"""Work of the room as requests, each with a number that whatever comes of it carries.

Knows nothing of what is routed, or of how it is shown.
"""

from dataclasses import replace

from app.handling import Change, clear_messages, no_effects
from app.rooms.route.effects import RouteRows, RouteTable, RouteText
from app.rooms.route.screen.deciding import decides
from app.rooms.route.state import Answer, RouteState, Sight, basis_of
from app.shell.handlers.model import load_for_a_while
from app.shell.tiers import larger_of
from app.state import State
from hearthside.tiers import Ask, tokens_of


def with_route(state: State, route: RouteState) -> State:
    return state.having(route)


def is_late(state: State, request: int) -> bool:
    """Whether something comes of work that another has taken the place of."""
    return request != state.of(RouteState).request


def others_at_work(state: State) -> bool:
    """Whether another room is at work with the language model."""
    others = [part for kind, part in state.parts.items() if kind is not RouteState]
    return state.brain.stage == "ready" and any(part.busy for part in others)


def with_small_back(state: State) -> Change:
    """The model that made room for a larger one is loaded again; an error stays to be read."""
    route, error = state.of(RouteState), state.error
    offer = state.listed(route.back)
    if offer is None or state.instead or others_at_work(state):
        return no_effects(state)
    state = state.having(replace(route, back=""))
    if state.brain.model == offer.id:
        return no_effects(state)
    state, effects = load_for_a_while(state, offer)
    return replace(state, error=error), effects


def routing_text(state: State, text: str, expected: str = "") -> Change:
    """The text is routed, as a request of its own: what still comes of those before is dropped."""
    state, back = with_small_back(clear_messages(state))
    route, by = state.of(RouteState), decides(state)
    policy, request = route.policy.text, route.request + 1
    answer = Answer(text, expected=expected, basis=basis_of(policy, by))
    route = replace(route, work="route", answer=answer, preparing=None, request=request)
    larger = larger_of(state, Ask("ask", tokens_of(text))).model
    work = RouteText(policy, text, expected, by, larger, request)
    return with_route(state, route), (*back, work)


def routing_rows(state: State, work: RouteRows | RouteTable) -> Change:
    """The rows are routed, as a request of their own."""
    state, back = with_small_back(clear_messages(state))
    request = state.of(RouteState).request + 1
    route = replace(
        state.of(RouteState),
        work="stream",
        stream=None,
        sight=Sight(),
        preparing=None,
        request=request,
    )
    work = replace(work, by=decides(state), request=request)
    return with_route(state, route), (*back, work)
