"""How the Echo room changes."""

from app.rooms.echo.state import EchoState

from app.events import PageEvent
from app.handling import Change, announce, on_page
from app.state import State


@on_page("echo.say")
def say(state: State, event: PageEvent) -> Change:
    said = event.data.get("text", "")
    return state.having(EchoState(said)), (announce(f"Said: {said}"),)
