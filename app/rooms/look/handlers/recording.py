"""Recordings of the Look & listen room: begun, ended, and written down while they go on where a
model that hears is loaded.

The page records; it tells samples beside that, if it was asked to and its browser can.
"""

from dataclasses import replace
from math import isfinite
from typing import Final

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, no_effects, on, on_page
from app.rooms.look.effects import Feed, Hear
from app.rooms.look.events import LookBehind
from app.rooms.look.handlers.answers import progress_told
from app.rooms.look.handlers.giving import GIVEN_EVENT
from app.rooms.look.state import HEAR, Asked, Given, LookState
from app.rooms.look.words import HEARD_WORDS, WHEN_ASKED
from app.state import State

LEVEL_ID: Final = "look-level"
HEARD_EVENT: Final = "look.heard"
# Of each field of a recording: the least, the most, and what holds where nothing is said.
HUSH: Final = {
    "after_s": (0.0, 60.0, 3.0),
    "level": (1.0, 100.0, 6.0),
    "before_s": (0.0, 10.0, 0.5),
}
_BEHIND_STEP_S: Final = 5


@on_page("look.record")
def record(state: State, event: PageEvent) -> Change:
    hush = {name: _number(event.data.get(f"look-{name}", ""), least, most, otherwise)
            for name, (least, most, otherwise) in HUSH.items()}  # fmt: skip
    asked = {"event": GIVEN_EVENT, "target": LEVEL_ID, "hush": hush}
    if event.data.get("look-words") != WHEN_ASKED and _can_hear(state):
        asked["heard"] = HEARD_EVENT
    return clear_messages(state), (ToPage("media.record", asked),)


def _can_hear(state: State) -> bool:
    info = state.brain.info
    ready = state.brain.stage == "ready" and info is not None and info.media is not None
    return ready and not state.busy


def _number(text: str, least: float, most: float, otherwise: float) -> float:
    """What a field says, within its bounds; `otherwise` where it says no number."""
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return min(max(number, least), most) if isfinite(number) else otherwise


@on_page("look.rest")
def rest(state: State, event: PageEvent) -> Change:
    return state, (ToPage("media.rest", {"event": GIVEN_EVENT}),)


@on_page("media.recording")
def recording(state: State, event: PageEvent) -> Change:
    """One begins or ends; with `heard` samples of it come meanwhile, under that name."""
    is_on, look = bool(event.data.get("on")), state.of(LookState)
    if not is_on:
        ended = (Feed(look.number, None),) if look.hears and look.recording else ()
        return state.having(replace(look, recording=False)), ended
    look, told = replace(look, recording=True), announce("Recording")
    info = state.brain.info
    if event.data.get("heard") != HEARD_EVENT or not _can_hear(state):
        return state.having(look), (told,)
    assert info is not None and info.media is not None, "it can hear"
    asked = Asked(HEAR, HEARD_WORDS, (Given("", "sound", "Recording"),), handed=1)
    look = replace(look, asked=asked, number=look.number + 1)
    return state.having(look), (told, Hear(look.number, info.media.audio))


@on_page(HEARD_EVENT)
def heard(state: State, event: PageEvent) -> Change:
    """Samples of the recording; nobody listens to them any more where that was stopped."""
    look = state.of(LookState)
    if not look.hears or not look.recording:
        return no_effects(state)
    return state, (Feed(look.number, event.content),)


@on(LookBehind)
def behind(state: State, event: LookBehind) -> Change:
    """It goes straight to the page, in steps: nobody counts with it."""
    look, behind_s = state.of(LookState), int(event.seconds) // _BEHIND_STEP_S * _BEHIND_STEP_S
    if not look.hears or event.number != look.number or behind_s == look.behind_s:
        return no_effects(state)
    look = replace(look, behind_s=behind_s)
    return state.having(look), (progress_told(look),)
