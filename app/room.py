"""What a room of the page is.

A room is a folder in `app/rooms` whose `__init__.py` has a `ROOM`, and a line in
`app/rooms/__init__.py`: navigation, the keyboard's place, what is kept for the next mind, words for
errors and styles go by what stands here. Knows no room.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from app.context import Context
from app.effects import Effect
from app.state import State
from app.ui.brought import Words
from app.ui.markup import Html
from hearthside.wire import Code


class Actions(Protocol):
    """Carries out what a room's handlers ask for, and tells of it by events."""

    async def do(self, effect: Any) -> None:
        """Do it to its end. An error that is not told of in the room's own way may be raised."""
        ...


@runtime_checkable
class Forgets(Actions, Protocol):
    """Actions of a room that keeps more of a document than the document."""

    async def forget(self, collection: str, key: str) -> None:
        """Delete a kept document of one of the room's collections, readable or not, with all that
        belongs to it."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A part of the state that lasts: the objects it is made of, how it is written as plain values,
    and how a state gets it back. Reading raises on what is not as it was written."""

    made_of: Callable[[State], tuple[object, ...]]
    write: Callable[[State], Any]
    read: Callable[[State, Any], State]
    # While this holds, every step changes the part, and it is written once in a while only.
    moving: Callable[[State], bool] = lambda _state: False


@dataclass(frozen=True, slots=True)
class Collection:
    """A kind of kept documents: what one is called, and many; what looks through them anew."""

    one: str
    many: str
    look: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One room. Its handlers file themselves (`app.handling`) when its package is imported.

    `id` stands in the address after #, and `{id}-heading` is the id of the screen's heading.
    `screen` gives None where the room has nothing on the page while a person is elsewhere; a room
    with fields to type in is always there, and hidden.
    """

    id: str
    title: str
    screen: Callable[[State], Html | None]
    # What is done in it: the base of its effects, and who carries them out.
    effects: type[Effect] | None = None
    actions: Callable[[Context], Actions] | None = None
    # Looked up anew whenever a person comes in; put away when one leaves.
    on_arrive: tuple[Effect, ...] = ()
    on_leave: Callable[[State], State] = lambda state: state
    # What the page holds for the next mind, and what is kept on the device, by name.
    keep: Mapping[str, Kept] = field(default_factory=dict)
    collections: Mapping[str, Collection] = field(default_factory=dict)
    # Events that come too often to make a screen of each: their effects set what changed.
    quiet: tuple[type[Any], ...] = ()
    # Where errors that no part of the page claims are shown, "" for the room's own place; what it
    # says of them in its own words; and whether what failed last can be tried again from there.
    alert: str = ""
    error_words: Mapping[Code, Words] = field(default_factory=dict)
    can_retry: Callable[[State], bool] = lambda _state: False
    # Whether an embedding model that is here is woken on coming in, and what still works without.
    wakes_embedder: bool = False
    without_embedder: str = ""
