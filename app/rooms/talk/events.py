"""How the work of the Talk room goes: values only. `number` is that of what was asked."""

from dataclasses import dataclass

from app.rooms.talk.state import Deleted, Found
from app.state import ShownError
from hearthside.talk import ContextUse, Conversation, TalkTag


@dataclass(frozen=True, slots=True)
class TalkBegan:
    """The talk is kept under `key`; `asked`: with what was typed as its new question."""

    number: int
    key: str
    talk: Conversation
    asked: bool


@dataclass(frozen=True, slots=True)
class TalkSaid:
    """Words of the answer, or of the thoughts before it."""

    number: int
    text: str
    thought: bool = False


@dataclass(frozen=True, slots=True)
class TalkSummed:
    """`turns` of the oldest turns are being summed up; 0: that is done, and `talk` has it."""

    number: int
    turns: int
    talk: Conversation | None = None


@dataclass(frozen=True, slots=True)
class TalkRead:
    """What the context of the answer holds."""

    number: int
    use: ContextUse


@dataclass(frozen=True, slots=True)
class TalkEnded:
    """The answer is over, whole or not; what there is of it is in `talk`. None where nothing was
    begun."""

    number: int
    talk: Conversation | None
    tag: TalkTag | None = None
    error: ShownError | None = None


@dataclass(frozen=True, slots=True)
class TalkOpened:
    """A kept talk was read; `turn` is to be gone to. `again`: it is the one on the page, with what
    another tab has added."""

    key: str
    talk: Conversation
    turn: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class TalkGone:
    """The talk that was to be opened is not there, or cannot be read."""

    key: str
    error: ShownError


@dataclass(frozen=True, slots=True)
class TalkMeasured:
    """What the context of the next answer would hold; None where that cannot be said."""

    talk: Conversation
    use: ContextUse | None


@dataclass(frozen=True, slots=True)
class TalksListed:
    entries: tuple[TalkTag, ...]


@dataclass(frozen=True, slots=True)
class TalkDeleted:
    deleted: Deleted


@dataclass(frozen=True, slots=True)
class TalksFound:
    found: Found


@dataclass(frozen=True, slots=True)
class TalkKept:
    """It was kept after a change by hand."""

    key: str
    tag: TalkTag
