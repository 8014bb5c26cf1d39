"""A recipe that comes with the page's address: shown, and told only when asked."""

from dataclasses import replace

from app.effects import ToPage
from app.events import ModelReady, PageEvent
from app.handling import Change, clear_messages, focus, no_effects, on, on_page
from app.rooms.story.effects import TellRecipe
from app.rooms.story.handlers.queue import not_now
from app.rooms.story.state import FormState, Shared, with_form
from app.shell.handlers.place import go
from app.state import ShownError, State
from hearthside.errors import HearthsideError
from hearthside.ports import ModelInfo
from hearthside.story import Recipe
from hearthside.wire import Code

_IS_RECIPE = "recipe="


@on_page("fragment")
def shared(state: State, event: PageEvent) -> Change:
    """The part of the address after # may be a recipe."""
    fragment = event.data.get("fragment", "").removeprefix("#")
    if not fragment.startswith(_IS_RECIPE):
        return no_effects(state)
    state, moved = go(state, "story")
    try:
        recipe = Recipe.from_fragment(fragment.removeprefix(_IS_RECIPE))
    except HearthsideError as error:
        shown = ShownError(Code.RECIPE_INVALID, error.message, error.detail)
        return replace(state, error=shown), (*moved, ToPage("fragment", {"text": ""}))
    offer = Shared(recipe, _differences(recipe, state.brain.info))
    return with_form(clear_messages(state), shared=offer), (*moved, focus("shared-heading"))


def _differences(recipe: Recipe, info: ModelInfo | None) -> tuple[str, ...]:
    """Why a recipe may not give the same story here, in sentences."""
    return () if info is None else recipe.differences(info)


@on(ModelReady)
def model_ready(state: State, event: ModelReady) -> Change:
    """Only now it is known how this device differs."""
    offer = state.of(FormState).shared
    if offer is None:
        return no_effects(state)
    told = _differences(offer.recipe, event.info)
    return no_effects(with_form(state, shared=replace(offer, differences=told)))


@on_page("tell.shared")
def tell_shared(state: State, event: PageEvent) -> Change:
    form = state.of(FormState)
    if form.shared is None:
        return no_effects(state)
    work = (ToPage("fragment", {"text": ""}), TellRecipe(form.shared.recipe))
    return not_now(state, event) or (with_form(clear_messages(state), shared=None), work)


@on_page("fill.shared")
def into_the_form(state: State, event: PageEvent) -> Change:
    """Only when asked: what was typed before makes way."""
    form = state.of(FormState)
    if form.shared is None:
        return no_effects(state)
    recipe = form.shared.recipe
    fields = {**recipe.form.to_fields(), "seed": str(recipe.seed)}
    return with_form(state, shared=None), (
        ToPage("fill", {"fields": fields}),
        ToPage("fragment", {"text": ""}),
        focus("form-heading"),
    )


@on_page("dismiss.shared")
def dismiss_shared(state: State, event: PageEvent) -> Change:
    queued = state.of(FormState).queued
    waits = queued is not None and queued.name == "tell.shared"
    state = with_form(state, shared=None, queued=None if waits else queued)
    return state, (ToPage("fragment", {"text": ""}), focus("form-heading"))
