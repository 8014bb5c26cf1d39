"""The rooms of the page, a folder each, in the order in which they are named on it.

They are loaded when they are first asked for: a room may know all of `app` but another room.
"""

from functools import cache
from importlib import import_module
from typing import Final

from app.room import Collection, Room

_NAMES: Final = (
    "story",
    "write",
    "sort",
    "route",
    "find",
    "talk",
    "look",
    "teach",
    "shelf",
    "log",
    "settings",
)


@cache
def rooms() -> tuple[Room, ...]:
    """All of them, their handlers filed."""
    return tuple([_room(name) for name in _NAMES])


def _room(name: str) -> Room:
    room: Room = import_module(f"{__name__}.{name}").ROOM
    return room


def room_at(place: str) -> Room:
    """The room of that id; the first one where there is none."""
    return next((room for room in rooms() if room.id == place), rooms()[0])


def alert_at(place: str) -> str:
    """Where an error that no part of the page claims is shown to a person in that room."""
    room = room_at(place)
    return room.alert or room.id


def collections() -> dict[str, Collection]:
    """All kinds of kept documents, by their names on the shelf."""
    return {name: it for room in rooms() for name, it in room.collections.items()}
