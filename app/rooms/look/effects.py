"""What can be done in the Look & listen room: values that handlers ask for, actions carry out."""

from dataclasses import dataclass

from app.effects import Effect
from app.rooms.look.state import Asked
from hearthside.look import Begun
from hearthside.media import Taken
from hearthside.ports import AudioFormat


class LookEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Hold(LookEffect):
    """Keep pixels or samples for what was asked under that number."""

    number: int
    taken: Taken


@dataclass(frozen=True, slots=True)
class LookAt(LookEffect):
    """Ask the model about all that is held for that number, in its order; or have it go on from
    what it has `begun` to say."""

    number: int
    asked: Asked
    begun: Begun


@dataclass(frozen=True, slots=True)
class Hear(LookEffect):
    """Write down what is going to be said, while it is said; `form` is how the model takes it."""

    number: int
    form: AudioFormat


@dataclass(frozen=True, slots=True)
class Feed(LookEffect):
    """What was said, in samples; None: that was all of it."""

    number: int
    samples: bytes | None


@dataclass(frozen=True, slots=True)
class StopLooking(LookEffect):
    """End what is being said."""
