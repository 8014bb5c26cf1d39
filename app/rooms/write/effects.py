"""What can be done in the Write room: values that handlers ask for and actions carry out."""

from dataclasses import dataclass

from app.effects import Effect
from app.events import PageEvent
from app.rooms.write.state import Asked
from hearthside.write import How, Tone


class WriteEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LookForVoices(WriteEffect):
    """Who can answer with the model that is loaded now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(WriteEffect):
    """One job on one text. Only what belongs to `asked.job` is given."""

    number: int
    asked: Asked
    voice: str
    text: str
    length: str = ""
    question: str = ""
    points: tuple[str, ...] = ()
    tones: tuple[Tone, ...] = ()
    how: How = "simpler"


@dataclass(frozen=True, slots=True)
class StopWriting(WriteEffect):
    """End what is being written; what is there stays."""


@dataclass(frozen=True, slots=True)
class OpenFile(WriteEffect):
    """Read the first of the files that the page holds, as its list says."""

    files: str


@dataclass(frozen=True, slots=True)
class FileCame(WriteEffect):
    """The page's answer about a file."""

    event: PageEvent
