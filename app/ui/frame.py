"""The page around the screens, and the page as it is built, before Python has arrived in it.

Pure: state in, `Html` out; `prerender` alone reads a file, the template beside it.
"""

from pathlib import Path
from typing import Final

from app.rooms.find.screen.room import find_screen
from app.rooms.route.screen.room import route_screen
from app.rooms.settings.screen import settings_screen
from app.rooms.shelf.screen import shelf_screen
from app.rooms.sort.screen.room import sort_screen
from app.rooms.story.screen.form import shared_recipe, story_form, unfinished_story
from app.rooms.story.screen.telling import story_view
from app.state import Place, State
from app.ui.markup import Html, el
from app.ui.parts import link
from app.ui.trouble import banners, trouble_box
from app.ui.welcome import hero, model_card, ready_line

_TEMPLATE: Final = Path(__file__).parent.parent / "index.html"
_SLOT: Final = "<!-- screen -->"
_ROOMS: Final[tuple[tuple[Place, str], ...]] = (
    ("story", "Story"),
    ("sort", "Sort"),
    ("route", "Route"),
    ("find", "Find"),
    ("shelf", "Shelf"),
    ("settings", "Settings"),
)


def screen(state: State) -> Html:
    """All that stands in the page's `#screen`."""
    return el(
        "div",
        _masthead(state),
        el(
            "main",
            banners(state),
            _story_room(state),
            sort_screen(state),
            route_screen(state),
            find_screen(state),
            shelf_screen(state) if state.place == "shelf" else None,
            settings_screen(state) if state.place == "settings" else None,
            id="main",
            class_="wide",
            tabindex=-1,
        ),
        _footing(),
        id="screen",
    )


def prerender() -> str:
    """The whole of index.html with the first screen in it."""
    template = _TEMPLATE.read_text(encoding="utf-8")
    if template.count(_SLOT) != 1:
        raise ValueError(f"{_TEMPLATE.name} must hold {_SLOT} once")
    return template.replace(_SLOT, screen(State(awake=False)).text)


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
                            label,
                            f"#{place}",
                            aria_current="page" if place == state.place else None,
                        ),
                    )
                    for place, label in _ROOMS
                ],
                class_="rooms",
            ),
            aria_label="Rooms",
        ),
        class_="masthead wide",
    )


def _story_room(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    reading = state.telling.story is not None or state.telling.busy
    return el(
        "div",
        el("h1", "Story", class_="quiet-voice", id="story-heading", tabindex=-1)
        if reading
        else hero(state),
        trouble_box(state, "story"),
        trouble_box(state, "model") if state.place == "story" else None,
        shared_recipe(state),
        unfinished_story(state),
        model_card(state) if state.place == "story" and not _waking_quietly(state) else None,
        trouble_box(state, "form"),
        story_form(state),
        story_view(state),
        ready_line(state) if _wants_ready_line(state) else None,
        class_="room",
        id="story-room",
        hidden=state.place != "story",
    )


def _waking_quietly(state: State) -> bool:
    """Beside a story, a model that only has to be woken needs no card."""
    telling = state.telling.story is not None
    return telling and state.brain.stage == "loading" and state.brain.fetch.phase != "download"


def _wants_ready_line(state: State) -> bool:
    if state.place != "story" or state.brain.stage == "absent":
        return False
    return state.brain.stage != "loading" or _waking_quietly(state)


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
