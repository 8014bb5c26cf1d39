"""What is given to the Look & listen room: pictures in their order or one sound."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on_page
from app.rooms.look.state import MOST_PICTURES, Given, LookState
from app.state import ShownError, State
from app.ui.taken import refusal
from hearthside.wire import Code

GIVEN_EVENT: Final = "look.given"


def wrong(state: State, sentence: str) -> Change:
    return failing(state, ShownError(Code.FILE_INVALID, sentence, place="look"))


@on_page(GIVEN_EVENT)
def given(state: State, event: PageEvent) -> Change:
    """The page opens something, holds it, or says why it cannot. What it held stays until then."""
    look, data = state.of(LookState), event.data
    if data.get("opening"):
        look = replace(look, opening=(*look.opening, data["id"]))
        return no_effects(clear_messages(state).having(look))
    look = replace(look, opening=tuple([it for it in look.opening if it != data["id"]]))
    state = state.having(look)
    if reason := data.get("refused", ""):
        return wrong(state, refusal(reason, data.get("detail", "")))
    held = _given(data)
    beside = tuple([one for one in look.given if one.kind == held.kind == "picture"])
    if len(beside) == MOST_PICTURES:
        changed, effects = wrong(
            state,
            f"{MOST_PICTURES} pictures are the most at once, so not all were taken. "
            "Put one away to give another.",
        )
        return changed, (*effects, _let_go(held.id))
    gone = [one.id for one in look.given if one not in beside]
    state = state.having(replace(look, given=(*beside, held)))
    return state, (
        *((_let_go(*gone),) if gone else ()),
        announce(f"The {held.kind} is here"),
        focus("look-given-heading", scroll=False),
    )


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


def _let_go(*ids: str) -> ToPage:
    return ToPage("media.forget", {"ids": list(ids)})


@on_page("look.forget")
def forgotten(state: State, event: PageEvent) -> Change:
    """One is put away, or all where none is named. Not while they are asked about."""
    look, id_ = state.of(LookState), event.data.get("id", "")
    if look.asked is not None:
        return no_effects(state)
    rest = tuple([one for one in look.given if id_ and one.id != id_])
    ids = [one.id for one in look.given if one not in rest]
    if rest:
        look, place = replace(look, given=rest), "look-given-heading"
    else:
        ids += look.opening
        look, place = replace(look, given=(), opening=()), "look-way-heading"
    return clear_messages(state).having(look), (_let_go(*ids), focus(place))
