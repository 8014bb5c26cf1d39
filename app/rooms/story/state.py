"""What the Story room shows, as frozen values: the story on the page, and what is around its form.

Typed text is not here but in the page's fields. Knows nothing of how any of it changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

from app.state import Part, State
from hearthside.store import read_as
from hearthside.story import Recipe, Story
from hearthside.story.shelf import COLLECTION


@dataclass(frozen=True, slots=True)
class Pace:
    """How the telling goes along."""

    tokens: int = 0
    tokens_per_second: float = 0.0
    seconds_left: float | None = None


Work: TypeAlias = Literal["", "plan", "tell", "continue", "rewrite", "suggest"]


@dataclass(frozen=True, slots=True)
class Telling(Part):
    """The story on the page. `live` is the scene being written; `work` is what is being done.

    `key` is the story's place on the shelf. `left_over` holds the words of a scene that a lost mind
    cut short. They stay in sight. `way` says why it is told along a fixed plan. `editing` is the
    scene whose text is being changed, and `before` what the story was before each change by hand.
    `picture` is the page's address of the one that it begins with, as long as that is held.
    """

    story: Story | None = None
    key: str = ""
    recipe: Recipe | None = None
    title: str = ""
    notes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    outside: bool = False
    work: Work = ""
    scene: int = 0
    of: int = 0
    scene_title: str = ""
    live: str = ""
    left_over: str = ""
    pace: Pace = Pace()
    stopped: bool = False
    turns: tuple[str, ...] = ()
    way: str = ""
    editing: int | None = None
    before: tuple[Story, ...] = ()
    picture: str = ""

    @property
    def busy(self) -> bool:
        return self.work != ""

    @property
    def writing(self) -> tuple[str, str] | None:
        return (COLLECTION, self.key) if self.busy else None


@dataclass(frozen=True, slots=True)
class Queued:
    """An event of the page that waits until the language model is ready."""

    name: str
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shared:
    """A recipe that came with a link, and how this device differs from where it was made."""

    recipe: Recipe
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A story on the shelf whose page was closed while it was being told."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture for a story to begin with, which the page holds under `id`; sizes in pixels.

    While the model is `looking`, `line` says how far it is, and `typed` is what stood in the form's
    fields when it was asked to. `told`: its words are, or were, in the form.
    """

    id: str
    name: str
    width: int
    height: int
    preview: str = ""
    looking: bool = False
    line: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    told: bool = False


@dataclass(frozen=True, slots=True)
class FormState(Part):
    """Around the form: a recipe that came by link, a story that was cut short, the ideas that the
    last surprise put into the fields, what waits for the model, and a picture to begin with;
    `opening` is the page's id of one that is on its way."""

    shared: Shared | None = None
    unfinished: Unfinished | None = None
    surprise: Mapping[str, str] = field(default_factory=dict)
    queued: Queued | None = None
    picture: Shown | None = None
    opening: str = ""

    @property
    def busy(self) -> bool:
        return self.picture is not None and self.picture.looking


def told_or_live(telling: Telling) -> int:
    """How many scenes of the outline are no longer open, while the story is being told."""
    return telling.scene + 1 if telling.busy and telling.work not in ("plan", "suggest") else 0


_CHANGES_KEPT: Final = 20


def with_before(telling: Telling) -> Telling:
    """The telling that remembers its story as it is now, for Undo."""
    if telling.story is None:
        return telling
    return replace(telling, before=(*telling.before, telling.story)[-_CHANGES_KEPT:])


def with_form(state: State, **changes: Any) -> State:
    return state.having(replace(state.of(FormState), **changes))


_TOLD: Final = ("key", "title", "work", "scene", "live", "left_over", "stopped", "turns", "way")


def made_of(telling: Telling) -> tuple[object, ...]:
    """What `lasting` is made of; the story is kept by itself."""
    return (telling.recipe, *[getattr(telling, name) for name in _TOLD])


def lasting(telling: Telling) -> dict[str, Any]:
    """What the page holds of the telling for a new mind."""
    recipe = telling.recipe.to_fragment() if telling.recipe else None
    return {**{name: getattr(telling, name) for name in _TOLD}, "recipe": recipe}


def revived(story: Story | None, kept: Any) -> Telling:
    """The telling of `story` as a new mind finds it. Raises what a wrong `kept` raises."""
    recipe = Recipe.from_fragment(kept["recipe"]) if kept["recipe"] else None
    whole = {"way": "", **kept}  # what was kept before 2026-11-29 does not say
    told = read_as(Telling, {name: whole[name] for name in _TOLD})
    return interrupted(replace(told, story=story, recipe=recipe))


def interrupted(telling: Telling) -> Telling:
    """A telling whose mind was lost, or whose page was left, in the midst of it."""
    if not telling.busy:
        return telling
    left_over = telling.live if telling.work in ("tell", "continue") else ""
    return replace(telling, work="", live="", left_over=left_over, stopped=True)
