"""How an answer of the Look & listen room goes: values only. `number` is that of what was asked."""

from dataclasses import dataclass

from app.state import ShownError
from hearthside.look import Said


@dataclass(frozen=True, slots=True)
class LookSaid:
    number: int
    said: Said


@dataclass(frozen=True, slots=True)
class LookEnded:
    """`cut`: the answer was longer than there is room for; `error` says what went wrong."""

    number: int
    stopped: bool = False
    cut: bool = False
    error: ShownError | None = None
