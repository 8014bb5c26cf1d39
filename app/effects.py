"""What can be done about an event: values that handlers ask for and actions carry out.

Here are those of the shell, which every room may ask for; a room's own are in its folder. Knows
nothing of how any of it is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.state import Preferences


class Effect:
    """Something to be done. Each room has a base of its own, by which its actions are found."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ToPage(Effect):
    """A small order to the page (page.js, EFFECTS), by name."""

    name: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Append(Effect):
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Survey(Effect):
    """Ask the engine what the device can do and which models are kept."""


@dataclass(frozen=True, slots=True)
class LoadModel(Effect):
    model: str
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class CancelLoad(Effect):
    pass


@dataclass(frozen=True, slots=True)
class ForgetModel(Effect):
    model: str


@dataclass(frozen=True, slots=True)
class LoadEmbedder(Effect):
    model: str
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class CancelEmbedder(Effect):
    pass


@dataclass(frozen=True, slots=True)
class UnloadEmbedder(Effect):
    """Its memory is wanted back, or its files are gone."""


@dataclass(frozen=True, slots=True)
class KeepPreferences(Effect):
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Suggest(Effect):
    """How may `text` go on, which follows `before`? `number` is that of the asking."""

    number: int
    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class DropSuggestion(Effect):
    """Nobody waits for it any more. `rest`: nor for others, so the model's cache is given back."""

    rest: bool = False


@dataclass(frozen=True, slots=True)
class ListSettings(Effect):
    """Look for choices that cannot be read."""


@dataclass(frozen=True, slots=True)
class AsideWork(Effect):
    """Something with a kept document that cannot be read."""

    what: Literal["save", "delete"]
    collection: str
    key: str
