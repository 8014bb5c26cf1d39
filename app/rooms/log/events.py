"""How the work of the Log room goes: values only."""

from dataclasses import dataclass

from app.rooms.log.state import ShownEntry


@dataclass(frozen=True, slots=True)
class LogRead:
    """The log as it is now, in answer to `request`."""

    request: int
    words: str
    on: bool
    entries: tuple[ShownEntry, ...]
    total: int
    size_bytes: int
    damaged: tuple[str, ...]
    trouble: str


@dataclass(frozen=True, slots=True)
class LogChanged:
    """Something was done with it; `words` say what, "" where it shows."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class LogFileMade:
    """A file to be saved. `ended` where it is the export."""

    filename: str
    content: bytes
    ended: bool = False


@dataclass(frozen=True, slots=True)
class LogFailed:
    """Something was not done; what went wrong is shown besides."""
