"""The Sort room as a whole. Pure: state in, `Html` out."""

from app.rooms.sort.screen.jobs import earlier_sorts
from app.rooms.sort.screen.meaning import deciding_line, deciding_models
from app.rooms.sort.screen.question import question_form
from app.rooms.sort.screen.setup import paste_form, table_card, way_in
from app.rooms.sort.screen.work import work_view
from app.rooms.sort.state import SortState
from app.state import State
from app.ui.errors import aside_list, error_box
from app.ui.markup import Html, el


def sort_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    sort, here = state.of(SortState), state.place == "sort"
    asking = sort.table is not None and not sort.at_work
    return el(
        "div",
        el("h1", "Sort a table", id="sort-heading", tabindex=-1),
        _greeting() if sort.table is None else None,
        error_box(state, "sort"),
        deciding_models(state) if here and not asking else None,
        way_in(state) if here and sort.table is None else None,
        paste_form(state, hidden=sort.table is not None),
        earlier_sorts(sort) if here and sort.table is None else None,
        aside_list(state, "sorting") if here and sort.table is None else None,
        table_card(sort) if here and asking else None,
        question_form(state, hidden=not asking),
        deciding_models(state) if here and asking else None,
        work_view(state) if here and sort.at_work else None,
        deciding_line(state) if here else None,
        class_="room",
        id="sort-room",
        hidden=not here,
    )


def _greeting() -> Html:
    return el(
        "p",
        "Open a table of texts and list your labels. Every row gets a label and a probability; "
        "doubtful rows come to you first, and each of your answers improves the others. "
        "The table never leaves this device.",
        class_="lead",
    )
