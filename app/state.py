"""What the page is showing, as one frozen value; screens are made from it and from nothing else.

Typed text is not here: it lives in the page's own form fields, where no lost worker can take it.
Knows nothing of how the state changes (update.py) or of what is done about it (app.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from app.rooms.find.state import FindState
from app.rooms.route.state import RouteState
from app.rooms.sort.state import SortState
from app.shell.deciding import By
from hearthside.ports import EmbedderInfo, ModelInfo
from hearthside.store import SetAside
from hearthside.story import Recipe, Story
from hearthside.wire import Code

Place: TypeAlias = Literal["story", "sort", "route", "find", "shelf", "settings"]
SpeechStage: TypeAlias = Literal["quiet", "speaking", "paused"]
TroublePlace: TypeAlias = Literal[
    "story", "model", "form", "shelf", "sort", "route", "find", "embedder"
]
DeviceChoice: TypeAlias = Literal["auto", "webgpu", "wasm"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A model this site carries. `size_bytes` is what a first visit downloads."""

    id: str
    title: str
    size_bytes: int
    language: str = "en"
    style: str = "pretrained"
    vocabulary: str = "full"
    licence_name: str = ""
    licence_url: str = ""
    licence_file: str = ""
    default: bool = False
    kept_bytes: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """What this browser can do, as the engine found it. `threads`: whether WASM may use several."""

    webgpu: bool = False
    webgpu_software: bool = False
    webgpu_name: str = ""
    webgpu_reason: str = ""
    simd: bool = True
    threads: bool = True
    storage: Literal["opfs", "cache", "memory"] = "opfs"
    quota_bytes: int = 0
    used_bytes: int = 0
    persisted: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """How far a model's loading has come."""

    phase: Literal["download", "load", "selftest"] = "download"
    loaded_bytes: int = 0
    total_bytes: int = 0
    bytes_per_second: float = 0.0


@dataclass(frozen=True, slots=True)
class Brain:
    """The model: absent, on its way, or ready to tell."""

    stage: Literal["unknown", "absent", "loading", "ready"] = "unknown"
    model: str = ""
    fetch: Fetch = Fetch()
    info: ModelInfo | None = None


@dataclass(frozen=True, slots=True)
class Embedding:
    """The embedding model, which stands beside the language model: absent, on its way, ready."""

    stage: Literal["unknown", "absent", "loading", "ready"] = "unknown"
    model: str = ""
    fetch: Fetch = Fetch()
    info: EmbedderInfo | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong, by code; `place` is the part of the page it belongs to."""

    code: Code
    message: str = ""
    detail: str = ""
    place: TroublePlace = "story"


@dataclass(frozen=True, slots=True)
class Pace:
    """How the telling goes along."""

    tokens: int = 0
    tokens_per_second: float = 0.0
    seconds_left: float | None = None


Work: TypeAlias = Literal["", "tell", "continue", "rewrite", "suggest"]


@dataclass(frozen=True, slots=True)
class Telling:
    """The story on the page. `live` is the scene being written; `work` is what is being done.

    `key` is the story's place on the shelf. `left_over` holds the words of a scene that a lost mind
    cut short. They stay in sight.
    """

    story: Story | None = None
    key: str = ""
    recipe: Recipe | None = None
    title: str = ""
    notes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    outside: bool = False
    work: Work = ""
    scene: int = 0
    of: int = 0
    scene_title: str = ""
    live: str = ""
    left_over: str = ""
    pace: Pace = Pace()
    stopped: bool = False
    turns: tuple[str, ...] = ()

    @property
    def busy(self) -> bool:
        return self.work != ""


@dataclass(frozen=True, slots=True)
class Queued:
    """An event of the page that waits until the language model is ready."""

    name: str
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of this browser. `local` is False for voices that send the text to a server."""

    name: str
    language: str
    local: bool = True


@dataclass(frozen=True, slots=True)
class Speech:
    """Reading aloud."""

    stage: SpeechStage = "quiet"
    voices: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A story on the shelf, as its spine shows it."""

    id: str
    title: str
    when: str
    scenes: int
    finished: bool = True
    branch_of: str = ""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A story just taken off the shelf, as it was kept, so that it can be put back."""

    key: str
    title: str
    document: str


@dataclass(frozen=True, slots=True)
class ShelfView:
    """The shelf as last read. `renaming` is the id whose title is being changed."""

    entries: tuple[ShelfEntry, ...] | None = None
    renaming: str = ""
    deleted: Deleted | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class AsideView:
    """Kept documents that cannot be read, by collection. `asking`: the (collection, key) that is
    about to be deleted."""

    found: Mapping[str, tuple[SetAside, ...]] = field(default_factory=dict)
    asking: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose once and expects to find again."""

    model: str = ""
    device: DeviceChoice = "auto"
    software: bool = False
    voice: str = ""
    embedder: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A recipe that came with a link, and how this device differs from where it was made."""

    recipe: Recipe
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A story on the shelf whose page was closed while it was being told."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class State:
    """All of it. `awake` is False only in the page as built, before Python has arrived.

    `offers` are language models, `embedders` embedding models: no room may take one for the other.
    """

    place: Place = "story"
    awake: bool = True
    machine: Machine | None = None
    offers: tuple[Offer, ...] = ()
    brain: Brain = Brain()
    embedders: tuple[Offer, ...] = ()
    embedding: Embedding = Embedding()
    preferences: Preferences = Preferences()
    telling: Telling = Telling()
    queued: Queued | None = None
    trouble: Trouble | None = None
    shared: Shared | None = None
    unfinished: Unfinished | None = None
    shelf: ShelfView = ShelfView()
    aside: AsideView = field(default_factory=AsideView)
    sort: SortState = field(default_factory=SortState)
    route: RouteState = field(default_factory=RouteState)
    find: FindState = field(default_factory=FindState)
    speech: Speech = Speech()
    other_tabs: int = 0
    notice: str = ""
    surprise: Mapping[str, str] = field(default_factory=dict)

    @property
    def busy(self) -> bool:
        """Whether the language model is at work in any room: no other may take its place."""
        return self.telling.busy or self.sort.running or self.route.busy or self.find.answering

    def is_ready(self, by: By) -> bool:
        """Whether the model that decides so is awake."""
        return (self.embedding.stage if by == "embedding" else self.brain.stage) == "ready"

    def has(self, by: By) -> bool:
        """Whether the model that decides so is on the device, or on its way into memory."""
        offers = self.embedders if by == "embedding" else self.offers
        stage = (self.embedding if by == "embedding" else self.brain).stage
        return stage in ("loading", "ready") or any(offer.kept for offer in offers)

    def offer(self, model: str = "") -> Offer | None:
        """The language model of that id; the chosen or default one when none is named."""
        return _chosen(self.offers, model or self.preferences.model)

    def embedder(self, model: str = "") -> Offer | None:
        """The embedding model of that id; the chosen or default one when none is named."""
        return _chosen(self.embedders, model or self.preferences.embedder)


def _chosen(offers: tuple[Offer, ...], wanted: str) -> Offer | None:
    by_id = {offer.id: offer for offer in offers}
    if wanted in by_id:
        return by_id[wanted]
    return next((offer for offer in offers if offer.default), None) or next(iter(offers), None)
