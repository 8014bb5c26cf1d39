"""How the work of the Write room goes: values only. `number` is that of the ask it belongs to."""

from dataclasses import dataclass

from app.rooms.write.many import Found, ManyState
from app.rooms.write.state import Answer, Sent, Voice
from app.rooms.write.templating import Kept
from app.state import ShownError


@dataclass(frozen=True, slots=True)
class VoicesFound:
    """`trained`: the site has an adapter for everyday jobs, whether or not it fits this model."""

    voices: tuple[Voice, ...]
    trained: bool = False


@dataclass(frozen=True, slots=True)
class FileWanted:
    """The page is to hand over what it holds under `id`."""

    id: str
    most_bytes: int


@dataclass(frozen=True, slots=True)
class FilesDone:
    """The page may let go of what it holds under these."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextRead:
    """A file as text; `notes` are for the person."""

    name: str
    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WriteSent:
    """What the model reads now."""

    number: int
    sent: Sent


@dataclass(frozen=True, slots=True)
class WriteSaid:
    """More of the answer `at`, of those side by side; `anew`: what was said of it is taken back."""

    number: int
    at: int
    text: str
    anew: bool = False
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class WriteDrafted:
    """A draft is whole, and waits for the model that checks it."""

    number: int


@dataclass(frozen=True, slots=True)
class WriteEnded:
    """`answer` is what came of it, a part of it where it was stopped; None where nothing did."""

    number: int
    answer: Answer | None = None
    error: ShownError | None = None


@dataclass(frozen=True, slots=True)
class ManyMoved:
    """The texts in hand as they stand: read, found after a reload, or stopped, or at the end."""

    run: int
    many: ManyState


@dataclass(frozen=True, slots=True)
class ManyFound:
    """One more text is through; `seconds_left` for the others, None while it would be a guess."""

    run: int
    found: Found
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class ManyWritten:
    filename: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TemplatesFound:
    """Those that are kept; `opened` is the key of one that has just been kept."""

    kept: tuple[Kept, ...]
    opened: str = ""
