"""Which model answers, and how to have one that does. Pure."""

from app.rooms.talk.words import can_talk, talkers
from app.state import Offer, State
from app.ui.markup import Html, el
from app.ui.seer import offer_rest, seer_offer
from app.ui.welcome import model_card, ready_line
from app.ui.words import size_in_words


def model_part(state: State) -> Html | None:
    """A line once it is ready, else how far it is or how to have it."""
    if can_talk(state):
        return ready_line(state)
    if state.brain.stage == "loading" or state.instead:
        return model_card(state)
    if state.machine is None:
        return ready_line(state)
    offers = talkers(state)
    return el(
        "section",
        el("h2", "This needs a model that was taught to answer", id="talk-model-heading"),
        el("p", _why(state)),
        [_offered(state, one) for one in offers] or _none(),
        class_="card",
        id="talk-model",
        aria_labelledby="talk-model-heading",
    )


def _why(state: State) -> str:
    info = state.brain.info
    if state.brain.stage == "ready" and info is not None:
        return (
            f"{info.title} is loaded. It was trained to continue texts, not to answer: it tells "
            "stories and sorts rows, but it cannot hold a talk. What you said before can be read, "
            "searched and exported without a model."
        )
    return "What you said before can be read, searched and exported without a model."


def _none() -> Html:
    return el(
        "p",
        "This copy of Hearthside offers none. Whoever builds the site can offer Gemma 4 E2B "
        "(3.4 GB): ",
        el("code", "python3 build.py site --hub gemma-4-e2b-it"),
        " lets this page fetch it from where it is published. Or a small one, such as "
        "gemma-3-270m-it from a folder or the hub: ",
        el("code", "python3 build.py models build --from FOLDER --id my-model --style instruct"),
        ", then ",
        el("code", "python3 build.py site"),
        ".",
    )


def _offered(state: State, offer: Offer) -> Html:
    if offer in state.seers:
        return el("div", seer_offer(state, offer, "talk.load"), class_="fields")
    size = size_in_words(offer.size_bytes)
    return el(
        "div",
        el(
            "p",
            el("strong", offer.title),
            f", {size} to download once, {size_in_words(offer.room_bytes)} on this device. It "
            "answers, in text alone, and takes the place of the language model that is loaded now.",
        ),
        offer_rest(state, offer, "talk.load"),
        class_="fields",
    )
