"""How an answer of the Look & listen room goes: values only. `number` is that of what was asked."""

from dataclasses import dataclass
from typing import Literal

from app.state import ShownError
from hearthside.look import Said
from hearthside.ports import LoadProgress


@dataclass(frozen=True, slots=True)
class LookSaid:
    number: int
    said: Said


@dataclass(frozen=True, slots=True)
class LookFetched:
    """How far what reads pictures or sounds (`kind`) has come, of a model that is loaded; None
    where it is here."""

    number: int
    kind: Literal["image", "audio"]
    progress: LoadProgress | None


@dataclass(frozen=True, slots=True)
class LookBehind:
    """So much was said and is not written down yet, of what is heard as it is said."""

    number: int
    seconds: float


@dataclass(frozen=True, slots=True)
class LookEnded:
    """`cut`: the answer was longer than there is room for; `error` says what went wrong."""

    number: int
    stopped: bool = False
    cut: bool = False
    error: ShownError | None = None
