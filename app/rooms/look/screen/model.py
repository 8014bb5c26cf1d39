"""Which model sees and hears, what it weighs, and how to have it. Pure: state in, `Html` out."""

from app.state import Offer, State
from app.ui.markup import Html, el
from app.ui.seer import seer_offer
from app.ui.welcome import model_card, ready_line


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
    return el(
        "section",
        el("h2", "A model with eyes and ears", id="look-model-heading"),
        seer_offer(state, offer, "look.load"),
        class_="card",
        id="look-model",
        aria_labelledby="look-model-heading",
    )
