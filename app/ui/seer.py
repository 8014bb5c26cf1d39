"""The offer of a model that sees, hears and answers: what it weighs, and where it comes from.

Pure: state in, `Html` out.
"""

from typing import Final

from app.state import Machine, Offer, State
from app.ui.brought import Words
from app.ui.markup import Node, el
from app.ui.parts import button, button_row
from app.ui.welcome import licence, no_card, partly, room_for, runs_on
from app.ui.words import size_in_words
from hearthside.wire import Code

# Of English, by the tokenizer of Gemma.
TOKENS_A_WORD: Final = 1.3
# What is said where it cannot be fetched.
SEER_WORDS: Final[dict[Code, Words]] = {
    Code.DOWNLOAD_OFFLINE: Words(
        "You seem to be offline.",
        "The model has to be downloaded once, and no network answered.",
        "Try again when there is a connection; what came so far is kept.",
        ("dismiss",),
    ),
    Code.DOWNLOAD_FAILED: Words(
        "The download was interrupted.",
        "The model is not complete.",
        "What was downloaded is kept. Try again to continue from there.",
        ("dismiss",),
    ),
}


def seer_offer(state: State, offer: Offer, event: str) -> list[Node]:
    """What is said of it, and the button that loads it by the page's event `event`."""
    size = size_in_words(offer.size_bytes)
    return [
        el(
            "p",
            el("strong", offer.title),
            f", {size} to download once{_later(offer)}, {size_in_words(offer.room_bytes)} on this "
            "device. It sees, hears and answers. While it is loaded it stands in the place of the "
            "smaller language model, which can be loaded again under Settings.",
        ),
        *offer_rest(state, offer, event),
    ]


def offer_rest(state: State, offer: Offer, event: str) -> list[Node]:
    """What is said of any model before it is fetched, and the button."""
    machine = state.machine
    if machine and offer.needs_card and not machine.has_card:
        why = no_card(machine)
        return [
            el("p", f"It cannot run here: it needs a graphics card, and {why}.", class_="small")
        ]
    size = size_in_words(offer.size_bytes)
    label = "Load model" if offer.kept else f"Accept the terms and download {size}"
    named = el("span", f", {offer.title}", class_="quiet-voice")
    return [
        el(
            "div",
            el("p", runs_on(machine), _by_processor(machine, offer)) if machine else None,
            el("p", room_for(state.machine, offer)),
            class_="small soft",
        ),
        el("p", _from(offer), class_="small") if offer.hub and not offer.kept else None,
        el("p", partly(offer), class_="small") if offer.kept_bytes and not offer.kept else None,
        el("p", licence(offer), class_="small"),
        button_row(button([label, named], event, "first big", data_model=offer.id)),
    ]


def _by_processor(machine: Machine, offer: Offer) -> str:
    """How slow it is without a graphics card, and the memory that it takes."""
    needs = offer.on_processor
    if needs is None or machine.has_card:
        return ""
    slow = " That is slow for a model of this size"
    if needs.token_ms:
        word_s = TOKENS_A_WORD * needs.token_ms / 1000
        slow += f": where it was measured, on two cores, a word took {word_s:.1f} seconds"
    has = f"; this device tells of {machine.memory_gb:g} GB" if machine.memory_gb else ""
    return f"{slow}. It takes {size_in_words(needs.memory_bytes)} of memory{has}."


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
