"""What can be done in Settings beside the shell's work: values."""

from dataclasses import dataclass

from app.effects import Effect


class SettingsEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class MeasurePace(SettingsEffect):
    """Measure what texts of these lengths, ascending, cost with the loaded model."""

    number: int
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StopMeasuring(SettingsEffect):
    """The lengths that are through stay."""


@dataclass(frozen=True, slots=True)
class ListMeasured(SettingsEffect):
    """Look for what was measured before."""


@dataclass(frozen=True, slots=True)
class DropMeasured(SettingsEffect):
    """Delete what is kept under `key`."""

    key: str
