"""Which model sees and hears, what it weighs, and how to have it. Pure: state in, `Html` out."""

from app.state import Offer, State
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row
from app.ui.welcome import licence, model_card, partly, ready_line, room_for, runs_on
from app.ui.words import size_in_words


def model_part(state: State) -> Html | None:
    """A line once it is ready, else how far it is or how to have it."""
    info, offer = state.brain.info, state.seer()
    if state.brain.stage == "loading":
        return model_card(state)
    if state.brain.stage == "ready" and info is not None and info.media is not None:
        return ready_line(state)
    if offer is None:
        return _none()
    return _offered(state, offer) if state.machine is not None else ready_line(state)


def _none() -> Html:
    return el(
        "section",
        el("h2", "No model here can see or hear", id="look-model-heading"),
        el(
            "p",
            "This copy of Hearthside offers no such model, so nothing given here can be "
            "answered. Whoever builds the site can offer Gemma 4 E2B (3.4 GB): ",
            el("code", "python3 build.py site --hub gemma-4-e2b-it"),
            " lets this page fetch it from where it is published; ",
            el("code", "python3 build.py models build gemma-4-e2b-it"),
            " before it puts the files into the site itself.",
        ),
        class_="card",
        id="look-model",
        aria_labelledby="look-model-heading",
    )


def _offered(state: State, offer: Offer) -> Html:
    size = size_in_words(offer.size_bytes)
    label = "Load model" if offer.kept else f"Accept the terms and download {size}"
    return el(
        "section",
        el("h2", "A model with eyes and ears", id="look-model-heading"),
        el(
            "p",
            el("strong", offer.title),
            f", {size} to download once{_later(offer)}, {size_in_words(offer.room_bytes)} on this "
            "device. It sees, hears and answers. While it is loaded it stands in the place of the "
            "smaller language model, which can be loaded again under Settings.",
        ),
        el(
            "div",
            el("p", runs_on(state.machine)) if state.machine else None,
            el("p", room_for(state.machine, offer)),
            class_="small soft",
        ),
        el("p", _from(offer), class_="small") if offer.hub and not offer.kept else None,
        el("p", partly(offer), class_="small") if offer.kept_bytes and not offer.kept else None,
        el("p", licence(offer), class_="small"),
        button_row(button(label, "look.load", "first big", data_model=offer.id)),
        class_="card",
        id="look-model",
        aria_labelledby="look-model-heading",
    )


def _later(offer: Offer) -> str:
    """What comes when it is first needed."""
    if not offer.image_bytes and not offer.audio_bytes:
        return ""
    eyes, ears = size_in_words(offer.image_bytes), size_in_words(offer.audio_bytes)
    return f" ({eyes} more with the first picture, {ears} with the first sound)"


def _from(offer: Offer) -> list[Node]:
    """Who gives the files, and what that shows of a person."""
    return [
        "The files come from ",
        el("bdi", offer.hub),
        ", not from this site: there this device's address is seen, and that the model was "
        "fetched. Each byte is checked. What you give and what is said goes nowhere.",
    ]
