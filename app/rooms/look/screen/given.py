"""What was given to the Look & listen room, and what can be asked of it. Pure."""

from app.rooms.look.screen.cost import cost_line, cost_note
from app.rooms.look.state import Given, LookState
from app.rooms.look.words import LANGUAGES, asks_of
from app.state import State
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, select_field, text_field
from app.ui.taken import sound_length


def held(state: State) -> Html:
    """Pictures in their order, or the sound, and a button for each ask, with what it costs."""
    look = state.of(LookState)
    one = look.given[0] if len(look.given) == 1 else None
    title = (one.name or "What you gave") if one else f"{len(look.given)} pictures, in this order"
    return el(
        "section",
        el("h2", el("bdi", title), id="look-given-heading", tabindex=-1),
        _shown(one) if one else _list(look),
        button_row(
            [_ask(state, what, words) for what, words in asks_of(look.given)],
            button(
                "Put it away" if one else "Put all away",
                "look.forget",
                "light",
                disabled=look.asked is not None,
            ),
        ),
        el("p", cost_note(state), class_="small soft") if cost_line(state, "ask") else None,
        class_="card",
        id="look-given",
        aria_labelledby="look-given-heading",
    )


def _ask(state: State, what: str, words: str) -> Html:
    cost, id_ = cost_line(state, what), f"look-cost-{what}"
    return el(
        "div",
        button(
            words,
            "look.ask",
            data_what=what,
            disabled=state.of(LookState).asked is not None,
            aria_describedby=id_ if cost else None,
        ),
        el("p", cost, class_="small soft", id=id_) if cost else None,
        class_="look-ask",
    )


def _shown(given: Given, at: int = 0) -> list[Node]:
    which = f"Picture {at}, which you gave" if at else "The picture you gave"
    size = (
        f"{given.width:,} by {given.height:,} pixels"
        if given.kind == "picture"
        else sound_length(given.seconds)
    )
    return [
        el("img", src=given.preview, alt=which, class_="look-preview") if given.preview else None,
        el("p", el("bdi", given.name), ", " if given.name else "", size, class_="small soft")
        if at
        else el("p", size, class_="small soft"),
    ]


def _list(look: LookState) -> Html:
    return el(
        "ol",
        [
            el(
                "li",
                _shown(one, at),
                button(
                    ["Put away", el("span", f" picture {at}", class_="quiet-voice")],
                    "look.forget",
                    "light",
                    data_id=one.id,
                    disabled=look.asked is not None,
                ),
            )
            for at, one in enumerate(look.given, start=1)
        ],
        class_="look-several",
    )


def question(state: State) -> Html:
    look, cost = state.of(LookState), cost_line(state, "ask")
    return el(
        "form",
        text_field("look-question", "Or ask about it in your own words", maxlength=1000),
        button_row(
            el("button", "Ask", type="submit", class_="button"),
            el("p", cost, class_="small soft") if cost else None,
        ),
        class_="fields",
        id="look-question",
        data_event="look.ask",
        data_what="ask",
        data_kept=True,
        hidden=look.kind != "picture",
    )


def language(look: LookState) -> Html:
    return el(
        "form",
        select_field(
            "look-language", "Or have it in another language", [(it, it) for it in LANGUAGES]
        ),
        button_row(el("button", "Translate it", type="submit", class_="button")),
        class_="fields",
        id="look-language",
        data_event="look.ask",
        data_what="translate",
        data_kept=True,
        hidden=look.kind != "sound",
    )
