"""The Teach room as a whole. Pure: state in, `Html` out."""

from app.rooms.teach.screen.adapters import adapters_list, try_form
from app.rooms.teach.screen.examples import examples_card, way_in
from app.rooms.teach.screen.training import going_card, taught_card, unfinished_card
from app.rooms.teach.state import TeachState
from app.state import State
from app.ui.errors import aside_list, error_box
from app.ui.markup import Html, el
from app.ui.parts import bullet_list
from app.ui.welcome import model_card
from hearthside.lora import ADAPTERS


def teach_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    teach, here = state.of(TeachState), state.place == "teach"
    checked = teach.checked
    return el(
        "div",
        el("h1", "Teach the model", id="teach-heading", tabindex=-1),
        _greeting(),
        error_box(state, "teach"),
        error_box(state, "model") if here else None,
        model_card(state) if here and not teach.phase else None,
        going_card(teach) if here and teach.phase else None,
        unfinished_card(state, teach) if here else None,
        taught_card(state, teach) if here else None,
        try_form(state, teach),
        examples_card(state, teach, checked)
        if here and checked is not None and not teach.phase
        else None,
        way_in(state, hidden=checked is not None or teach.phase != ""),
        adapters_list(state, teach) if here else None,
        aside_list(state, ADAPTERS) if here else None,
        _limits() if here else None,
        class_="room",
        id="teach-room",
        hidden=not here,
    )


def _greeting() -> Html:
    return el(
        "p",
        "Show the small model what you want by examples: an input, and the output that you would "
        "write. It learns them here, on your device, as an adapter: a few megabytes beside the "
        "model, which stays as it is.",
        class_="lead",
    )


def _limits() -> Html:
    told = [
        "It can learn a form, a tone or a fixed job: labels, short rewordings, fields out of a "
        "text. It cannot learn to reason, and it learns few facts.",
        "Examples of one kind help; ten different jobs in one adapter do not.",
        "Nothing leaves this device: neither your examples nor the adapter.",
        "An adapter remembers what it saw. Whoever has its file may get parts of your examples "
        "out of it, so do not pass on one that learnt secrets.",
    ]
    return el(
        "section",
        el("h2", "What to expect", id="teach-limits-heading"),
        bullet_list(told),
        class_="card",
        aria_labelledby="teach-limits-heading",
    )
