"""What is asked in the Look & listen room, and how what it is about comes to the model."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.effects import ToPage
from app.events import ModelAway, PageEvent
from app.handling import Change, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.look.effects import Hold, LookAt
from app.rooms.look.handlers.giving import wrong
from app.rooms.look.state import Asked, Given, LookState, is_there
from app.rooms.look.words import LANGUAGES, asks_of
from app.shell.actions.ports import shown_error
from app.shell.handlers.model import load_for_a_while
from app.state import ShownError, State
from hearthside.errors import HearthsideError
from hearthside.look import Picture, Sound, picture_budget
from hearthside.media import Taken, fitted_size
from hearthside.ports import ImageFormat
from hearthside.wire import Code

_LONGEST_WORDS: Final = 90


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
    """The page is asked for all it holds, pictures at the size that serves this ask."""
    look = state.of(LookState)
    asked = _asked(look, event.data)
    return _begin(state, asked, look) if asked is not None else no_effects(state)


@on_page("look.goon")
def go_on(state: State, event: PageEvent) -> Change:
    """An answer that was cut short goes on, if what it is about is here."""
    look, at = state.of(LookState), int(event.data.get("at", "-1"))
    asked = look.answers[at].asked if 0 <= at < len(look.answers) else None
    if asked is None or not is_there(asked, look):
        return no_effects(state)
    said = look.answers[at]
    rest = tuple([one for one in look.answers if one is not said])
    going = replace(
        look, answers=rest, live=said.text, part=said.part, parts=1, part_at=said.part_at
    )
    return _begin(state, replace(asked, of=look.given), going)


def _begin(state: State, asked: Asked, look: LookState) -> Change:
    """What is held is asked for; `look` is the room as it is then."""
    info = state.brain.info
    if look.asked is not None:
        return no_effects(state)
    if state.brain.stage != "ready" or info is None or info.media is None:
        return failing(state, ShownError(Code.MODEL_NONE, place="look"))
    try:
        pictures = len(look.given) if look.kind == "picture" else 0
        budget = picture_budget(info, asked.what, pictures) if pictures else 0
    except HearthsideError as error:
        return failing(state, shown_error(error, "look"))
    wanted = [_wanted(one, info.media.image, budget) for one in look.given]
    state = clear_messages(state).having(replace(look, asked=asked, number=look.number + 1))
    return state, (*wanted, focus("look-live-heading"))


def _wanted(one: Given, form: ImageFormat, budget: int) -> ToPage:
    if one.kind == "sound":
        return ToPage("media.samples", {"id": one.id})
    width, height = fitted_size(one.width, one.height, form, budget)
    return ToPage("media.pixels", {"id": one.id, "width": width, "height": height})


def _asked(look: LookState, data: Mapping[str, str]) -> Asked | None:
    """None for an ask that is empty, or does not go with what is held."""
    what = data.get("what", "")
    if words := dict(asks_of(look.given)).get(what):
        return Asked(what, words, look.given)
    question, language = data.get("look-question", "").strip(), data.get("look-language", "")
    if what == "ask" and look.kind == "picture" and question:
        return Asked(what, question[:_LONGEST_WORDS], look.given, question=question)
    if what == "translate" and look.kind == "sound" and language in LANGUAGES:
        return Asked(what, f"Translate it into {language}", look.given, language=language)
    return None


@on_page("media.pixels", "media.samples")
def handed(state: State, event: PageEvent) -> Change:
    """What was asked for goes on to the model; what comes too late goes nowhere."""
    look, data = state.of(LookState), event.data
    asked = look.asked
    if asked is None or asked.handed == len(asked.of):
        return no_effects(state)
    one = asked.of[asked.handed]
    if data.get("id") != one.id:
        return no_effects(state)
    if not event.content:
        rest = tuple([it for it in look.given if it.id != one.id])
        state = state.having(replace(look, asked=None, given=rest))
        return wrong(state, "It is not here any more. Choose it again.")
    asked = replace(asked, handed=asked.handed + 1)
    taken: Taken = Sound(event.content)
    if one.kind == "picture":
        taken = Picture(event.content, int(data.get("width", "0")), int(data.get("height", "0")))
    state = state.having(replace(look, asked=asked))
    hold = Hold(look.number, taken)
    whole = asked.handed == len(asked.of)
    return state, (hold, LookAt(look.number, asked, look.begun)) if whole else (hold,)
