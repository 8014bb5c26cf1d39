"""The Echo room's screen."""

from app.rooms.echo.state import EchoState

from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import text_field


def echo_screen(state: State) -> Html:
    said = state.of(EchoState).said
    return el(
        "div",
        el("h1", "Echo", id="echo-heading", tabindex=-1),
        el(
            "form",
            text_field("text", "What shall it say?"),
            el("button", "Say it", type="submit", class_="button first"),
            data_event="echo.say",
        ),
        el("p", said, id="echo-said", class_="echo") if said else None,
        class_="room",
        id="echo-room",
        hidden=state.place != "echo",
    )
