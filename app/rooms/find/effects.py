"""What can be done in the Find room: values that the rules ask for and the deeds carry out.

A passphrase passes through here on its way to the store; it is left out of what a value says of
itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.rooms.find.state import Filters


@dataclass(frozen=True, slots=True)
class ListCollections:
    """Look through the collections, and open the one in hand if it can be opened."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class OpenCollection:
    """Take a collection in hand. A sealed one needs its passphrase once for each visit."""

    key: str
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LockCollection:
    key: str


@dataclass(frozen=True, slots=True)
class MakeCollection:
    """A new, empty collection; sealed if there is a passphrase."""

    name: str
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RenameCollection:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class DeleteCollection:
    key: str


@dataclass(frozen=True, slots=True)
class TakeFiles:
    """Read these files, which the page holds, into a collection ("" for a new one). `files` is the
    page's list as JSON; `more` of them are on their way; `again`: a lost mind had them before."""

    key: str
    files: str
    left_out: int = 0
    more: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class TakeSamples:
    """Read the sample files into a collection of their own."""


@dataclass(frozen=True, slots=True)
class FileCame:
    """What the page answers when a file is asked for: see `hearthside.documents`."""

    name: str
    data: Mapping[str, str]
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Read a file once more that could not be read, now with its password if it has one."""

    id: str
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GoOnReading:
    """Take up the files where they were left, the one that was cut short first."""


@dataclass(frozen=True, slots=True)
class PauseReading:
    pass


@dataclass(frozen=True, slots=True)
class DropFiles:
    """Forget the files that are still to be read; what was read stays."""


@dataclass(frozen=True, slots=True)
class RemoveFiles:
    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmbedMissing:
    """Give the passages that have no vector one."""

    key: str


@dataclass(frozen=True, slots=True)
class Resize:
    """Other dimensions for the vectors: fewer are cut, more are made anew. `anew`: by the model
    that is here, whatever made them before."""

    key: str
    dimensions: int = 0
    anew: bool = False


@dataclass(frozen=True, slots=True)
class MeasureTrades:
    """What each length of vectors would keep, cost and take, on this collection."""

    key: str


@dataclass(frozen=True, slots=True)
class SearchFor:
    """Find passages; `asked`: then answer from them. All that comes of it carries `request`."""

    key: str
    query: str
    filters: Filters
    asked: bool = False
    request: int = 0


@dataclass(frozen=True, slots=True)
class StopAnswer:
    pass


@dataclass(frozen=True, slots=True)
class ShowPlace:
    """Read the text around a passage of search `request`: `reach` passages before and after."""

    number: int
    reach: int = 1
    request: int = 0


FindEffect: TypeAlias = (
    ListCollections | OpenCollection | LockCollection | MakeCollection | RenameCollection
    | DeleteCollection | TakeFiles | TakeSamples | FileCame | TryAgain | GoOnReading | PauseReading
    | DropFiles | RemoveFiles | EmbedMissing | Resize | MeasureTrades | SearchFor | StopAnswer
    | ShowPlace
)  # fmt: skip
