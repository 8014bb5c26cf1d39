"""The model: what the device can do, fetching, loading, choosing, deleting."""

from dataclasses import replace
from typing import cast

from app.effects import CancelLoad, Effect, ForgetModel, KeepPreferences, LoadModel, Survey, ToPage
from app.events import (
    Failed,
    FetchMoved,
    ModelAway,
    ModelReady,
    PageEvent,
    PreferencesRead,
    Surveyed,
)
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms import alert_at
from app.shell.handlers.place import go
from app.shell.tiers import policies_of
from app.state import Brain, DeviceChoice, Fetch, Offer, ShownError, State
from app.ui.welcome import fetch_line
from hearthside.wire import Code

_DEVICES = ("auto", "webgpu", "wasm")


@on(PreferencesRead)
def preferences_read(state: State, event: PreferencesRead) -> Change:
    return no_effects(replace(state, preferences=event.preferences))


@on(Surveyed)
def surveyed(state: State, event: Surveyed) -> Change:
    """What the device can do is known. A model that is kept whole is woken without asking."""
    offers, embedders, seers = (
        tuple([with_kept(offer, *event.kept.get(offer.id, (0, False))) for offer in listed])
        for listed in (state.offers, state.embedders, state.seers)
    )
    state = replace(state, machine=event.machine, offers=offers, embedders=embedders, seers=seers)
    offer = state.offer()
    if state.brain.stage != "unknown":
        return no_effects(state)
    if offer is not None and offer.kept:
        return load(state, offer.id)
    return no_effects(replace(state, brain=Brain("absent")))


def with_kept(offer: Offer, size_bytes: int, complete: bool) -> Offer:
    """The offer with so much of it on this device."""
    return replace(offer, kept_bytes=size_bytes, kept=complete)


def load(state: State, model: str) -> Change:
    """Begin to fetch and wake `model`; the choice is remembered."""
    offer = state.offer(model)
    size_bytes = 0 if offer is None or offer.kept else offer.size_bytes
    phase = Fetch("download" if size_bytes else "load", 0, size_bytes)
    preferences = replace(state.preferences, model=model)
    state = replace(state, brain=Brain("loading", model, phase), preferences=preferences)
    return state, (LoadModel(model, preferences), KeepPreferences(preferences))


def load_for_a_while(state: State, offer: Offer) -> Change:
    """Begin to fetch and wake a model that one room needs: the other makes room for it, and stays
    the one that a person prefers elsewhere."""
    phase = Fetch("load") if offer.kept else Fetch("download", 0, offer.size_bytes)
    fetching = () if offer.kept else (ToPage("persist"), announce("Downloading the model"))
    state = replace(clear_messages(state), brain=Brain("loading", offer.id, phase))
    return state, (LoadModel(offer.id, state.preferences), *fetching)


@on_page("load")
def load_asked(state: State, event: PageEvent) -> Change:
    """The click on the button that shows the terms is what accepts them."""
    offer = state.offer(event.data.get("model", ""))
    if state.brain.stage == "loading" or state.busy or state.instead:
        return no_effects(state)
    if offer is None:
        return failing(state, ShownError(Code.MODEL_UNKNOWN, place="model"))
    changed, effects = load(clear_messages(state), offer.id)
    fetching = () if offer.kept else (ToPage("persist"), announce("Downloading the language model"))
    return changed, (*effects, *fetching)


@on_page("load.cancel")
def load_cancelled(state: State, event: PageEvent) -> Change:
    return state, (CancelLoad(),)


@on_page("load.processor")
def load_on_processor(state: State, event: PageEvent) -> Change:
    """Also the way back after an engine that kept failing: it is started once more."""
    if state.busy or state.instead or (offer := state.offer()) is None:
        return no_effects(state)
    chosen = replace(clear_messages(state), preferences=replace(state.preferences, device="wasm"))
    changed, effects = load(chosen, offer.id)
    return changed, (ToPage("revive"), *effects)


@on_page("load.full")
def fuller_model(state: State, event: PageEvent) -> Change:
    """To the settings, with the full vocabulary chosen: its size and terms are shown there."""
    offer = next((offer for offer in state.offers if offer.vocabulary == "full"), None)
    if offer is None:
        return no_effects(state)
    preferences = replace(state.preferences, model=offer.id)
    changed, effects = go(replace(state, preferences=preferences), "settings")
    return changed, (*effects, ToPage("fragment", {"text": "#settings"}))


@on_page("choose.model")
def chosen(state: State, event: PageEvent) -> Change:
    offer = state.offer(event.data.get("value", ""))
    if offer is None:
        return no_effects(state)
    return no_effects(replace(state, preferences=replace(state.preferences, model=offer.id)))


@on_page("prefer.policy")
def policy_chosen(state: State, event: PageEvent) -> Change:
    """Which model answers where several could."""
    value = event.data.get("value", "")
    if value not in dict(policies_of(state)):
        return no_effects(state)
    preferences = replace(state.preferences, policy=value)
    return replace(state, preferences=preferences), (KeepPreferences(preferences),)


@on_page("prefer")
def preferred(state: State, event: PageEvent) -> Change:
    """A device or a voice was chosen. Another device means loading the model anew."""
    name, value = event.data.get("name", ""), event.data.get("value", "")
    if name == "voice":
        preferences = replace(state.preferences, voice=value)
        return replace(state, preferences=preferences), (KeepPreferences(preferences),)
    if name != "device" or value not in _DEVICES:
        return no_effects(state)
    preferences = replace(state.preferences, device=cast(DeviceChoice, value))
    state = replace(state, preferences=preferences)
    if state.brain.stage == "ready" and not state.busy:
        return load(state, state.brain.model)
    return state, (KeepPreferences(preferences),)


@on_page("forget")
def forget(state: State, event: PageEvent) -> Change:
    model = event.data.get("model", "")
    if state.busy or state.instead or state.brain.stage == "loading":
        return no_effects(state)
    away = Brain("absent") if model == state.brain.model else state.brain
    return replace(state, brain=away), (ForgetModel(model), announce("Deleted from this device"))


@on(FetchMoved)
def fetch_moved(state: State, event: FetchMoved) -> Change:
    if state.brain.stage != "loading":
        return no_effects(state)
    brain = replace(state.brain, fetch=event.fetch)
    effects: tuple[Effect, ...] = (
        ToPage("value", {"target": "fetch-bar", "value": event.fetch.loaded_bytes}),
        ToPage("text", {"target": "fetch-line", "text": fetch_line(event.fetch)}),
    )
    return replace(state, brain=brain), effects


@on(ModelReady)
def ready(state: State, event: ModelReady) -> Change:
    offers, seers = (
        tuple(
            with_kept(offer, offer.size_bytes, True) if offer.id == event.info.id else offer
            for offer in listed
        )
        for listed in (state.offers, state.seers)
    )
    brain = Brain("ready", event.info.id, Fetch(), event.info)
    state = replace(state, brain=brain, offers=offers, seers=seers, notice="")
    return state, (Survey(), announce("The language model is ready"))


@on(ModelAway)
def away(state: State, event: ModelAway) -> Change:
    error = event.error or state.error
    return replace(state, brain=Brain("absent"), error=error), (Survey(),)


@on_page("engine.lost")
def engine_lost(state: State, event: PageEvent) -> Change:
    """A new engine knows nothing: the model is loaded anew, from what is kept."""
    if state.brain.stage not in ("ready", "loading"):
        return state, (Survey(),)
    model = state.brain.model
    why, place = event.data.get("message", ""), alert_at(state.place)
    error = state.error or ShownError(Code.ENGINE_LOST, why, place=place)
    state = replace(state, brain=Brain("loading", model, Fetch("load")), error=error)
    return state, (LoadModel(model, state.preferences),)


@on_page("engine.failed")
def engine_failed(state: State, event: PageEvent) -> Change:
    error = ShownError(Code.ENGINE_FAILED, detail=event.data.get("message", ""), place="model")
    return no_effects(replace(state, brain=Brain("absent"), error=error))


@on(Failed)
def failed(state: State, event: Failed) -> Change:
    """An error is shown where it belongs; one of the form takes the keyboard to its field."""
    error = event.error
    state = replace(state, error=error)
    if error.place != "form" or not error.detail:
        return no_effects(state)
    return state, (focus(f"field-{error.detail}", scroll=False),)
