"""Which model answers, and how to have one that does. Pure."""

from app.rooms.talk.words import can_talk, talkers
from app.state import Offer, State
from app.ui.markup import Html, el
from app.ui.parts import button, button_row
from app.ui.welcome import licence, model_card, partly, ready_line, room_for, runs_on
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
        "This copy of Hearthside carries none. Whoever builds the site can add Gemma 4 E2B "
        "(3.4 GB): ",
        el("code", "python3 build.py models build gemma-4-e2b-it"),
        "; or a small one, such as gemma-3-270m-it from a folder or the hub: ",
        el("code", "python3 build.py models build --from FOLDER --id my-model --style instruct"),
        "; then ",
        el("code", "python3 build.py site"),
        ".",
    )


def _offered(state: State, offer: Offer) -> Html:
    size = size_in_words(offer.size_bytes)
    label = f"Load {offer.title}" if offer.kept else f"Accept the terms and download {size}"
    sees = offer in state.seers
    named = el("span", f", {offer.title}", class_="quiet-voice") if not offer.kept else None
    return el(
        "div",
        el(
            "p",
            el("strong", offer.title),
            f", {size} to download once, {size_in_words(offer.room_bytes)} on this device. ",
            "It answers, sees and hears. " if sees else "It answers, in text alone. ",
            "While it is loaded it stands in the place of the smaller language model."
            if sees
            else "It takes the place of the language model that is loaded now.",
        ),
        el(
            "div",
            el("p", runs_on(state.machine)) if state.machine else None,
            el("p", room_for(state.machine, offer)),
            class_="small soft",
        ),
        el("p", partly(offer), class_="small") if offer.kept_bytes and not offer.kept else None,
        el("p", licence(offer), class_="small"),
        button_row(button([label, named], "talk.load", "first", data_model=offer.id)),
        class_="fields",
    )
