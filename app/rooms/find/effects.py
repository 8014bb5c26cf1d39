"""What can be done in the Find room: values that handlers ask for and actions carry out.

A passphrase passes through here on its way to the store; it is left out of what a value says of
itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.effects import Effect
from app.rooms.find.state import Filters


class FindEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ListCollections(FindEffect):
    """Look through the collections, and open the one in hand if it can be opened."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class OpenCollection(FindEffect):
    """Take a collection in hand. A sealed one needs its passphrase once for each visit."""

    key: str
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LockCollection(FindEffect):
    key: str


@dataclass(frozen=True, slots=True)
class MakeCollection(FindEffect):
    """A new, empty collection; sealed if there is a passphrase."""

    name: str
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RenameCollection(FindEffect):
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class DeleteCollection(FindEffect):
    key: str


@dataclass(frozen=True, slots=True)
class TakeFiles(FindEffect):
    """Read these files, which the page holds, into a collection ("" for a new one). `files` is the
    page's list as JSON; `more` of them are on their way; `again`: a lost mind had them before."""

    key: str
    files: str
    left_out: int = 0
    more: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class TakeSamples(FindEffect):
    """Read the sample files into a collection of their own."""


@dataclass(frozen=True, slots=True)
class FileCame(FindEffect):
    """What the page answers when a file is asked for: see `hearthside.documents`."""

    name: str
    data: Mapping[str, str]
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class TryAgain(FindEffect):
    """Read a file once more that could not be read, now with its password if it has one."""

    id: str
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GoOnReading(FindEffect):
    """Take up the files where they were left, the one that was cut short first."""


@dataclass(frozen=True, slots=True)
class PauseReading(FindEffect):
    pass


@dataclass(frozen=True, slots=True)
class DropFiles(FindEffect):
    """Forget the files that are still to be read; what was read stays."""


@dataclass(frozen=True, slots=True)
class RemoveFiles(FindEffect):
    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmbedMissing(FindEffect):
    """Give the passages that have no vector one."""

    key: str


@dataclass(frozen=True, slots=True)
class Resize(FindEffect):
    """Other dimensions for the vectors: fewer are cut, more are made anew. `anew`: by the model
    that is here, whatever made them before."""

    key: str
    dimensions: int = 0
    anew: bool = False


@dataclass(frozen=True, slots=True)
class MeasureTrades(FindEffect):
    """What each length of vectors would keep, cost and take, on this collection."""

    key: str


@dataclass(frozen=True, slots=True)
class SearchFor(FindEffect):
    """Find passages; `asked`: then answer from them. All that comes of it carries `request`."""

    key: str
    query: str
    filters: Filters
    asked: bool = False
    request: int = 0


@dataclass(frozen=True, slots=True)
class StopAnswer(FindEffect):
    pass


@dataclass(frozen=True, slots=True)
class ShowPlace(FindEffect):
    """Read the text around a passage of search `request`: `reach` passages before and after."""

    number: int
    reach: int = 1
    request: int = 0
