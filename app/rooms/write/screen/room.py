"""The Write room as a whole. Pure: state in, `Html` out."""

from app.rooms.write.screen.answer import answer_card, edit_form, live_card
from app.rooms.write.screen.form import write_form
from app.rooms.write.screen.many import many_card
from app.rooms.write.state import WriteState
from app.rooms.write.words import LIMITS
from app.state import State
from app.ui.errors import aside_list, error_box
from app.ui.markup import Html, Node, el
from app.ui.parts import bullet_list, button, button_row, link, notice
from app.ui.welcome import model_card
from hearthside.write.templates import TEMPLATES


def write_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    write, here = state.of(WriteState), state.place == "write"
    return el(
        "div",
        el("h1", "Write", id="write-heading", tabindex=-1),
        el(
            "p",
            "Give a text and have it summarised, asked, answered, rewritten or taken apart into "
            "fields. A small model does it here, on your device; nothing is sent anywhere.",
            class_="lead",
        ),
        error_box(state, "model") if here else None,
        model_card(state) if here else None,
        _nobody(state, write) if here else None,
        write_form(state),
        live_card(write) if here and write.asked else None,
        many_card(state) if here else None,
        edit_form(state),
        [answer_card(write, at) for at in range(len(write.answers))] if here else None,
        _corrections(write) if here else None,
        aside_list(state, TEMPLATES) if here else None,
        _limits() if here else None,
        class_="room",
        id="write-room",
        hidden=not here,
    )


def _nobody(state: State, write: WriteState) -> Html | None:
    """What is needed, where the model that is loaded does none of these jobs."""
    info = state.brain.info
    if state.brain.stage != "ready" or info is None or write.voices != ():
        return None
    seer = state.seer()
    other: list[Node] = (
        ["Load ", seer.title, " in ", link("Look & listen", "#look"),
         ": it follows instructions, and answers here too."]
        if seer is not None
        else ["This copy of Hearthside carries no adapter for everyday jobs that fits it, and no "
              "model that follows instructions. Whoever builds the site can add either: ",
              el("code", "python3 build.py models train tasks"), " or ",
              el("code", "python3 build.py models build gemma-4-e2b-it"), "."]
    )  # fmt: skip
    return notice(
        el("h2", f"{info.title} alone cannot do these jobs", id="write-nobody-heading"),
        el("p", "It was trained to continue texts, not to do what it is asked. ", other),
        el("p", "Or ", link("teach it", "#teach"), " one job by examples: your own adapter for it "
           "can be chosen here. A ", el("em", "template"), " of your own can be tried as it is."),
        id="write-nobody",
    )  # fmt: skip


def _corrections(write: WriteState) -> Html | None:
    """Edited answers are examples of what a person wants."""
    count = sum(said.edited is not None for it in write.answers for said in it.said)
    if not count:
        return None
    return notice(
        el(
            "p",
            f"You have corrected {count} of these answers. Saved as examples, they can be opened "
            "in ",
            link("Teach", "#teach"),
            " and, with more of their kind, train an adapter of your own.",
        ),
        button_row(button("Save the corrections as examples", "write.examples", "light")),
        id="write-corrections",
    )


def _limits() -> Html:
    return el(
        "section",
        el("h2", "What to expect", id="write-limits-heading"),
        bullet_list(LIMITS),
        class_="card",
        aria_labelledby="write-limits-heading",
    )
