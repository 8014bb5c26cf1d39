"""How the work of the Story room goes, where the library does not tell of it: values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.rooms.story.state import Unfinished, Work
from app.state import ShownError
from hearthside.ports import LoadProgress
from hearthside.story import Recipe, Story
from hearthside.story.outlines import Seen


@dataclass(frozen=True, slots=True)
class WorkBegan:
    """`story` is what there is of the story; `key` its place on the shelf, if it has one yet."""

    work: Work
    recipe: Recipe | None = None
    scene: int = 0
    story: Story | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlanMade:
    """The plan stands: `story` has no scene yet. `notes` say what was chosen for the person,
    `advice` what to know. `outside`: the form has words that this model does not keep, and a fuller
    model would know. `way` says why the story is told along a fixed plan, "" where it is not."""

    story: Story
    notes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    outside: bool = False
    way: str = ""


@dataclass(frozen=True, slots=True)
class SceneKept:
    """A scene is finished; `story` holds it."""

    story: Story


@dataclass(frozen=True, slots=True)
class TurnsFound:
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkEnded:
    """The work is over: done, stopped by the person, or failed with `error`."""

    story: Story | None = None
    stopped: bool = False
    error: ShownError | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class EyesFetched:
    """How far what reads pictures has come; None where it is here."""

    progress: LoadProgress | None


@dataclass(frozen=True, slots=True)
class PictureSeen:
    """The looking is over: what was seen; None where it was stopped, or failed with `error`."""

    seen: Seen | None = None
    error: ShownError | None = None


@dataclass(frozen=True, slots=True)
class UnfinishedFound:
    found: Unfinished


@dataclass(frozen=True, slots=True)
class Surprised:
    """Ideas for the fields of the form; `typed` is what stands in them."""

    ideas: Mapping[str, str]
    typed: Mapping[str, str]
