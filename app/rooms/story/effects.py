"""What can be done in the Story room: values that handlers ask for and actions carry out."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.effects import Effect
from hearthside.media import Picture
from hearthside.story import Recipe, Story


class StoryEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TellForm(StoryEffect):
    """Tell the story of the form's fields as typed; they may be wrong. With `plan_only` what will
    happen is shown first."""

    fields: Mapping[str, str]
    plan_only: bool = False


@dataclass(frozen=True, slots=True)
class TellRecipe(StoryEffect):
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class GoOn(StoryEffect):
    """Tell the next scene of `story`, along `turn` if one was chosen."""

    story: Story
    key: str
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite(StoryEffect):
    story: Story
    key: str
    scene: int


@dataclass(frozen=True, slots=True)
class Suggest(StoryEffect):
    story: Story


@dataclass(frozen=True, slots=True)
class StopWork(StoryEffect):
    pass


@dataclass(frozen=True, slots=True)
class Rename(StoryEffect):
    """The story under `key` is called `title` by now; what is still told of it is too."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Keep(StoryEffect):
    """The story under `key` was changed by hand; what is still told of it follows its plan."""

    story: Story
    key: str


@dataclass(frozen=True, slots=True)
class Prepare(StoryEffect):
    """Have at hand what stories are told with, before one is asked for."""


@dataclass(frozen=True, slots=True)
class FillSurprise(StoryEffect):
    """Think up ideas for the form; `fields` is what stands there now."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SeePicture(StoryEffect):
    """Say what is in a picture that a story is to begin with, in the language of the story."""

    picture: Picture
    language: str


@dataclass(frozen=True, slots=True)
class StopSeeing(StoryEffect):
    pass


@dataclass(frozen=True, slots=True)
class FindUnfinished(StoryEffect):
    """Look for a story whose page was closed while it was told."""


@dataclass(frozen=True, slots=True)
class Resume(StoryEffect):
    """Open that story and go on with it."""

    key: str


@dataclass(frozen=True, slots=True)
class Leave(StoryEffect):
    """Let that story be, as it is."""

    key: str
