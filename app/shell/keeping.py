"""What the page holds for the mind, part by part: enough to go on after a lost mind or a reload.

Typed text is not in it; the form's fields keep that. Knows nothing of when it is kept.
"""

import json
import operator
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

from app.room import Kept
from app.rooms import room_at, rooms
from app.state import State
from hearthside.errors import InvalidInput
from hearthside.store import checked, read_as
from hearthside.wire.jsontext import read_json

# How often a story or a table under way is given to the page to keep.
MOVING_EVERY_S: Final = 1.0


@cache
def _parts() -> dict[str, Kept]:
    """All that lasts, by name; read in this order."""
    place = Kept(lambda state: (state.place,), lambda state: state.place, _with_place)
    return {"place": place} | {name: it for room in rooms() for name, it in room.keep.items()}


def _with_place(state: State, kept: Any) -> State:
    return replace(state, place=room_at(read_as(str, kept)).id)


class Keeper:
    """Writes those parts of the state that are not the ones that it wrote last."""

    def __init__(self) -> None:
        self._made_of: dict[str, tuple[object, ...]] = {}
        self._texts: dict[str, str] = {}
        self._written_s: dict[str, float] = {}

    def changed(self, state: State, now_s: float) -> dict[str, str]:
        """The parts to be kept anew, as JSON text by name."""
        fresh = {}
        for name, part in _parts().items():
            made_of = part.made_of(state)
            if _same(made_of, self._made_of.get(name)):
                continue
            waited_s = now_s - self._written_s.get(name, -MOVING_EVERY_S)
            if part.moving(state) and waited_s < MOVING_EVERY_S:
                continue
            self._made_of[name], self._written_s[name] = made_of, now_s
            text = json.dumps(part.write(state))
            if text != self._texts.get(name):
                fresh[name] = self._texts[name] = text
        return fresh


def _same(now: tuple[object, ...], before: tuple[object, ...] | None) -> bool:
    """Whether they are the very same objects: nothing in the state is changed in place."""
    return before is not None and all(map(operator.is_, now, before))


def kept_state(parts: Mapping[str, str]) -> State:
    """The state that was kept, work under way cut short. A part that cannot be read, as an older
    version or a person's own hand left it in the tab's storage, begins afresh; no other does."""
    state = State()
    for name, part in _parts().items():
        with suppress(InvalidInput):
            state = checked(partial(_with_part, state, part), parts.get(name, ""))
    return state


def _with_part(state: State, part: Kept, text: str) -> State:
    return part.read(state, read_json(text))
