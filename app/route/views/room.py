"""The Route room as a whole. Pure: state in, `Html` out."""

from app.state import State
from app.views.markup import Html, el
from app.views.trouble import trouble_box
from app.views.welcome import model_card


def route_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    here = state.place == "route"
    return el(
        "div",
        el("h1", "Route a message", id="route-heading", tabindex=-1),
        el("p", "This room is still being built; nothing can be routed here yet.", class_="lead"),
        trouble_box(state, "route"),
        trouble_box(state, "model") if here else None,
        model_card(state) if here else None,
        class_="room",
        id="route-room",
        hidden=not here,
    )
