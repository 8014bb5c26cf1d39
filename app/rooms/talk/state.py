"""What the Talk room is showing: the talk, what is being said, and the list of talks.

Typed text is not here but in the page's fields, and pixels and samples are with the actions.
"""

from dataclasses import astuple, dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

from app.state import Part
from hearthside.store import read_as
from hearthside.talk import ContextUse, Conversation, Hit, Shown, TalkTag
from hearthside.talk.shelf import COLLECTION

# So many turns are on the page at first, and so many more with each press.
SHOWN_TURNS: Final = 40
MOST_GIVEN: Final = 4

Work: TypeAlias = Literal["", "read", "sum", "say"]
"""What the model does: nothing, reading, summing up the oldest turns, answering."""


@dataclass(frozen=True, slots=True)
class Given:
    """A picture or a sound for the next question. `page_id` is the page's name of it until `shown`
    says that its pixels or samples are here; sizes in pixels, or seconds."""

    page_id: str
    kind: Literal["picture", "sound"]
    name: str = ""
    preview: str = ""
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A talk that was taken off the shelf, with the document as it was."""

    key: str
    title: str
    document: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was searched for, and what was found."""

    query: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class TalkList:
    """The talks on this device as last read; None before that."""

    entries: tuple[TalkTag, ...] | None = None
    renaming: str = ""
    deleted: Deleted | None = None
    found: Found | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What outlives the page of the talk on it: where it is, and an answer that was cut short, of
    turn `leaf`."""

    key: str = ""
    leaf: int = 0
    live: str = ""
    thoughts: str = ""


@dataclass(frozen=True, slots=True)
class TalkState(Part):
    """`key` is the talk's place on the shelf, "" before its first question. `number` counts what
    was asked of the model, `live` and `thoughts` are what it has said to the last ask; `waiting`
    counts turns that are being summed up. `opening` says that a kept talk is being read; `left` is
    what a page before this one had of it."""

    talk: Conversation = field(default_factory=Conversation)
    key: str = ""
    opening: bool = False
    work: Work = ""
    number: int = 0
    live: str = ""
    thoughts: str = ""
    waiting: int = 0
    use: ContextUse | None = None
    editing: int = 0
    turns_shown: int = SHOWN_TURNS
    thinking: bool = False
    given: tuple[Given, ...] = ()
    taking: bool = False
    recording: bool = False
    kept: TalkList = TalkList()
    left: LeftOver = LeftOver()

    @property
    def busy(self) -> bool:
        return self.work != ""

    @property
    def writing(self) -> tuple[str, str] | None:
        return (COLLECTION, self.key) if self.busy else None


def resting(room: TalkState) -> TalkState:
    """Nothing is being said any more."""
    return replace(room, work="", live="", thoughts="", waiting=0)


def made_of(room: TalkState) -> tuple[object, ...]:
    """What lasts, by identity; the talk itself is on the shelf."""
    return (room.key, room.talk.leaf, room.live, room.thoughts, room.left)


def lasting(room: TalkState) -> Any:
    """As plain values. What was left is kept until the talk that it belongs to is read."""
    now = LeftOver(room.key, room.talk.leaf, room.live, room.thoughts)
    return list(astuple(room.left if room.left.key else now))


def revived(kept: Any) -> TalkState:
    """From plain values: a talk that is still to be read from the shelf. Raises on others."""
    left = LeftOver(*read_as(tuple[str, int, str, str], kept))
    return TalkState(opening=True, left=left) if left.key else TalkState()
