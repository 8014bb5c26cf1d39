"""What can be done about an event: values that `update` asks for and app.py carries out.

Knows nothing of how any of it is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from app.rooms.find.effects import FindEffect
from app.rooms.route.effects import RouteEffect
from app.rooms.sort.effects import SortEffect
from app.state import Deleted, Preferences
from hearthside.story import Recipe, Story


@dataclass(frozen=True, slots=True)
class ToPage:
    """A small order to the page (page.js, EFFECTS), by name."""

    name: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Append:
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Survey:
    """Ask the engine what the device can do and which models are kept."""


@dataclass(frozen=True, slots=True)
class LoadModel:
    model: str
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class CancelLoad:
    pass


@dataclass(frozen=True, slots=True)
class ForgetModel:
    model: str


@dataclass(frozen=True, slots=True)
class LoadEmbedder:
    model: str
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class CancelEmbedder:
    pass


@dataclass(frozen=True, slots=True)
class UnloadEmbedder:
    """Its memory is wanted back, or its files are gone."""


@dataclass(frozen=True, slots=True)
class KeepPreferences:
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class ListSettings:
    """Look for choices that cannot be read."""


@dataclass(frozen=True, slots=True)
class AsideWork:
    """Something with a kept document that cannot be read."""

    what: Literal["save", "delete"]
    collection: str
    key: str


@dataclass(frozen=True, slots=True)
class TellForm:
    """Tell the story of the form's fields as typed; they may be wrong."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TellRecipe:
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class GoOn:
    """Tell the next scene of `story`, along `turn` if one was chosen."""

    story: Story
    key: str
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    story: Story
    key: str
    scene: int


@dataclass(frozen=True, slots=True)
class Suggest:
    story: Story


@dataclass(frozen=True, slots=True)
class StopWork:
    pass


@dataclass(frozen=True, slots=True)
class FillSurprise:
    """Think up ideas for the form; `fields` is what stands there now."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShelfWork:
    """Something with the shelf; it is read anew afterwards. "unfinished" looks for a story whose
    page was closed while it was told, "resume" opens it and goes on, "leave" lets it be."""

    what: Literal[
        "list", "open", "resume", "unfinished", "leave", "title", "delete", "export", "import"
    ]
    id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PutBack:
    deleted: Deleted


Effect: TypeAlias = (
    ToPage | Append | Survey | LoadModel | CancelLoad | ForgetModel | LoadEmbedder
    | CancelEmbedder | UnloadEmbedder | KeepPreferences | ListSettings | AsideWork | TellForm
    | TellRecipe | GoOn | Rewrite | Suggest | StopWork | FillSurprise | ShelfWork | PutBack
    | FindEffect | RouteEffect | SortEffect
)  # fmt: skip
