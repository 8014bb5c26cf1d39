"""What Settings shows beside what the shell knows: what long texts cost here, measured when asked.

Knows nothing of how any of it changes.
"""

from dataclasses import dataclass

from app.state import Part
from hearthside.pace import Cost, Measured


@dataclass(frozen=True, slots=True)
class Going:
    """A measuring under way: `of` are its lengths, `costs` those that are through; `tokens` were
    read so far in `read_s` seconds."""

    title: str
    of: tuple[int, ...]
    tokens: int = 0
    read_s: float = 0.0
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True, slots=True)
class PaceState(Part):
    """`number` counts measurings: what comes of an older one is dropped. `measured` are the kept
    ones, the newest first."""

    number: int = 0
    going: Going | None = None
    measured: tuple[Measured, ...] = ()

    @property
    def busy(self) -> bool:
        return self.going is not None
