"""The Route room as a whole. Pure: state in, `Html` out."""

from app.rooms.route.samples import SAMPLES, sample_rows
from app.rooms.route.screen.answer import answer_view
from app.rooms.route.screen.deciding import basis, deciding_field, deciding_models
from app.rooms.route.screen.larger import larger_line
from app.rooms.route.screen.policy import policy_card, warning_line
from app.rooms.route.screen.stream import stream_card
from app.rooms.route.state import RouteState
from app.state import State
from app.ui.errors import aside_list, error_box
from app.ui.markup import Html, el
from app.ui.parts import button, button_row

TEXT_ID = "route-text"


def route_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    here, route = state.place == "route", state.of(RouteState)
    waits = route.answer is not None and route.answer.waits
    return el(
        "div",
        el("h1", "Route a message", id="route-heading", tabindex=-1),
        el(
            "p",
            "A policy that you can read decides where a text goes: answered here, handed to a "
            "person, or refused. Its rules come first, and the model can never lower what they "
            "say. Nothing is sent anywhere.",
            class_="lead",
        ),
        error_box(state, "route"),
        policy_card(route.policy, tuple(sample.card for sample in SAMPLES), deciding_field(state)),
        warning_line(route.policy),
        _text_form(state),
        _answer(state),
        deciding_models(state) if here and waits else None,
        stream_card(route, basis(state), awake=state.awake),
        deciding_models(state) if here and not waits else None,
        aside_list(state, "policies") if here else None,
        class_="room",
        id="route-room",
        hidden=not here,
    )


def _answer(state: State) -> Html | None:
    route = state.of(RouteState)
    if route.answer is None:
        return None
    warning = route.policy.summary.warning if route.policy.summary else ""
    preparing = route.preparing if route.work == "route" else None
    return answer_view(
        route.answer,
        warning,
        stale=route.answer.stale(basis(state)),
        preparing=preparing,
        larger=larger_line(state, route.answer),
    )


def _text_form(state: State) -> Html:
    route = state.of(RouteState)
    return el(
        "form",
        el(
            "div",
            el("label", "The text to route", for_=TEXT_ID),
            el(
                "textarea",
                id=TEXT_ID,
                name="text",
                rows=5,
                dir="auto",
                autocomplete="off",
                aria_describedby="hint-route-text",
            ),
            el("p", _hint(route), class_="hint", id="hint-route-text"),
            class_="field all",
        ),
        button_row(
            el(
                "button",
                "Route text",
                type="submit",
                class_="button first big",
                id="route-go",
                disabled=not _may_route(route, awake=state.awake),
            ),
            button(
                "Next sample row", "route.sample", id="route-sample", disabled=not _has_rows(state)
            ),
        ),
        class_="card fields",
        id="route-form",
        data_kept=True,
        data_event="route.go",
        aria_labelledby="route-heading",
    )


def _may_route(route: RouteState, *, awake: bool) -> bool:
    """A text under way makes way for another; a list does not."""
    return awake and route.work != "stream" and route.policy.fault is None


def _has_rows(state: State) -> bool:
    route = state.of(RouteState)
    card = route.policy.card
    return state.awake and not route.busy and bool(sample_rows(card.sample))


def _hint(route: RouteState) -> str:
    if route.policy.fault is not None:
        return "The policy has an error; correct it above, then this text can be routed."
    rows = sample_rows(route.policy.card.sample)
    if route.sample_row and rows:
        return f"Row {route.sample_row} of {len(rows)} of the sample."
    return "A message, a note, a line of a record."
