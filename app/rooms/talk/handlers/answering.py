"""A question is asked, its answer comes, is stopped, and is over."""

from dataclasses import replace
from typing import Literal

from app.effects import Append, Effect, ToPage
from app.events import ModelAway, ModelReady, PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.talk.effects import Answer, Measure, StopTalking
from app.rooms.talk.events import (
    TalkBegan,
    TalkEnded,
    TalkMeasured,
    TalkRead,
    TalkSaid,
    TalkSummed,
)
from app.rooms.talk.handlers.giving import let_go
from app.rooms.talk.handlers.ways import measured, with_tag
from app.rooms.talk.state import TalkState, resting
from app.rooms.talk.words import BUSY, can_talk, doing_line
from app.shell.handlers.model import load, load_for_a_while
from app.state import ShownError, State
from hearthside.wire import Code

FORM_ID = "talk-form"


@on_page("talk.load")
def load_asked(state: State, event: PageEvent) -> Change:
    """A model that sees and hears makes room for a while; another one is preferred from now on."""
    offer = state.listed(event.data.get("model", ""))
    if offer is None or state.brain.stage == "loading" or state.busy or state.instead:
        return no_effects(state)
    if offer in state.seers:
        return load_for_a_while(state, offer)
    changed, effects = load(clear_messages(state), offer.id)
    return changed, effects if offer.kept else (*effects, ToPage("persist"))


@on(ModelReady)
def ready(state: State, event: ModelReady) -> Change:
    return measured(state) if state.place == "talk" else no_effects(state)


@on(ModelAway)
def away(state: State, event: ModelAway) -> Change:
    """Why the model could not be loaded is told here, to a person who is here."""
    if state.place != "talk" or event.error is None:
        return no_effects(state)
    return no_effects(replace(state, error=replace(event.error, place="talk")))


@on_page("talk.ask")
def ask(state: State, event: PageEvent) -> Change:
    """What was typed stays in its field until it is in the talk."""
    room = state.of(TalkState)
    shown = tuple([one.shown for one in room.given if one.shown is not None])
    if room.taking or len(shown) < len(room.given):
        return _wrong(state, "What you gave is still being opened. Wait a moment.")
    text = event.data.get("talk-text", "")
    if not text.strip() and not shown:
        return no_effects(state)
    changed, effects = _begin(state, "ask", text=text)
    asked = [replace(one, shown=shown) if isinstance(one, Answer) else one for one in effects]
    return changed, tuple(asked)


@on_page("talk.edited")
def edited(state: State, event: PageEvent) -> Change:
    """A question was changed: it is asked anew, beside the one before."""
    number, text = int(event.data.get("number", "0")), event.data.get("talk-edited", "")
    if number not in state.of(TalkState).talk.path():
        return no_effects(state)
    return _begin(state, "edit", number, text)


@on_page("talk.again")
def again(state: State, event: PageEvent) -> Change:
    number = int(event.data.get("number", "0"))
    if number not in state.of(TalkState).talk.path():
        return no_effects(state)
    return _begin(state, "again", number)


@on_page("talk.goon")
def go_on(state: State, event: PageEvent) -> Change:
    return _begin(state, "go on") if state.of(TalkState).talk.waits() else no_effects(state)


def _begin(
    state: State, what: Literal["ask", "edit", "again", "go on"], turn: int = 0, text: str = ""
) -> Change:
    """Give the model its work, where it is there and has none."""
    room = state.of(TalkState)
    if not can_talk(state):
        return failing(state, ShownError(Code.MODEL_NONE, place="talk"))
    if state.busy:
        return _wrong(state, BUSY)
    if room.opening:
        return no_effects(state)
    room = replace(room, work="read", number=room.number + 1, live="", thoughts="")
    effect = Answer(room.number, room.key, room.talk, what, turn, text, thinking=room.thinking)
    return clear_messages(state).having(room), (effect,)


def _wrong(state: State, sentence: str) -> Change:
    return failing(state, ShownError(Code.CALL_INVALID, sentence, place="talk"))


@on(TalkBegan)
def began(state: State, event: TalkBegan) -> Change:
    """The question is in the talk: its field is free for the next one."""
    room = state.of(TalkState)
    if event.number != room.number or not room.work:
        return no_effects(state)
    gone = room.given if event.asked else ()
    room = replace(
        room, talk=event.talk, key=event.key, editing=0, given=() if event.asked else room.given
    )
    if not event.asked:
        return no_effects(state.having(room))
    empty = ToPage("fill", {"form": FORM_ID, "fields": {"talk-text": ""}})
    return state.having(room), (
        empty,
        let_go(*gone),
        focus("field-talk-text", scroll=False),
    )


@on(TalkSaid)
def said(state: State, event: TalkSaid) -> Change:
    """Words go straight to the page, but for the first ones, which find their place there."""
    room = state.of(TalkState)
    if event.number != room.number or not room.work:
        return no_effects(state)
    if event.thought:
        room = replace(room, work="say", thoughts=room.thoughts + event.text)
    else:
        room = replace(room, work="say", live=room.live + event.text)
    target = "talk-thoughts" if event.thought else "talk-live"
    doing = ToPage("text", {"target": "talk-doing", "text": doing_line("say", 0)})
    began = state.of(TalkState).work != "say"
    return state.having(room), (Append(target, event.text), *((doing,) if began else ()))


@on(TalkSummed)
def summed(state: State, event: TalkSummed) -> Change:
    room = state.of(TalkState)
    if event.number != room.number or not room.work:
        return no_effects(state)
    work: Literal["sum", "read"] = "sum" if event.turns else "read"
    room = replace(room, work=work, waiting=event.turns, talk=event.talk or room.talk)
    return no_effects(state.having(room))


@on(TalkRead)
def read(state: State, event: TalkRead) -> Change:
    room = state.of(TalkState)
    if event.number != room.number or not room.work:
        return no_effects(state)
    return no_effects(state.having(replace(room, use=event.use)))


@on_page("talk.stop")
def stop(state: State, event: PageEvent) -> Change:
    return (state, (StopTalking(),)) if state.of(TalkState).work else no_effects(state)


@on(TalkEnded)
def ended(state: State, event: TalkEnded) -> Change:
    """What there is of the answer is in the talk, and on the shelf."""
    room = state.of(TalkState)
    if event.number != room.number or not room.work:
        return no_effects(state)
    effects: list[Effect] = []
    if event.talk is not None:
        room = replace(room, talk=event.talk)
        last = event.talk.turn(event.talk.leaf)
        done = last.role == "model" and not last.end
        effects += [ToPage("shelf"), announce("The answer is complete" if done else "Stopped")]
        effects.append(Measure(event.talk, room.thinking))
    state = with_tag(state.having(resting(room)), tag=event.tag)
    if event.error is not None:
        state = replace(state, error=event.error)
    return state, tuple(effects)


@on(TalkMeasured)
def told_use(state: State, event: TalkMeasured) -> Change:
    room = state.of(TalkState)
    if event.talk is not room.talk or room.work:
        return no_effects(state)
    return no_effects(state.having(replace(room, use=event.use)))


@on_page("talk.thinking")
def thinking(state: State, event: PageEvent) -> Change:
    room = state.of(TalkState)
    return no_effects(state.having(replace(room, thinking=not room.thinking)))
