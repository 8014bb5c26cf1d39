"""The Route room: a policy decides where a text goes."""

from app.room import Collection, Kept, Room
from app.rooms.route.actions import RouteActions
from app.rooms.route.effects import ListPolicies, RouteEffect
from app.rooms.route.handlers import FILED
from app.rooms.route.kept import kept_rows, lasting, made_of, revived, with_rows
from app.rooms.route.policies import COLLECTION
from app.rooms.route.screen.errors import ROUTE_WORDS
from app.rooms.route.screen.room import route_screen
from app.rooms.route.state import RouteState

__all__ = ["FILED", "ROOM"]

ROOM = Room(
    id="route",
    title="Route",
    screen=route_screen,
    effects=RouteEffect,
    actions=RouteActions,
    on_arrive=(ListPolicies(),),
    keep={
        "route": Kept(
            lambda state: made_of(state.of(RouteState)),
            lambda state: lasting(state.of(RouteState)),
            lambda state, kept: state.having(revived(kept)),
        ),
        "rows": Kept(
            lambda state: (state.of(RouteState).stream,),
            lambda state: kept_rows(state.of(RouteState)),
            lambda state, kept: state.having(with_rows(state.of(RouteState), kept)),
            lambda state: state.of(RouteState).work == "stream",
        ),
    },
    collections={COLLECTION: Collection("policy", "policies", ListPolicies())},
    error_words=ROUTE_WORDS,
    without_embedder="The rules still work; the language model can decide instead.",
)
