"""The page around the screens, and the page as it is built, before Python has arrived in it.

Pure: state in, `Html` out; `prerender` alone reads a file, the template, and looks for styles.
"""

from pathlib import Path
from typing import Final

from app.rooms import rooms
from app.state import State
from app.ui.errors import banners
from app.ui.markup import Html, el
from app.ui.parts import link

_TEMPLATE: Final = Path(__file__).parent.parent / "index.html"
_SCREEN: Final = "<!-- screen -->"
_STYLES: Final = "    <!-- styles of the rooms -->\n"
_ROOMS: Final = Path(__file__).parent.parent / "rooms"


def screen(state: State) -> Html:
    """All that stands in the page's `#screen`."""
    return el(
        "div",
        _masthead(state),
        el(
            "main",
            banners(state),
            [room.screen(state) for room in rooms()],
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
