"""Where the person is: rooms, recipe links, tabs, voices, and what is put away by hand."""

from dataclasses import replace
from typing import Final

from app.effects import Effect, ListSettings, ShelfWork, Survey, ToPage
from app.events import Noticed, PageEvent, VoicesHeard
from app.handling import Change, calm, focus, on, on_page, stay
from app.rooms.find.effects import ListCollections
from app.rooms.route.effects import ListPolicies
from app.rooms.sort.effects import ListJobs
from app.state import (
    Place,
    Shared,
    ShelfView,
    SpeechStage,
    State,
    Trouble,
    TroublePlace,
    Voice,
)
from hearthside.errors import HearthsideError
from hearthside.ports import ModelInfo
from hearthside.story import Recipe
from hearthside.wire import Code

_STAGES: dict[str, SpeechStage] = {"speaking": "speaking", "paused": "paused"}
_HEADING: dict[Place, str] = {
    "story": "story-heading",
    "sort": "sort-heading",
    "route": "route-heading",
    "find": "find-heading",
    "shelf": "shelf-heading",
    "settings": "settings-heading",
}
# Where a trouble that no part of the page claims is shown, by the room a person is in.
TROUBLE_PLACE: Final[dict[Place, TroublePlace]] = {
    "story": "story",
    "sort": "sort",
    "route": "route",
    "find": "find",
    "shelf": "shelf",
    "settings": "model",
}
# What is looked up anew whenever a person comes into a room.
ARRIVING: Final[dict[Place, tuple[Effect, ...]]] = {
    "sort": (ListJobs(),),
    "route": (ListPolicies(),),
    "find": (ListCollections(), Survey()),
    "shelf": (ShelfWork("list"),),
    "settings": (Survey(), ListSettings()),
}


@on_page("fragment")
def moved(state: State, event: PageEvent) -> Change:
    """The part of the address after # changed: a room, or a recipe."""
    fragment = event.data.get("fragment", "").removeprefix("#")
    if fragment.startswith("recipe="):
        return shared(state, fragment)
    place = _place_of(fragment)
    return stay(state) if place is None else go(state, place)


def _place_of(fragment: str) -> Place | None:
    return next((place for place in _HEADING if place == (fragment or "story")), None)


def go(state: State, place: Place) -> Change:
    """To another room."""
    if place == state.place:
        return stay(state)
    fresh = replace(calm(state), place=place, shelf=ShelfView(entries=state.shelf.entries))
    return fresh, (*ARRIVING.get(place, ()), focus(_HEADING[place]))


def shared(state: State, fragment: str) -> Change:
    """A recipe came with the address: it is shown, never told by itself."""
    state = replace(state, place="story")
    try:
        recipe = Recipe.from_fragment(fragment.removeprefix("recipe="))
    except HearthsideError as error:
        trouble = Trouble(Code.RECIPE_INVALID, error.message, error.detail)
        return replace(state, trouble=trouble), (ToPage("fragment", {"text": ""}),)
    offer = Shared(recipe, differences(recipe, state.brain.info))
    return replace(calm(state), shared=offer), (focus("shared-heading"),)


@on_page("fill.shared")
def into_the_form(state: State, event: PageEvent) -> Change:
    """Only when asked: what was typed before makes way."""
    if state.shared is None:
        return stay(state)
    recipe = state.shared.recipe
    fields = {**recipe.form.to_fields(), "seed": str(recipe.seed)}
    return replace(state, shared=None), (
        ToPage("fill", {"fields": fields}),
        ToPage("fragment", {"text": ""}),
        focus("form-heading"),
    )


def differences(recipe: Recipe, info: ModelInfo | None) -> tuple[str, ...]:
    """Why a recipe may not give the same story here, in sentences."""
    if info is None:
        return ()
    return recipe.differences(info)


@on_page("dismiss")
def dismissed(state: State, event: PageEvent) -> Change:
    return stay(calm(state))


@on_page("settings")
def to_settings(state: State, event: PageEvent) -> Change:
    changed, effects = go(state, "settings")
    return changed, (*effects, ToPage("fragment", {"text": "#settings"}))


@on_page("reload")
def reload(state: State, event: PageEvent) -> Change:
    return state, (ToPage("reload"),)


@on_page("tabs")
def tabs(state: State, event: PageEvent) -> Change:
    return stay(replace(state, other_tabs=int(event.data.get("others", "0"))))


@on_page("speech")
def speech(state: State, event: PageEvent) -> Change:
    stage = _STAGES.get(event.data.get("stage", ""), "quiet")
    return stay(replace(state, speech=replace(state.speech, stage=stage)))


@on(VoicesHeard)
def voices(state: State, event: VoicesHeard) -> Change:
    heard = tuple(Voice(name, language, local) for name, language, local in event.voices)
    return stay(replace(state, speech=replace(state.speech, voices=heard)))


@on(Noticed)
def noticed(state: State, event: Noticed) -> Change:
    if event.place == "shelf":
        return stay(replace(state, shelf=replace(state.shelf, notice=event.text)))
    return stay(replace(state, notice=event.text))
