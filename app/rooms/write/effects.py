"""What can be done in the Write room: values that handlers ask for and actions carry out."""

from dataclasses import dataclass
from typing import Literal

from app.effects import Effect
from app.events import PageEvent
from app.rooms.write.state import Asked, Wanted
from hearthside.write import How, Tone


class WriteEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LookForVoices(WriteEffect):
    """Who can answer with the model that is loaded now."""


@dataclass(frozen=True, slots=True)
class PrepareForms(WriteEffect):
    """Have ready what the first answer in a form would wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(WriteEffect):
    """One job on one text. Only what belongs to `asked.job` is given; `templates` are files."""

    number: int
    asked: Asked
    voice: str
    text: str
    length: str = ""
    question: str = ""
    points: tuple[str, ...] = ()
    tones: tuple[Tone, ...] = ()
    how: How = "simpler"
    fields: tuple[Wanted, ...] = ()
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckDraft(WriteEffect):
    """Have the loaded model, as `voice`, check the draft of that ask."""

    number: int
    voice: str


@dataclass(frozen=True, slots=True)
class KeepDraft(WriteEffect):
    """The draft of that ask stands unchecked; `why` says so."""

    number: int
    why: str


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


@dataclass(frozen=True, slots=True)
class TakeFiles(WriteEffect):
    """Read all files that the page holds, as its list says, as the texts in hand."""

    run: int
    files: str


@dataclass(frozen=True, slots=True)
class TakeTable(WriteEffect):
    """Read a table, whose rows are the texts in hand."""

    run: int
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractAll(WriteEffect):
    """Extract from all texts in hand or, where there are no `fields`, from those that are left."""

    run: int
    voice: str
    column: int
    fields: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class StopExtracting(WriteEffect):
    """What was found stays, and can be gone on with."""


@dataclass(frozen=True, slots=True)
class DropMany(WriteEffect):
    """Forget the texts in hand and what was found in them."""


@dataclass(frozen=True, slots=True)
class FindMany(WriteEffect):
    """The texts that were in hand before a reload."""


@dataclass(frozen=True, slots=True)
class SaveMany(WriteEffect):
    """What was found, as a file."""

    kind: Literal["csv", "json"]


@dataclass(frozen=True, slots=True)
class ListTemplates(WriteEffect):
    """Look for the templates that are kept on this device."""


@dataclass(frozen=True, slots=True)
class KeepTemplate(WriteEffect):
    """Keep the file `text` as the newest version under that name."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class DropTemplate(WriteEffect):
    """Delete a kept template, all its versions."""

    key: str
