"""What is said to an ask of the Look & listen room: as it comes, stopped, ended, kept."""

from dataclasses import replace

from app.effects import Append, Effect, ToPage
from app.events import PageEvent
from app.handling import Change, announce, failing, focus, no_effects, on, on_page
from app.rooms.look.effects import StopLooking
from app.rooms.look.events import LookEnded, LookFetched, LookSaid
from app.rooms.look.handlers.giving import wrong
from app.rooms.look.state import LookState, Pace, answered
from app.rooms.look.words import STILL_RECORDING, progress_line
from app.state import ShownError, State
from app.ui.taken import fetching_line
from hearthside.ports import ModelInfo
from hearthside.wire import Code


def progress_told(look: LookState) -> ToPage:
    """How far it is, straight to the page."""
    return ToPage("text", {"target": "look-part", "text": progress_line(look)})


@on_page("look.stop")
def stop(state: State, event: PageEvent) -> Change:
    look = state.of(LookState)
    if look.asked is None:
        return no_effects(state)
    return state.having(answered(look, "Stopped.", cut_short=True)), (
        StopLooking(),
        announce("Stopped"),
    )


@on(LookFetched)
def fetched(state: State, event: LookFetched) -> Change:
    """How far it is goes straight to the page; what is here already is not worth a word."""
    look, progress, line = state.of(LookState), event.progress, ""
    if look.asked is None or event.number != look.number:
        return no_effects(state)
    if progress is not None:
        here = progress.loaded_bytes >= progress.total_bytes
        if progress.phase != "download" or here:
            return no_effects(state)
        line = fetching_line(event.kind, progress.loaded_bytes, progress.total_bytes)
    if line == look.fetching:
        return no_effects(state)
    look = replace(look, fetching=line)
    return state.having(look), (progress_told(look),)


@on(LookSaid)
def said(state: State, event: LookSaid) -> Change:
    """Words go straight to the page."""
    look, said = state.of(LookState), event.said
    if look.asked is None or event.number != look.number:
        return no_effects(state)
    effects: list[Effect] = [Append("look-live", said.text)] if said.text else []
    before = progress_line(look)
    if said.part != look.part:
        look = replace(look, part_at=len(look.live))
    if said.read_tokens_s:
        look = _paced(look, state.brain.info, said.read_tokens_s)
    look = replace(look, fetching="", live=look.live + said.text, part=said.part, parts=said.parts)
    if progress_line(look) != before:
        effects.append(progress_told(look))
    if look.hears and said.reason and (piece := look.live[look.part_at :].strip()):
        # A reader of screens gets a piece when it is whole: no answer's end is near.
        effects.append(announce(piece))
    return state.having(look), tuple(effects)


def _paced(look: LookState, info: ModelInfo | None, tokens_s: float) -> LookState:
    """A sound is read by another encoder: its pace says nothing of a picture's."""
    if info is None or look.asked is None or look.asked.of[0].kind == "sound":
        return look
    return replace(look, pace=Pace(info.id, info.device, tokens_s))


@on(LookEnded)
def ended(state: State, event: LookEnded) -> Change:
    look = state.of(LookState)
    if look.asked is None or event.number != look.number:
        return no_effects(state)
    if event.error is not None:
        return _broken_off(state, look, event.error)
    nothing, heard = not look.live.strip() and not event.stopped, look.hears
    note = "It was longer than there is room for." if event.cut else ""
    note = "Stopped." if event.stopped else note
    state = state.having(answered(look, note, cut_short=event.stopped))
    if nothing and heard:
        return wrong(state, "No words were heard in what was recorded.")
    if nothing:
        return wrong(state, "The model had nothing to say to it. Ask in other words.")
    return state, (announce("The answer is complete"),)


def _broken_off(state: State, look: LookState, error: ShownError) -> Change:
    """What was said is kept; a recording goes on without it."""
    lost = error.code == Code.ENGINE_LOST
    note = "It was cut short." if lost else "It ended with an error."
    if lost and look.hears and look.recording:
        error = replace(error, message=f"{error.message} {STILL_RECORDING}".strip())
    return failing(state.having(answered(look, note, cut_short=True)), error)


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
