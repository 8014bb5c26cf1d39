"""`update(state, event) -> (state, effects)`: the one door to every change, pure.

Knows where the rules are filed, not what they say.
"""

from app.events import Event, PageEvent
from app.state import State
from app.updates import along, model, place, shelf, story
from app.updates.rules import EVENT_RULES, PAGE_RULES, Change
from hearthside.errors import InvalidInput
from hearthside.wire import Code

__all__ = ["update"]

# Named so that no import looks unused: importing these files is what fills the tables.
CONCERNS = (along, model, place, shelf, story)


def update(state: State, event: Event) -> Change:
    """The next state, and what is to be done. Raises InvalidInput on an event nobody knows."""
    if isinstance(event, PageEvent):
        rule = PAGE_RULES.get(event.name)
        if rule is None:
            raise InvalidInput(Code.CALL_INVALID, f"The page has no event {event.name[:40]!r}.")
        return rule(state, event)
    return EVENT_RULES[type(event)](state, event)
