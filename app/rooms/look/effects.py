"""What can be done in the Look & listen room: values that handlers ask for, actions carry out."""

from dataclasses import dataclass

from app.effects import Effect
from app.rooms.look.state import Asked


class LookEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LookAt(LookEffect):
    """Ask the model about pixels of that size, or about samples where there is none."""

    number: int
    asked: Asked
    content: bytes
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class StopLooking(LookEffect):
    """End what is being said."""
