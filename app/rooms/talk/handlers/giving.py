"""Pictures and sounds for the next question: given, opened by the page, handed over, put away."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on_page
from app.rooms.talk.effects import Hold
from app.rooms.talk.state import MOST_GIVEN, Given, TalkState
from app.state import ShownError, State
from app.ui.taken import refusal
from hearthside.media import Picture, Sound, Taken, fitted_size
from hearthside.talk import Shown
from hearthside.wire import Code

GIVEN_EVENT: Final = "talk.given"
LEVEL_ID: Final = "talk-level"


def _wrong(state: State, sentence: str) -> Change:
    return failing(state, ShownError(Code.FILE_INVALID, sentence, place="talk"))


@on_page(GIVEN_EVENT)
def given(state: State, event: PageEvent) -> Change:
    """The page opens something, holds it, or says why it cannot; what it holds is asked for."""
    room, data, info = state.of(TalkState), event.data, state.brain.info
    if data.get("opening"):
        return no_effects(clear_messages(state).having(replace(room, taking=True)))
    state = state.having(replace(room, taking=False))
    if reason := data.get("refused", ""):
        return _wrong(state, refusal(reason, data.get("detail", "")))
    held = _given(data)
    if info is None or info.media is None:
        return state, (let_go(held),)
    if len(room.given) >= MOST_GIVEN:
        told = f"{MOST_GIVEN} pictures and sounds are the most for one question."
        changed, effects = _wrong(state, told)
        return changed, (*effects, let_go(held))
    waiting = [one for one in room.given if one.shown is not None]
    state = state.having(replace(room, taking=False, given=(*waiting, held)))
    if held.kind == "sound":
        return state, (ToPage("media.samples", {"id": held.page_id}),)
    width, height = fitted_size(held.width, held.height, info.media.image)
    return state, (ToPage("media.pixels", {"id": held.page_id, "width": width, "height": height}),)


def let_go(*given: Given) -> ToPage:
    """The page need not hold them any more, nor their previews."""
    return ToPage("media.forget", {"ids": [one.page_id for one in given]})


def _given(data: Mapping[str, str]) -> Given:
    return Given(
        data["id"],
        "picture" if data["kind"] == "picture" else "sound",
        data.get("filename", ""),
        data.get("preview", ""),
        int(data.get("width", "0")),
        int(data.get("height", "0")),
        float(data.get("seconds", "0")),
    )


@on_page("media.pixels", "media.samples")
def handed(state: State, event: PageEvent) -> Change:
    """Its pixels or samples are here. They go by what they are, so that the same is the same."""
    room, data = state.of(TalkState), event.data
    waiting = next(
        (one for one in room.given if one.page_id == data.get("id") and one.shown is None), None
    )
    if waiting is None:
        return no_effects(state)
    rest = tuple([one for one in room.given if one is not waiting])
    if not event.content:
        state = state.having(replace(room, given=rest))
        return _wrong(state, "It is not here any more. Choose it again.")
    content, info = event.content, state.brain.info
    taken: Taken = Picture(content, int(data.get("width", "0")), int(data.get("height", "0")))
    if waiting.kind == "sound":
        # No more is held than is heard: the page may have half an hour of it.
        heard = info.media.audio.samples if info is not None and info.media is not None else 0
        content = content[: 4 * heard]
        taken = Sound(content)
    shown = Shown(hashlib.sha256(content).hexdigest()[:24], waiting.kind, waiting.name[:200])
    rest = tuple([one for one in rest if one.shown is None or one.shown.id != shown.id])
    room = replace(room, given=(*rest, replace(waiting, shown=shown)))
    told = announce(f"The {waiting.kind} is here")
    return state.having(room), (Hold(shown.id, taken), told)


@on_page("talk.forget")
def forgotten(state: State, event: PageEvent) -> Change:
    """One of them is not to be asked about."""
    room, at = state.of(TalkState), int(event.data.get("at", "-1"))
    rest = tuple([one for number, one in enumerate(room.given) if number != at])
    gone = [one for one in room.given if one not in rest]
    effects = (let_go(*gone), focus("field-talk-text", scroll=False))
    return state.having(replace(room, given=rest)), effects


@on_page("talk.record")
def record(state: State, event: PageEvent) -> Change:
    asked = {"event": GIVEN_EVENT, "target": LEVEL_ID}
    return clear_messages(state), (ToPage("media.record", asked),)


@on_page("talk.rest")
def rest(state: State, event: PageEvent) -> Change:
    return state, (ToPage("media.rest", {"event": GIVEN_EVENT}),)


@on_page("media.recording")
def recording(state: State, event: PageEvent) -> Change:
    is_on = bool(event.data.get("on")) and state.place == "talk"
    return no_effects(state.having(replace(state.of(TalkState), recording=is_on)))
