"""Bedtime stories: a form, a plan, scenes that are checked as they are written, and a shelf.

Knows nothing of screens and threads; a `Model` and a `Shelf` are handed in.
"""

from hearthside.story.book import Scene, Story
from hearthside.story.form import CHOICES, FIELDS, LANGUAGE_NAMES, LIMIT_CHARACTERS, StoryForm
from hearthside.story.plan import Beat, Plan
from hearthside.story.recipe import Recipe
from hearthside.story.scene import (
    Finished,
    Planned,
    Progress,
    SceneDone,
    SceneRetried,
    SceneStarted,
    StoryEvent,
    Words,
)
from hearthside.story.shelf import Imported, StoryShelf, StoryTag
from hearthside.story.teller import STORY_SAMPLING, Storyteller
from hearthside.story.telling import Telling

__all__ = [
    "CHOICES",
    "FIELDS",
    "LANGUAGE_NAMES",
    "LIMIT_CHARACTERS",
    "STORY_SAMPLING",
    "Beat",
    "Finished",
    "Imported",
    "Plan",
    "Planned",
    "Progress",
    "Recipe",
    "Scene",
    "SceneDone",
    "SceneRetried",
    "SceneStarted",
    "Story",
    "StoryEvent",
    "StoryForm",
    "StoryShelf",
    "StoryTag",
    "Storyteller",
    "Telling",
    "Words",
]
