"""What can be done in the Log room: values that handlers ask for, actions carry out."""

from dataclasses import dataclass

from app.effects import Effect


class LogEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LookIn(LogEffect):
    """Read the log: the `most` latest entries that hold all of `words`."""

    request: int
    words: str
    most: int


@dataclass(frozen=True, slots=True)
class SwitchLog(LogEffect):
    on: bool


@dataclass(frozen=True, slots=True)
class ExportLog(LogEffect):
    """All of it as one file."""


@dataclass(frozen=True, slots=True)
class DeleteLog(LogEffect):
    """All of it."""


@dataclass(frozen=True, slots=True)
class SaveDamaged(LogEffect):
    """A part that cannot be read, as it lies there."""

    key: str


@dataclass(frozen=True, slots=True)
class DeleteDamaged(LogEffect):
    key: str
