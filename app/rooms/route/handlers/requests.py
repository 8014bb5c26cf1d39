"""Work of the room as requests, each with a number that whatever comes of it carries.

Knows nothing of what is routed, or of how it is shown.
"""

from dataclasses import replace

from app.handling import Change, clear_messages
from app.rooms.route.effects import RouteRows, RouteTable, RouteText
from app.rooms.route.screen.deciding import decides
from app.rooms.route.state import Answer, RouteState, Sight, basis_of
from app.state import State


def with_route(state: State, route: RouteState) -> State:
    return state.having(route)


def is_late(state: State, request: int) -> bool:
    """Whether something comes of work that another has taken the place of."""
    return request != state.of(RouteState).request


def routing_text(state: State, text: str, expected: str = "") -> Change:
    """The text is routed, as a request of its own: what still comes of those before is dropped."""
    by, policy, request = (
        decides(state),
        state.of(RouteState).policy.text,
        state.of(RouteState).request + 1,
    )
    answer = Answer(text, expected=expected, basis=basis_of(policy, by))
    route = replace(
        state.of(RouteState), work="route", answer=answer, preparing=None, request=request
    )
    return with_route(clear_messages(state), route), (
        RouteText(policy, text, expected, by, request),
    )


def routing_rows(state: State, work: RouteRows | RouteTable) -> Change:
    """The rows are routed, as a request of their own."""
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
    return with_route(clear_messages(state), route), (work,)
