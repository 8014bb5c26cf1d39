"""The page around the screens, and the page as it is built, before Python has arrived in it.

Pure: state in, `Html` out; `Screens` remembers what it gave last; `prerender` alone reads a file,
the template, and looks for styles.
"""

import operator
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Final, TypeAlias

from app.room import Room
from app.rooms import rooms
from app.state import State
from app.ui.errors import banners
from app.ui.markup import Html, el
from app.ui.parts import link

RoomScreen: TypeAlias = Callable[[Room, State], Html | None]

_TEMPLATE: Final = Path(__file__).parent.parent / "index.html"
_SCREEN: Final = "<!-- screen -->"
_STYLES: Final = "    <!-- styles of the rooms -->\n"
_ROOMS: Final = Path(__file__).parent.parent / "rooms"
_SHARED: Final = operator.attrgetter(*[it.name for it in fields(State) if it.name != "parts"])


class Screens:
    """Screens one after another: a room's part is made anew only where it could be another. Nearly
    every event is of one room, and the parts of all others are ten times as long as that one's."""

    def __init__(self) -> None:
        self._told: tuple[object, ...] = ()
        self._made: dict[str, tuple[tuple[object, ...], Html | None]] = {}

    def of(self, state: State) -> Html:
        """`screen(state)`."""
        writing = [part.writing for part in state.parts.values()]
        told = (state.busy, state.instead, *filter(None, writing))  # of the parts of all rooms
        if told != self._told:
            self._told = told
            self._made.clear()
        return screen(state, self._of_room)

    def _of_room(self, room: Room, state: State) -> Html | None:
        seen = _seen_by(room, state)
        made = self._made.get(room.id)
        if made is None or not _are_same(made[0], seen):
            made = self._made[room.id] = (seen, room.screen(state))
        return made[1]


def _seen_by(room: Room, state: State) -> tuple[object, ...]:
    """The objects that a room's screen can be made of: what rooms share, and the parts but those of
    other rooms. A room's part is known by the folder that it is written in, which the imports of
    every other room leave alone (`tests/test_house_app.py`)."""
    own, others = f"app.rooms.{room.id}.", "app.rooms."
    parts = [
        part
        for kind, part in state.parts.items()
        if kind.__module__.startswith(own) or not kind.__module__.startswith(others)
    ]
    return (*_SHARED(state), *parts)


def _are_same(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    """Whether they are the very same objects: nothing in a state is changed in place."""
    return len(before) == len(now) and all(map(operator.is_, before, now))


def screen(state: State, of_room: RoomScreen = lambda room, state: room.screen(state)) -> Html:
    """All that stands in the page's `#screen`; `of_room` gives a room's part of it."""
    return el(
        "div",
        _masthead(state),
        el(
            "main",
            banners(state),
            [of_room(room, state) for room in rooms()],
            id="main",
            class_="wide",
            tabindex=-1,
        ),
        _footing(),
        id="screen",
    )


def prerender() -> str:
    """The whole of index.html, with the styles of the rooms and the first screen in it."""
    page = _TEMPLATE.read_text(encoding="utf-8")
    for slot, filling in ((_STYLES, _styles()), (_SCREEN, screen(State(awake=False)).text)):
        if page.count(slot) != 1:
            raise ValueError(f"{_TEMPLATE.name} must hold {slot.strip()} once")
        page = page.replace(slot, filling)
    return page


def _styles() -> str:
    """A line for each style that is a room's own."""
    files = [file for room in rooms() for file in sorted((_ROOMS / room.id).glob("*.css"))]
    return "".join(
        f'    <link rel="stylesheet" href="app/rooms/{file.parent.name}/{file.name}">\n'
        for file in files
    )


def _masthead(state: State) -> Html:
    return el(
        "header",
        el(
            "a",
            el("img", src="app/icons/flame.svg", alt="", width=28, height=28),
            "Hearthside",
            href="#story",
            class_="brand",
        ),
        el(
            "nav",
            el(
                "ul",
                [
                    el(
                        "li",
                        link(
                            room.title,
                            f"#{room.id}",
                            aria_current="page" if room.id == state.place else None,
                        ),
                    )
                    for room in rooms()
                ],
                class_="rooms",
            ),
            aria_label="Rooms",
        ),
        class_="masthead wide",
    )


def _footing() -> Html:
    return el(
        "footer",
        el("p", "Nothing you type here leaves this device. A small model makes things up."),
        el(
            "ul",
            el("li", link("Privacy and limits", "#settings")),
            el("li", link("The Workbench, for people who write Python", "./workbench/")),
        ),
        class_="footing wide",
    )
