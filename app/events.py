"""What can happen to the page that more than one room has to know of: values only.

`PageEvent` is what a person or the browser did, by the name that stands in the page's `data-event`;
the other events tell how a piece of work goes. A room's own are in its folder, and what the library
tells of goes to handlers as it is. Knows nothing of what comes of any of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.state import Fetch, Machine, Preferences, ShownError
from hearthside.ports import EmbedderInfo, ModelInfo
from hearthside.store import SetAside
from hearthside.story import Story


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
    """No model is loaded now; `error` says why, unless a person wanted it so."""

    error: ShownError | None = None


@dataclass(frozen=True, slots=True)
class EmbedderMoved:
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class EmbedderReady:
    info: EmbedderInfo


@dataclass(frozen=True, slots=True)
class EmbedderAway:
    """No embedding model is loaded now; `error` says why, unless a person wanted it so."""

    error: ShownError | None = None


@dataclass(frozen=True, slots=True)
class StoryOpened:
    """`go_on`: it is to be continued at once."""

    story: Story
    key: str
    go_on: bool = False


@dataclass(frozen=True, slots=True)
class StoryRenamed:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class StoryDeleted:
    """A story was taken off the shelf; `document` is what was kept of it, to be put back."""

    key: str
    title: str
    document: str


@dataclass(frozen=True, slots=True)
class ShelfKept:
    """The shelf has changed; `key` is that of a story just kept, if it was one."""

    key: str


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
class Suggested:
    """How a text may go on, "" for nothing; `number` is that of the asking."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something worth a quiet sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    error: ShownError


@dataclass(frozen=True, slots=True)
class Woken:
    """This mind has taken up what the page kept. `revived`: a mind before it was lost."""

    revived: bool
