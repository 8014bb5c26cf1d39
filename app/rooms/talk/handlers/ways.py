"""What several handlers of the Talk room do: change the list, and have the context measured."""

from dataclasses import replace
from typing import Any

from app.handling import Change, no_effects
from app.rooms.talk.effects import Measure
from app.rooms.talk.state import TalkState
from app.rooms.talk.words import can_talk
from app.state import State
from hearthside.talk import TalkTag


def with_list(state: State, **changes: Any) -> State:
    room = state.of(TalkState)
    return state.having(replace(room, kept=replace(room.kept, **changes)))


def with_tag(state: State, *, tag: TalkTag | None) -> State:
    """The state with a talk at the head of the list, as it was kept just now."""
    entries = state.of(TalkState).kept.entries
    if tag is None or entries is None:
        return state
    rest = [one for one in entries if one.key != tag.key]
    return with_list(state, entries=(tag, *rest))


def measured(state: State) -> Change:
    """The context is measured anew, where the model is there and has nothing to do."""
    room = state.of(TalkState)
    if not can_talk(state) or state.busy or room.opening:
        return no_effects(state.having(replace(room, use=None)))
    return state, (Measure(room.talk, room.thinking),)
