"""What can happen to the page: values only.

`PageEvent` is what a person or the browser did, by the name that stands in the page's `data-event`;
the other events tell how a piece of work goes. Knows nothing of what comes of it (update.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from app.rooms.find.events import FindEvent
from app.rooms.route.events import RouteEvent
from app.rooms.sort.events import SortEvent
from app.state import (
    Deleted,
    Fetch,
    Machine,
    Pace,
    Preferences,
    ShelfEntry,
    Trouble,
    Unfinished,
    Work,
)
from hearthside.ports import EmbedderInfo, ModelInfo
from hearthside.store import SetAside
from hearthside.story import Recipe, Story


@dataclass(frozen=True, slots=True)
class PageEvent:
    """`data` holds the named fields of the form and the element's data attributes; `content` the
    bytes of a file that was chosen or dropped."""

    name: str
    data: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class VoicesHeard:
    voices: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What the device can do; `kept` tells (bytes, complete) of each model by id."""

    machine: Machine
    kept: Mapping[str, tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class PreferencesRead:
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class FetchMoved:
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class ModelReady:
    info: ModelInfo


@dataclass(frozen=True, slots=True)
class ModelAway:
    """No model is loaded now; `trouble` says why, unless a person wanted it so."""

    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class EmbedderMoved:
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class EmbedderReady:
    info: EmbedderInfo


@dataclass(frozen=True, slots=True)
class EmbedderAway:
    """No embedding model is loaded now; `trouble` says why, unless a person wanted it so."""

    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class WorkBegan:
    work: Work
    recipe: Recipe | None = None
    scene: int = 0
    key: str = ""  # the story's place on the shelf, if it has one yet


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan stands. `notes` say what was chosen for the person, `advice` what to know.
    `outside`: the form has words that this model does not keep, and a fuller model would know."""

    title: str
    of: int
    recipe: Recipe
    notes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    outside: bool = False


@dataclass(frozen=True, slots=True)
class SceneBegan:
    """Scene `scene` (from 0) begins; `story` is what stands of the story now."""

    scene: int
    of: int
    title: str
    story: Story | None


@dataclass(frozen=True, slots=True)
class WordsTold:
    text: str


@dataclass(frozen=True, slots=True)
class SceneAgain:
    """A sentence failed a check (`reason`) and is taken back: `kept` is the scene as it stands."""

    reason: str
    kept: str


@dataclass(frozen=True, slots=True)
class SceneKept:
    """A scene is finished; `story` holds it."""

    story: Story


@dataclass(frozen=True, slots=True)
class PaceSet:
    pace: Pace


@dataclass(frozen=True, slots=True)
class TurnsFound:
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkEnded:
    """The work is over: done, stopped by the person, or failed with `trouble`."""

    story: Story | None = None
    stopped: bool = False
    trouble: Trouble | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class ShelfRead:
    entries: tuple[ShelfEntry, ...]


@dataclass(frozen=True, slots=True)
class StoryOpened:
    """`go_on`: it is to be continued at once."""

    story: Story
    key: str
    go_on: bool = False


@dataclass(frozen=True, slots=True)
class UnfinishedFound:
    found: Unfinished


@dataclass(frozen=True, slots=True)
class StoryDeleted:
    deleted: Deleted


@dataclass(frozen=True, slots=True)
class ShelfKept:
    """The shelf has changed; `key` is that of a story just kept, if it was one."""

    key: str


@dataclass(frozen=True, slots=True)
class ShelfExported:
    text: str
    day: str


@dataclass(frozen=True, slots=True)
class AsideFound:
    """What cannot be read of a collection of documents, all of it."""

    collection: str
    found: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class AsideRead:
    """A document that cannot be read, as it stands."""

    collection: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class AsideGone:
    """One of them was deleted."""

    collection: str


@dataclass(frozen=True, slots=True)
class Surprised:
    """Ideas for the fields of the form; `typed` is what stands in them."""

    ideas: Mapping[str, str]
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something worth a quiet sentence; `place` is where it is shown."""

    text: str
    place: Literal["story", "shelf"] = "story"


@dataclass(frozen=True, slots=True)
class Failed:
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Woken:
    """This mind has taken up what the page kept. `revived`: a mind before it was lost."""

    revived: bool


Event: TypeAlias = (
    PageEvent | VoicesHeard | Surveyed | PreferencesRead | FetchMoved | ModelReady | ModelAway
    | EmbedderMoved | EmbedderReady | EmbedderAway
    | WorkBegan | Planned | SceneBegan | WordsTold | SceneAgain | SceneKept | PaceSet | TurnsFound
    | WorkEnded | ShelfRead | StoryOpened | UnfinishedFound | StoryDeleted | ShelfKept
    | ShelfExported | Surprised
    | AsideFound | AsideRead | AsideGone
    | Noticed | Failed | Woken | FindEvent | RouteEvent | SortEvent
)  # fmt: skip

# These move too often to make a screen of each: their effects set what changed.
QUIET: tuple[type[Event], ...] = (WordsTold, SceneAgain, PaceSet)
