"""The embedding model: the offer to fetch it with its licence, how far that is, one quiet line.

Pure: state in, `Html` out. Sizes come from the site's own list of models, never from here.
"""

from typing import Final

from app.state import Embedding, Offer, State
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, choice
from app.ui.welcome import fetch_line, licence, partly, room_for, runs_on
from app.ui.words import size_in_words

BAR_ID: Final = "embedder-bar"
LINE_ID: Final = "embedder-line"
HEADING_ID: Final = "embedder-heading"
_DEVICES: Final = {"webgpu": "WebGPU", "wasm": "the processor", "cpu": "the processor"}
_PHASES: Final = {
    "download": "Downloading the embedding model",
    "load": "Loading the embedding model",
    "selftest": "Checking its results against known values",
}


def embedder_card(state: State, heading: str, *promise: Node) -> Html | None:
    """The offer to fetch one, under `heading` and with what it is good for (`promise`); or how far
    the fetching is. None once it is ready, and where the site carries none."""
    if state.embedding.stage == "loading":
        return _loading(state.embedding, state.embedder(state.embedding.model))
    offer = state.embedder()
    if state.embedding.stage != "absent" or offer is None:
        return None
    return el(
        "section",
        el("h2", heading, id=HEADING_ID, tabindex=-1),
        promise,
        _which(state, offer),
        el(
            "div",
            el("p", runs_on(state.machine)) if state.machine else None,
            el("p", room_for(state.machine, offer)),
            class_="small soft",
        ),
        el("p", partly(offer), class_="small") if offer.kept_bytes and not offer.kept else None,
        el("p", licence(offer), class_="small"),
        button_row(button(_label(offer), "embedder.load", "first big", data_model=offer.id)),
        class_="card",
        id="embedder-card",
        aria_labelledby=HEADING_ID,
    )


def _label(offer: Offer) -> str:
    if offer.kept:
        return "Load model"
    return f"Accept the terms and download {size_in_words(offer.size_bytes)}"


def _which(state: State, chosen: Offer) -> Html:
    if len(state.embedders) < 2:
        return el("p", el("strong", chosen.title), f", {size_in_words(chosen.size_bytes)}")
    return el(
        "fieldset",
        el("legend", "Which one?"),
        [
            choice(
                "embedder",
                offer.id,
                f"{offer.title} \u00b7 {size_in_words(offer.size_bytes)}",
                about(offer, state.embedders),
                checked=offer.id == chosen.id,
                event="choose.embedder",
            )
            for offer in state.embedders
        ],
        id="embedder-choice",
    )


def about(offer: Offer, among: tuple[Offer, ...]) -> str:
    """What sets an embedding model apart from the others, in a sentence."""
    sizes = [other.size_bytes for other in among]
    if len(sizes) < 2 or min(sizes) == max(sizes):
        return "Over a hundred languages."
    if offer.size_bytes == min(sizes):
        return "Over a hundred languages; rounded to fewer bits, so a shorter download."
    if offer.size_bytes == max(sizes):
        return "Over a hundred languages; the most exact one, and the longest download."
    return "Over a hundred languages."


def _loading(embedding: Embedding, offer: Offer | None) -> Html:
    fetch = embedding.fetch
    downloading = fetch.phase == "download" and fetch.total_bytes > 0
    return el(
        "section",
        el("h2", _PHASES[fetch.phase], id=HEADING_ID, tabindex=-1),
        el("p", offer.title if offer else embedding.model),
        el(
            "progress",
            id=BAR_ID,
            aria_labelledby=HEADING_ID,
            max=fetch.total_bytes if downloading else None,
            value=fetch.loaded_bytes if downloading else None,
        ),
        el("p", fetch_line(fetch), id=LINE_ID, class_="small soft"),
        button_row(button("Cancel", "embedder.cancel")) if fetch.phase == "download" else None,
        class_="card",
        id="embedder-card",
        aria_labelledby=HEADING_ID,
    )


def embedder_line(state: State) -> Html | None:
    """One quiet line for those who have it; None otherwise."""
    info = state.embedding.info
    if state.embedding.stage != "ready" or info is None:
        return None
    device = info.device_reason.rstrip(".") or _DEVICES.get(info.device, info.device)
    return el(
        "p",
        el("span", f"{info.title} is ready."),
        el("span", f"Runs on: {device}."),
        class_="ready-line",
        id="embedder-ready",
    )
