"""`update(state, event) -> (state, effects)`: the one door to every change, pure.

Knows where the rules are filed, not what they say.
"""

from collections.abc import Callable, Iterable
from typing import Any

from app.effects import Effect
from app.events import Event, PageEvent
from app.handling import EVENT_RULES, PAGE_RULES, Change
from app.rooms.find.handlers import collections, files, search
from app.rooms.route.handlers import deciding, editing, policy, sight, texts
from app.rooms.shelf import handlers as shelf
from app.rooms.sort.handlers import meaning, review, setup, work
from app.rooms.story.handlers import export as along
from app.rooms.story.handlers import queue
from app.rooms.story.handlers import telling as story
from app.shell.handlers import aside, embedder, model, place
from app.state import State
from hearthside.errors import InvalidInput
from hearthside.wire import Code

__all__ = ["update"]

# Named so that no import looks unused: importing these files is what fills the tables.
CONCERNS = (
    *(along, aside, embedder, model, place, queue, shelf, story),
    *(setup, work, review, meaning),
    *(deciding, policy, editing, sight, texts),
    *(collections, files, search),
)


def update(state: State, event: Event) -> Change:
    """The next state, and what is to be done. Raises InvalidInput on an event nobody knows."""
    if isinstance(event, PageEvent):
        if event.name not in PAGE_RULES:
            raise InvalidInput(Code.CALL_INVALID, f"The page has no event {event.name[:40]!r}.")
        return _through(PAGE_RULES[event.name], state, event)
    return _through(EVENT_RULES.get(type(event), ()), state, event)


def _through(rules: Iterable[Callable[[State, Any], Change]], state: State, event: Event) -> Change:
    effects: list[Effect] = []
    for rule in rules:
        state, more = rule(state, event)
        effects += more
    return state, tuple(effects)
