"""The first visit: what this is, what the device can do, and the model to fetch, with its licence.

Pure: state in, `Html` out. Sizes come from the site's own list of models, never from here.
"""

from app.state import Brain, Fetch, Machine, Offer, State
from app.ui.markup import Html, Node, el
from app.ui.parts import bullet_list, button, button_row, choice, link
from app.ui.words import size_in_words, time_in_words

_DEVICES = {"webgpu": "WebGPU", "wasm": "the processor"}
_PHASES = {
    "download": "Downloading the language model",
    "load": "Loading the language model",
    "selftest": "Checking its results against known values",
}


def hero(state: State) -> Html:
    """The greeting, with one plain sentence on what this page is."""
    return el(
        "header",
        el(
            "div",
            el("h1", "A bedtime story, told on your own device", id="story-heading", tabindex=-1),
            el(
                "p",
                "Hearthside makes up stories with a small language model that runs inside this "
                "page. What you type and what it tells never leave your device.",
                class_="lead",
            ),
        ),
        el(
            "div",
            el("img", src="app/icons/hearth.svg", alt="", width=240, height=184),
            class_="hearth-fire",
            aria_hidden="true",
        ),
        class_="hearth",
    )


def model_card(state: State) -> Html | None:
    """The offer to fetch a model, how far the fetching is, or why it is away; None once it is
    ready."""
    offer = state.offer()
    if state.instead:
        return _away(state.instead)
    if state.brain.stage == "loading":
        return _loading(state.brain, state.listed(state.brain.model))
    if state.brain.stage != "absent" or offer is None:
        return None
    return el(
        "section",
        el("h2", "First, download the language model", id="model-heading", tabindex=-1),
        el(
            "p",
            "It is a language model small enough to run in a browser tab. It is downloaded once "
            "from this site and kept here; afterwards no network is needed.",
        ),
        _vocabularies(state, offer),
        el(
            "div",
            el("p", runs_on(state.machine)) if state.machine else None,
            el("p", room_for(state.machine, offer)),
            class_="small soft",
        ),
        el("p", partly(offer), class_="small") if offer.kept_bytes else None,
        el("p", licence(offer), class_="small"),
        button_row(
            button(
                f"Accept the terms and download {size_in_words(offer.size_bytes)}",
                "load",
                "first big",
                data_model=offer.id,
            )
        ),
        class_="card",
        id="model-card",
        aria_labelledby="model-heading",
    )


def _away(why: str) -> Html:
    return el(
        "section",
        el("h2", "The language model is away for a while", id="model-heading", tabindex=-1),
        el("p", f"{why} It comes back by itself afterwards."),
        class_="card",
        id="model-card",
        aria_labelledby="model-heading",
    )


def _vocabularies(state: State, chosen: Offer) -> Html | None:
    if len(state.offers) < 2:
        return el("p", el("strong", chosen.title), f", {size_in_words(chosen.size_bytes)}")
    return el(
        "fieldset",
        el("legend", "Which one?"),
        [
            choice(
                "model",
                offer.id,
                f"{offer.title} \u00b7 {size_in_words(offer.size_bytes)}",
                about(offer),
                checked=offer.id == chosen.id,
                event="choose.model",
            )
            for offer in state.offers
        ],
        id="model-choice",
    )


def partly(offer: Offer) -> str:
    """How much of a model came before its fetching was broken off."""
    here = size_in_words(offer.kept_bytes)
    return f"{here} of it are on this device already; the download continues from there."


def about(offer: Offer) -> str:
    """What sets a model apart, in a sentence."""
    if offer.vocabulary == "slice":
        return "English words only: about half the size, and faster."
    if offer.language == "many":
        return "The full vocabulary, in many languages. Larger and slower."
    if offer.style == "instruct":
        return "Trained to follow instructions."
    return "A model of this site."


def licence(offer: Offer) -> list[Node]:
    """A sentence on the terms, with a link to them."""
    name = offer.licence_name or "its own terms"
    address = offer.licence_file or offer.licence_url
    shown = link(name, address, target="_blank", rel="noopener") if address else name
    return ["The model comes under ", shown, ". By downloading it you accept them."]


def runs_on(machine: Machine) -> str:
    """Which device will do the work, and why."""
    if machine.has_card:
        name = f" ({machine.webgpu_name})" if machine.webgpu_name else ""
        return f"Runs on: WebGPU{name}, if it passes a check of its results; else the processor."
    slow = "" if machine.threads else ", with a single thread"
    return f"Runs on: the processor{slow}, because {no_card(machine)}."


def no_card(machine: Machine) -> str:
    """Why no graphics card does the work."""
    if machine.webgpu_software:
        return "the WebGPU here is emulated in software"
    return (machine.webgpu_reason or "this browser offers no WebGPU").rstrip(".")


def room_for(machine: Machine | None, offer: Offer) -> str:
    """Whether the storage has room, and whether the browser may clear it by itself."""
    if machine is None:
        return ""
    if machine.storage == "memory":
        return "This window keeps nothing: the model is downloaded again at the next visit."
    free_bytes = max(0, machine.quota_bytes - machine.used_bytes)
    if machine.quota_bytes and free_bytes < offer.room_bytes:
        return (
            f"The browser gives this page only {size_in_words(free_bytes)} more, "
            f"too little for this model. Free some space first."
        )
    kept = "and keeps it until you delete it" if machine.persisted else "but may clear it when full"
    room = f"{size_in_words(free_bytes)} of room" if machine.quota_bytes else "room enough"
    return f"The browser gives this page {room} {kept}."


def _loading(brain: Brain, offer: Offer | None) -> Html:
    fetch = brain.fetch
    downloading = fetch.phase == "download" and fetch.total_bytes > 0
    return el(
        "section",
        el("h2", _PHASES[fetch.phase], id="model-heading", tabindex=-1),
        el("p", offer.title if offer else brain.model),
        el(
            "progress",
            id="fetch-bar",
            aria_labelledby="model-heading",
            max=fetch.total_bytes if downloading else None,
            value=fetch.loaded_bytes if downloading else None,
        ),
        el("p", fetch_line(fetch), id="fetch-line", class_="small soft"),
        button_row(button("Cancel", "load.cancel")) if fetch.phase == "download" else None,
        class_="card",
        id="model-card",
        aria_labelledby="model-heading",
    )


def fetch_line(fetch: Fetch) -> str:
    """Bytes, speed and time left while a model is fetched."""
    if fetch.phase != "download" or not fetch.total_bytes:
        return "This takes a few seconds."
    line = f"{size_in_words(fetch.loaded_bytes)} of {size_in_words(fetch.total_bytes)}"
    if fetch.bytes_per_second <= 0:
        return line
    left = (fetch.total_bytes - fetch.loaded_bytes) / fetch.bytes_per_second
    speed = f"{size_in_words(round(fetch.bytes_per_second))} a second"
    return f"{line}, {speed}, {time_in_words(left)} left"


def ready_line(state: State) -> Html:
    """One quiet line on the state of the storyteller, for returning visitors."""
    if state.brain.stage == "loading":
        text = f"{_PHASES[state.brain.fetch.phase]}\u2026"
        return el("p", text, class_="ready-line waiting", id="ready-line")
    if not state.awake or state.brain.stage == "unknown":
        return el("p", "Starting\u2026", class_="ready-line waiting", id="ready-line")
    info = state.brain.info
    if state.brain.stage != "ready" or info is None:
        return el("p", "No language model is loaded.", class_="ready-line waiting", id="ready-line")
    device = info.device_reason.rstrip(".") or _DEVICES.get(info.device, info.device)
    return el(
        "p",
        el("span", f"{info.title} is ready."),
        el("span", f"Runs on: {device}."),
        class_="ready-line",
        id="ready-line",
    )


def honest_limits() -> Html:
    """What to expect of a model this small."""
    return bullet_list(
        [
            "A small model makes things up. Its stories are for delight, never for facts.",
            "It was trained on text from the open web. Read along before you read aloud.",
            "Sometimes a scene wanders off; it can be rewritten with one button.",
        ]
    )
