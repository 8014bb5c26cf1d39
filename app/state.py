"""What the page is showing, as one frozen value; screens are made from it and from nothing else.

Typed text is not here: it lives in the page's own form fields, where no lost worker can take it.
Knows nothing of how the state changes (update.py) or of what is done about it (app.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self, TypeAlias, TypeVar

from app.shell.deciding import By
from hearthside.ports import EmbedderInfo, ModelInfo
from hearthside.store import SetAside
from hearthside.wire import Code

SpeechStage: TypeAlias = Literal["quiet", "speaking", "paused"]
DeviceChoice: TypeAlias = Literal["auto", "webgpu", "wasm"]


@dataclass(frozen=True, slots=True)
class OnProcessor:
    """What a large model needs where there is no graphics card, how long a token was measured to
    take on two cores, and how many of a prompt were read in a second; 0 where nobody has measured
    it."""

    memory_bytes: int
    token_ms: float = 0.0
    prompt_tokens_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Offer:
    """A model this site carries. `size_bytes` is what a first visit downloads, `room_bytes` what it
    takes on the device: on the way much of it is packed. `image_bytes` and `audio_bytes` come when
    the first picture or sound does; `on_processor` is told of such a model, if it does not need a
    graphics card. `hub` is who gives the files, if not this site; `context_tokens` is what it
    reads at once, 0 where that is not told."""

    id: str
    title: str
    size_bytes: int
    room_bytes: int = 0
    language: str = "en"
    style: str = "pretrained"
    vocabulary: str = "full"
    licence_name: str = ""
    licence_url: str = ""
    licence_file: str = ""
    default: bool = False
    image_bytes: int = 0
    audio_bytes: int = 0
    on_processor: OnProcessor | None = None
    needs_card: bool = False
    context_tokens: int = 0
    hub: str = ""
    kept_bytes: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """What this browser can do, as the engine found it. `threads`: whether WASM may use several.
    `memory_gb` is as much as it tells, 0 where it tells nothing."""

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
    memory_gb: float = 0.0

    @property
    def has_card(self) -> bool:
        """Whether a graphics card can be tried."""
        return self.webgpu and not self.webgpu_software


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
class ShownError:
    """Something went wrong, by code; `place` is the part of the page it belongs to: a room by its
    id, or "model", "embedder", "form"."""

    code: Code
    message: str = ""
    detail: str = ""
    place: str = "story"


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
class AsideView:
    """Kept documents that cannot be read, by collection. `asking`: the (collection, key) that is
    about to be deleted."""

    found: Mapping[str, tuple[SetAside, ...]] = field(default_factory=dict)
    asking: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose once and expects to find again. `policy` says which model answers where
    several could (app/shell/tiers.py)."""

    model: str = ""
    device: DeviceChoice = "auto"
    software: bool = False
    voice: str = ""
    embedder: str = ""
    suggest: bool = False
    policy: str = "quick"


class Part:
    """What one room shows, as a frozen dataclass of plain values that can be made of nothing."""

    __slots__ = ()

    @property
    def busy(self) -> bool:
        """Whether the language model is at work in this room."""
        return False

    @property
    def instead(self) -> str:
        """What this room has in the language model's place for a while, in a sentence; "" where it
        keeps the model from nobody."""
        return ""

    @property
    def writing(self) -> tuple[str, str] | None:
        """The document that is being written now, as (collection, key); "" as long as it has no
        key."""
        return None


P = TypeVar("P", bound=Part)
_BEGUN: dict[type[Part], Part] = {}


def _begun(kind: type[P]) -> P:
    """One for all, so that what has not changed is the very same."""
    part = _BEGUN.setdefault(kind, kind())
    assert isinstance(part, kind)
    return part


@dataclass(frozen=True, slots=True)
class State:
    """All of it: what the rooms share, and the part of each room in `parts`. `place` is the id of
    the room a person is in; `awake` is False only in the page as built, before Python has arrived.

    `offers` are language models, `embedders` embedding models, `seers` language models that see and
    hear: no room may take one for the other.
    """

    place: str = "story"
    awake: bool = True
    machine: Machine | None = None
    offers: tuple[Offer, ...] = ()
    brain: Brain = Brain()
    embedders: tuple[Offer, ...] = ()
    seers: tuple[Offer, ...] = ()
    embedding: Embedding = Embedding()
    preferences: Preferences = Preferences()
    error: ShownError | None = None
    aside: AsideView = field(default_factory=AsideView)
    speech: Speech = Speech()
    other_tabs: int = 0
    notice: str = ""
    parts: Mapping[type[Part], Part] = field(default_factory=dict)

    def of(self, kind: type[P]) -> P:
        """The part of a room, as it begins where nothing has changed it yet."""
        part = self.parts.get(kind)
        return part if isinstance(part, kind) else _begun(kind)

    def having(self, part: Part) -> Self:
        """The state with this part in the place of the one of its kind."""
        return replace(self, parts={**self.parts, type(part): part})

    @property
    def busy(self) -> bool:
        """Whether the language model is at work in any room: no other may take its place. A room
        may be at work without one, which keeps nobody from loading it."""
        return self.brain.stage == "ready" and any(part.busy for part in self.parts.values())

    @property
    def instead(self) -> str:
        """Why the language model cannot be loaded now, in a sentence; "" where it can."""
        return next(filter(None, [part.instead for part in self.parts.values()]), "")

    def writing(self, collection: str) -> str | None:
        """The key under which a document of `collection` is being written now, "" where it has none
        yet; None where none is."""
        written = dict(filter(None, [part.writing for part in self.parts.values()]))
        return written.get(collection)

    def suggesting(self, before: str = "") -> str | None:
        """What a field carries as `data_suggest` while suggestions are on and a model is awake: the
        id of the field that its text goes on from, "" for none. None where nothing is suggested."""
        return before if self.preferences.suggest and self.brain.stage == "ready" else None

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

    def seer(self, model: str = "") -> Offer | None:
        """The model of that id that sees and hears; the first one when none is named."""
        return _chosen(self.seers, model or self.brain.model)

    def listed(self, model: str) -> Offer | None:
        """The offer of that id among all that can be loaded as the language model."""
        return next((it for it in (*self.offers, *self.seers) if it.id == model), None)


def _chosen(offers: tuple[Offer, ...], wanted: str) -> Offer | None:
    by_id = {offer.id: offer for offer in offers}
    if wanted in by_id:
        return by_id[wanted]
    return next((offer for offer in offers if offer.default), None) or next(iter(offers), None)
