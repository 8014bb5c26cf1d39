"""What can be done in the Talk room: values that handlers ask for, actions carry out."""

from dataclasses import dataclass
from typing import Literal

from app.effects import Effect
from app.rooms.talk.state import Deleted, LeftOver
from hearthside.media import Taken
from hearthside.talk import Conversation, Shown


class TalkEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Answer(TalkEffect):
    """Put a question into the talk and have it answered: `ask` a new one, `edit` question `turn`,
    give answer `turn` `again`, or `go on` with what waits."""

    number: int
    key: str
    talk: Conversation
    what: Literal["ask", "edit", "again", "go on"]
    turn: int = 0
    text: str = ""
    shown: tuple[Shown, ...] = ()
    thinking: bool = False


@dataclass(frozen=True, slots=True)
class StopTalking(TalkEffect):
    """End what is being said."""


@dataclass(frozen=True, slots=True)
class Measure(TalkEffect):
    """Say what the context of the next answer would hold."""

    talk: Conversation
    thinking: bool = False


@dataclass(frozen=True, slots=True)
class Hold(TalkEffect):
    """Keep the pixels or samples of what was given, as long as this page lives."""

    id: str
    taken: Taken


@dataclass(frozen=True, slots=True)
class ListTalks(TalkEffect):
    pass


@dataclass(frozen=True, slots=True)
class OpenTalk(TalkEffect):
    """Read a kept talk, and go to a turn of it. `left` is an answer in it that was cut short."""

    key: str
    turn: int = 0
    left: LeftOver | None = None


@dataclass(frozen=True, slots=True)
class RefreshTalk(TalkEffect):
    """Read what another tab may have added to the talk on the page."""

    key: str
    talk: Conversation


@dataclass(frozen=True, slots=True)
class KeepTalk(TalkEffect):
    """Keep a talk that was changed by hand."""

    key: str
    talk: Conversation


@dataclass(frozen=True, slots=True)
class RenameTalk(TalkEffect):
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class DeleteTalk(TalkEffect):
    key: str


@dataclass(frozen=True, slots=True)
class PutTalkBack(TalkEffect):
    deleted: Deleted


@dataclass(frozen=True, slots=True)
class SearchTalks(TalkEffect):
    query: str


@dataclass(frozen=True, slots=True)
class ImportTalk(TalkEffect):
    """The text of an exported file."""

    text: str
