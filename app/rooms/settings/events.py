"""How a measuring goes: values only. `number` is that of the measuring it belongs to."""

from dataclasses import dataclass

from app.state import ShownError
from hearthside.pace import Cost, Measured, Reading


@dataclass(frozen=True, slots=True)
class PaceRead:
    """How far the reading is."""

    number: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class PaceFound:
    """One length is through."""

    number: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class PaceEnded:
    """All lengths are through, or it was stopped, or it failed."""

    number: int
    error: ShownError | None = None


@dataclass(frozen=True, slots=True)
class MeasuredFound:
    """All that is kept, in no order."""

    measured: tuple[Measured, ...]
