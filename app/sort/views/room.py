"""The Sort room as a whole. Pure: state in, `Html` out."""

from app.state import State
from app.views.markup import Html, el
from app.views.trouble import trouble_box
from app.views.welcome import model_card


def sort_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    here = state.place == "sort"
    return el(
        "div",
        el("h1", "Sort a table", id="sort-heading", tabindex=-1),
        trouble_box(state, "sort"),
        trouble_box(state, "model") if here else None,
        model_card(state) if here else None,
        class_="room",
        id="sort-room",
        hidden=not here,
    )
