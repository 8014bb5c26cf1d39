"""How the Look & listen room changes: what is given, what is asked, what is said."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Final

from app.effects import Append, Effect, ToPage
from app.events import ModelAway, PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.look.effects import LookAt, StopLooking
from app.rooms.look.events import LookEnded, LookFetched, LookSaid
from app.rooms.look.state import Asked, Given, LookState, answered
from app.rooms.look.words import ASKS, LANGUAGES, fetching_line, part_line
from app.shell.handlers.model import load_for_a_while
from app.state import ShownError, State
from app.ui.taken import refusal
from hearthside.look.tasks import BUDGETS
from hearthside.media import fitted_size
from hearthside.wire import Code

GIVEN_EVENT: Final = "look.given"
LEVEL_ID: Final = "look-level"
_LONGEST_WORDS: Final = 90
# Of each field of a recording: the least, the most, and what holds where nothing is said.
HUSH: Final = {
    "after_s": (0.0, 60.0, 3.0),
    "level": (1.0, 100.0, 6.0),
    "before_s": (0.0, 10.0, 0.5),
}


def _wrong(state: State, sentence: str) -> Change:
    return failing(state, ShownError(Code.FILE_INVALID, sentence, place="look"))


@on_page(GIVEN_EVENT)
def given(state: State, event: PageEvent) -> Change:
    """The page opens something, holds it, or says why it cannot. What it held stays until then."""
    look, data = state.of(LookState), event.data
    if data.get("opening"):
        return no_effects(clear_messages(state).having(replace(look, opening=True)))
    state = state.having(replace(look, opening=False))
    if reason := data.get("refused", ""):
        return _wrong(state, refusal(reason, data.get("detail", "")))
    held = _given(data)
    state = state.having(replace(state.of(LookState), given=held))
    what = "picture" if held.kind == "picture" else "sound"
    return state, (announce(f"The {what} is here"), focus("look-given-heading", scroll=False))


def _given(data: Mapping[str, str]) -> Given:
    return Given(
        data["id"],
        "picture" if data["kind"] == "picture" else "sound",
        data.get("filename", ""),
        int(data.get("width", "0")),
        int(data.get("height", "0")),
        float(data.get("seconds", "0")),
        data.get("preview", ""),
    )


@on_page("look.forget")
def forgotten(state: State, event: PageEvent) -> Change:
    look = replace(state.of(LookState), given=None, opening=False)
    return clear_messages(state).having(look), (ToPage("media.forget"), focus("look-way-heading"))


@on_page("look.record")
def record(state: State, event: PageEvent) -> Change:
    hush = {name: _number(event.data.get(f"look-{name}", ""), least, most, otherwise)
            for name, (least, most, otherwise) in HUSH.items()}  # fmt: skip
    asked = {"event": GIVEN_EVENT, "target": LEVEL_ID, "hush": hush}
    return clear_messages(state), (ToPage("media.record", asked),)


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
    is_on = bool(event.data.get("on"))
    state = state.having(replace(state.of(LookState), recording=is_on))
    return (state, (announce("Recording"),)) if is_on else no_effects(state)


@on_page("look.load")
def load_asked(state: State, event: PageEvent) -> Change:
    offer = state.seer(event.data.get("model", ""))
    if offer is None or state.brain.stage == "loading" or state.busy:
        return no_effects(state)
    return load_for_a_while(state, offer)


@on(ModelAway)
def away(state: State, event: ModelAway) -> Change:
    """Why the model could not be loaded is told here, to a person who is here."""
    if state.place != "look" or event.error is None:
        return no_effects(state)
    return no_effects(replace(state, error=replace(event.error, place="look")))


@on_page("look.ask")
def ask(state: State, event: PageEvent) -> Change:
    """The page is asked for what it holds, a picture at the size that serves this ask."""
    look, info = state.of(LookState), state.brain.info
    held, asked = look.given, _asked(look, event.data)
    if held is None or asked is None or look.asked is not None:
        return no_effects(state)
    if state.brain.stage != "ready" or info is None or info.media is None:
        return failing(state, ShownError(Code.MODEL_NONE, place="look"))
    look = replace(look, asked=asked, number=look.number + 1, live="", part=1, parts=1)
    wanted = ToPage("media.samples", {"id": held.id})
    if held.kind == "picture":
        width, height = fitted_size(
            held.width, held.height, info.media.image, BUDGETS.get(asked.what)
        )
        wanted = ToPage("media.pixels", {"id": held.id, "width": width, "height": height})
    return clear_messages(state).having(look), (wanted, focus("look-live-heading"))


def _asked(look: LookState, data: Mapping[str, str]) -> Asked | None:
    """None for an ask that is empty, or does not go with what is held."""
    what, held = data.get("what", ""), look.given
    if held is None:
        return None
    if words := dict(ASKS[held.kind]).get(what):
        return Asked(what, words, held.name)
    question, language = data.get("look-question", "").strip(), data.get("look-language", "")
    if what == "ask" and held.kind == "picture" and question:
        return Asked(what, question[:_LONGEST_WORDS], held.name, question=question)
    if what == "translate" and held.kind == "sound" and language in LANGUAGES:
        return Asked(what, f"Translate it into {language}", held.name, language=language)
    return None


@on_page("media.pixels", "media.samples")
def handed(state: State, event: PageEvent) -> Change:
    """What was asked for goes on to the model; what comes too late goes nowhere."""
    look, data = state.of(LookState), event.data
    held, asked = look.given, look.asked
    if held is None or asked is None or asked.handed or data.get("id") != held.id:
        return no_effects(state)
    if not event.content:
        state = state.having(replace(look, asked=None, given=None))
        return _wrong(state, "It is not here any more. Choose it again.")
    asked = replace(asked, handed=True)
    size = int(data.get("width", "0")), int(data.get("height", "0"))
    return (
        state.having(replace(look, asked=asked)),
        (LookAt(look.number, asked, event.content, *size),),
    )


@on_page("look.stop")
def stop(state: State, event: PageEvent) -> Change:
    look = state.of(LookState)
    if look.asked is None:
        return no_effects(state)
    return state.having(answered(look, "Stopped.")), (StopLooking(), announce("Stopped"))


@on(LookFetched)
def fetched(state: State, event: LookFetched) -> Change:
    """How far it is goes straight to the page; what is here already is not worth a word."""
    look, progress = state.of(LookState), event.progress
    here = progress.loaded_bytes >= progress.total_bytes
    if look.asked is None or event.number != look.number or progress.phase != "download" or here:
        return no_effects(state)
    line = fetching_line(event.kind, progress.loaded_bytes, progress.total_bytes)
    told = ToPage("text", {"target": "look-part", "text": line})
    return state.having(replace(look, fetching=line)), (told,)


@on(LookSaid)
def said(state: State, event: LookSaid) -> Change:
    """Words go straight to the page."""
    look, said = state.of(LookState), event.said
    if look.asked is None or event.number != look.number:
        return no_effects(state)
    effects: list[Effect] = [Append("look-live", said.text)] if said.text else []
    if look.fetching or (said.part, said.parts) != (look.part, look.parts):
        line = part_line(said.part, said.parts)
        effects.append(ToPage("text", {"target": "look-part", "text": line}))
    look = replace(look, fetching="", live=look.live + said.text, part=said.part, parts=said.parts)
    return state.having(look), tuple(effects)


@on(LookEnded)
def ended(state: State, event: LookEnded) -> Change:
    look = state.of(LookState)
    if look.asked is None or event.number != look.number:
        return no_effects(state)
    if event.error is not None:
        state = state.having(answered(look, "It ended with an error."))
        return failing(state, event.error)
    nothing = not look.live.strip() and not event.stopped
    note = "It was longer than there is room for." if event.cut else ""
    state = state.having(answered(look, "Stopped." if event.stopped else note))
    if nothing:
        return _wrong(state, "The model had nothing to say to it. Ask in other words.")
    return state, (announce("The answer is complete"),)


@on_page("look.copy", "look.save", "look.remove")
def kept(state: State, event: PageEvent) -> Change:
    look, at = state.of(LookState), int(event.data.get("at", "-1"))
    if not 0 <= at < len(look.answers):
        return no_effects(state)
    text = look.answers[at].text
    if event.name == "look.copy":
        return state, (ToPage("copy", {"text": text, "done": "Copied"}),)
    if event.name == "look.save":
        file = {"filename": "answer.txt", "type": "text/plain;charset=utf-8", "text": f"{text}\n"}
        return state, (ToPage("save", file),)
    rest = tuple([one for number, one in enumerate(look.answers) if number != at])
    return state.having(replace(look, answers=rest)), (focus("look-heading"),)
