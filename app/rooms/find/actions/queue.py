"""Files waiting to be read: values, and how long they may take. Pure but for the clock it is given.

Knows nothing of how a file is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from app.rooms.find.samples import SAMPLE_FILES
from app.shell.actions.files import GivenFile, given_files
from hearthside.documents.document import Document

# A first guess of the time is wild; after this much work it is worth showing.
_STEADY_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Entry(GivenFile):
    """A file that was given. `content` is there only of a sample. `document`: it was read, but is
    not in the collection yet."""

    content: bytes = b""
    password: str = field(default="", repr=False)
    document: Document | None = None

    @property
    def in_folder(self) -> bool:
        return "/" in self.path


def entries_of(files: str) -> list[Entry]:
    """The page's list. Raises InvalidInput (call.invalid)."""
    return [Entry(**asdict(one)) for one in given_files(files)]


def sample_entries() -> list[Entry]:
    return [
        Entry(f"sample-{name}", name, name, len(content), content=content)
        for name, content in SAMPLE_FILES
    ]


def gone_from(kept: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    """Files of the collection that lie below a folder just given, but were not in it any more."""
    folders = {path.split("/")[0] + "/" for path in given if "/" in path}
    there = set(given)
    return tuple(
        [path for path in kept if path not in there and any(map(path.startswith, folders))]
    )


class Pace:
    """How long the rest may take, by the bytes of what was worked on so far. Files that were
    passed over tell nothing about it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began_s: float | None = None
        self._worked_s = 0.0
        self._bytes = 0

    def begin(self) -> None:
        self._began_s = self._clock()

    def end(self, size_bytes: int) -> None:
        if self._began_s is not None:
            self._worked_s += self._clock() - self._began_s
        self._began_s = None
        self._bytes += size_bytes

    def seconds_left(self, left_bytes: int, done_of_first: int) -> float | None:
        """None while it would be a wild guess."""
        now = self._clock() - self._began_s if self._began_s is not None else 0.0
        worked_s, done = self._worked_s + now, self._bytes + done_of_first
        if worked_s < _STEADY_S or not done:
            return None
        return worked_s / done * max(0, left_bytes - done_of_first)
