"""The Story room: a form, and the story that is told from it, scene by scene."""

from dataclasses import replace
from typing import Any

from app.room import Kept, Room
from app.rooms.story.actions import StoryActions
from app.rooms.story.effects import StoryEffect
from app.rooms.story.events import EyesFetched
from app.rooms.story.handlers import FILED
from app.rooms.story.screen.errors import STORY_WORDS
from app.rooms.story.screen.room import story_screen
from app.rooms.story.state import Telling, lasting, made_of, revived
from app.state import State
from hearthside.story import Progress, SceneRetried, Story, Words

__all__ = ["FILED", "ROOM"]


def _with_story(state: State, kept: Any) -> State:
    story = Story.from_json(kept) if kept else None
    return state.having(replace(state.of(Telling), story=story))


def _write_story(state: State) -> Any:
    story = state.of(Telling).story
    return story.to_json() if story else None


ROOM = Room(
    id="story",
    title="Story",
    screen=story_screen,
    effects=StoryEffect,
    actions=StoryActions,
    keep={
        "story": Kept(lambda state: (state.of(Telling).story,), _write_story, _with_story),
        "telling": Kept(
            lambda state: made_of(state.of(Telling)),
            lambda state: lasting(state.of(Telling)),
            lambda state, kept: state.having(revived(state.of(Telling).story, kept)),
        ),
    },
    quiet=(Words, SceneRetried, Progress, EyesFetched),
    error_words=STORY_WORDS,
    can_retry=lambda state: state.of(Telling).recipe is not None,
)
