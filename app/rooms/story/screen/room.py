"""The Story room as a whole. Pure: state in, `Html` out."""

from app.rooms.story.screen.form import shared_recipe, story_form, unfinished_story
from app.rooms.story.screen.telling import story_view
from app.rooms.story.state import Telling
from app.state import State
from app.ui.errors import error_box
from app.ui.markup import Html, el
from app.ui.welcome import hero, model_card, ready_line


def story_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    telling = state.of(Telling)
    reading = telling.story is not None or telling.busy
    return el(
        "div",
        el("h1", "Story", class_="quiet-voice", id="story-heading", tabindex=-1)
        if reading
        else hero(state),
        error_box(state, "story"),
        error_box(state, "model") if state.place == "story" else None,
        shared_recipe(state),
        unfinished_story(state),
        model_card(state) if state.place == "story" and not _waking_quietly(state) else None,
        error_box(state, "form"),
        story_form(state),
        story_view(state),
        ready_line(state) if _wants_ready_line(state) else None,
        class_="room",
        id="story-room",
        hidden=state.place != "story",
    )


def _waking_quietly(state: State) -> bool:
    """Beside a story, a model that only has to be woken needs no card."""
    telling = state.of(Telling).story is not None
    return telling and state.brain.stage == "loading" and state.brain.fetch.phase != "download"


def _wants_ready_line(state: State) -> bool:
    if state.place != "story" or state.brain.stage == "absent":
        return False
    return state.brain.stage != "loading" or _waking_quietly(state)
