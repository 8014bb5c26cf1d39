"""The embedding model: choosing, fetching, waking it where it is needed, and losing it.

It is woken in the rooms that need it and not before: whoever wants a story pays nothing for it.
"""

from dataclasses import replace

from app.effects import (
    CancelEmbedder,
    Effect,
    KeepPreferences,
    LoadEmbedder,
    Survey,
    ToPage,
    UnloadEmbedder,
)
from app.events import EmbedderAway, EmbedderMoved, EmbedderReady, PageEvent, Surveyed
from app.handling import Change, announce, clear_messages, failing, no_effects, on, on_page
from app.rooms import room_at
from app.shell.handlers.model import with_kept
from app.state import Embedding, Fetch, Offer, ShownError, State
from app.ui.embedder import BAR_ID, LINE_ID
from app.ui.welcome import fetch_line
from hearthside.wire import Code


def load(state: State, offer: Offer) -> Change:
    """Begin to fetch and wake an embedding model; the choice is remembered."""
    size_bytes = 0 if offer.kept else offer.size_bytes
    fetch = Fetch("download" if size_bytes else "load", 0, size_bytes)
    preferences = replace(state.preferences, embedder=offer.id)
    embedding = Embedding("loading", offer.id, fetch)
    state = replace(state, embedding=embedding, preferences=preferences)
    return state, (LoadEmbedder(offer.id, preferences), KeepPreferences(preferences))


@on(Surveyed)
def wanted(state: State, event: Surveyed) -> Change:
    """In a room that needs it, a model that is kept whole is woken without asking. Whoever comes
    into such a room looks around anew, so this is heard there."""
    offer = state.embedder()
    if state.embedding.stage == "unknown":
        state = replace(state, embedding=Embedding("absent"))
    if may_wake(state) and room_at(state.place).wakes_embedder and offer is not None:
        return load(state, offer)
    return no_effects(state)


def may_wake(state: State) -> bool:
    """Whether a model that is kept can be woken without asking: once, and not again and again where
    it fails. A worker that was lost is no reason against it."""
    offer, error = state.embedder(), state.error
    well = error is None or error.code in (Code.MIND_LOST, Code.ENGINE_LOST)
    return well and state.embedding.stage == "absent" and offer is not None and offer.kept


@on_page("embedder.load")
def load_asked(state: State, event: PageEvent) -> Change:
    """The click on the button that shows the terms is what accepts them."""
    offer = state.embedder(event.data.get("model", ""))
    if state.embedding.stage == "loading":
        return no_effects(state)
    if offer is None:
        return failing(state, ShownError(Code.MODEL_UNKNOWN, place="embedder"))
    changed, effects = load(clear_messages(state), offer)
    fetching = (
        () if offer.kept else (ToPage("persist"), announce("Downloading the embedding model"))
    )
    return changed, (*effects, *fetching)


@on_page("embedder.cancel")
def load_cancelled(state: State, event: PageEvent) -> Change:
    return state, (CancelEmbedder(),)


@on_page("choose.embedder")
def chosen(state: State, event: PageEvent) -> Change:
    offer = state.embedder(event.data.get("value", ""))
    if offer is None:
        return no_effects(state)
    return no_effects(replace(state, preferences=replace(state.preferences, embedder=offer.id)))


@on_page("embedder.processor")
def load_on_processor(state: State, event: PageEvent) -> Change:
    """Also the way back after an engine that kept failing: it is started once more."""
    if (offer := state.embedder()) is None:
        return no_effects(state)
    chosen_ = replace(clear_messages(state), preferences=replace(state.preferences, device="wasm"))
    changed, effects = load(chosen_, offer)
    return changed, (ToPage("revive"), *effects)


@on_page("prefer")
def preferred(state: State, event: PageEvent) -> Change:
    """Another device means loading it anew, as with the language model."""
    offer = state.embedder(state.embedding.model)
    if event.data.get("name") != "device" or state.embedding.stage != "ready" or offer is None:
        return no_effects(state)
    return load(state, offer)


@on_page("forget")
def forgotten(state: State, event: PageEvent) -> Change:
    """The shell's rule deletes the files; what stands in memory goes too."""
    if event.data.get("model") != state.embedding.model:
        return no_effects(state)
    return replace(state, embedding=Embedding("absent")), (UnloadEmbedder(),)


@on(EmbedderMoved)
def moved(state: State, event: EmbedderMoved) -> Change:
    if state.embedding.stage != "loading":
        return no_effects(state)
    effects: tuple[Effect, ...] = (
        ToPage("value", {"target": BAR_ID, "value": event.fetch.loaded_bytes}),
        ToPage("text", {"target": LINE_ID, "text": fetch_line(event.fetch)}),
    )
    return replace(state, embedding=replace(state.embedding, fetch=event.fetch)), effects


@on(EmbedderReady)
def ready(state: State, event: EmbedderReady) -> Change:
    embedders = tuple(
        with_kept(offer, offer.size_bytes, True) if offer.id == event.info.id else offer
        for offer in state.embedders
    )
    embedding = Embedding("ready", event.info.id, Fetch(), event.info)
    state = replace(state, embedding=embedding, embedders=embedders)
    return state, (Survey(), announce("The embedding model is ready"))


@on(EmbedderAway)
def away(state: State, event: EmbedderAway) -> Change:
    state = replace(state, embedding=Embedding("absent"), error=event.error or state.error)
    return state, (Survey(),)


@on_page("engine.lost")
def engine_lost(state: State, event: PageEvent) -> Change:
    """A new engine knows nothing: the model is loaded anew, from what is kept."""
    if state.embedding.stage not in ("ready", "loading"):
        return no_effects(state)
    model = state.embedding.model
    state = replace(state, embedding=Embedding("loading", model, Fetch("load")))
    return state, (LoadEmbedder(model, state.preferences),)


@on_page("engine.failed")
def engine_failed(state: State, event: PageEvent) -> Change:
    """The shell's rule says so; this model is away as well."""
    return replace(state, embedding=Embedding("absent")), (UnloadEmbedder(),)
