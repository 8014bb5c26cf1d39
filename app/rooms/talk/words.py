"""What the Talk room calls things, and what it says of what goes wrong."""

from typing import Final

from app.rooms.talk.state import Work
from app.state import Offer, State
from app.ui.brought import Words
from app.ui.seer import SEER_WORDS
from hearthside.wire import Code

BUSY: Final = "The model is at work. Stop it first, or wait until it is finished."

ENDS: Final = {
    "stopped": "You stopped this answer.",
    "cut": "There was no room for more of this answer.",
    "lost": "This answer was cut short: the page or the model went away.",
}

_GONE: Final = Words(
    "The model stopped and was restarted.",
    "What was said so far is in the talk.",
    "When the model is loaded, go on with the answer.",
    ("dismiss",),
)
TALK_WORDS: Final[dict[Code, Words]] = {
    Code.CALL_INVALID: Words(
        "That cannot be done as asked.", "", "Nothing you had was lost.", ("dismiss",)
    ),
    Code.FILE_INVALID: Words("That cannot be used.", "", "The talk is as it was.", ("dismiss",)),
    Code.SHELF_INVALID: Words(
        "That is no talk that can be read here.", "", "Nothing you had was changed.", ("dismiss",)
    ),
    Code.SHELF_MISSING: Words(
        "That talk is not on this device any more.",
        "It may have been deleted in another tab.",
        "The list has been updated.",
        ("dismiss",),
    ),
    Code.CALL_FAILED: Words(
        "Something went wrong inside this page.",
        "This is an error in Hearthside, not yours.",
        "What was said so far is kept. If it happens again, reload the page.",
        ("dismiss", "reload"),
    ),
    Code.CONTEXT_FULL: Words(
        "That is more than the model can read at once.",
        "",
        "The talk is kept. Change the question, or the system text.",
        ("dismiss",),
    ),
    Code.MODEL_NONE: Words("No model that answers is loaded.", "", "Load one first.", ("dismiss",)),
    Code.MODEL_UNFIT: Words(
        "That model cannot be used for this.",
        "It does not fit on this device, or it was not taught to answer.",
        "Close other tabs and load it again, or choose another one.",
        ("dismiss",),
    ),
    Code.ENGINE_FAILED: Words(
        "The model stopped with an error.",
        "It could not compute the next words on this device.",
        "What was said so far is in the talk. Go on with it, or ask again.",
        ("dismiss",),
    ),
    **SEER_WORDS,
    Code.STORAGE_FULL: Words(
        "The storage is full.",
        "The browser gives this page no more space.",
        "The talk is still on this page: export it before you close the tab, and free some space.",
        ("settings", "dismiss"),
    ),
    Code.ENGINE_LOST: _GONE,
    Code.MIND_LOST: _GONE,
    Code.MEDIA_UNKNOWN: _GONE,
    Code.CACHE_UNKNOWN: _GONE,
}


def can_talk(state: State) -> bool:
    """Whether a model that was taught to answer is ready."""
    info = state.brain.info
    return state.brain.stage == "ready" and info is not None and info.chat is not None


def talkers(state: State) -> tuple[Offer, ...]:
    """What this site carries that was taught to answer."""
    return (*state.seers, *[one for one in state.offers if one.style == "instruct"])


def turn_id(number: int) -> str:
    """The id of a turn on the page."""
    return f"talk-turn-{number}"


def doing_line(work: Work, waiting: int) -> str:
    """What the model is doing now."""
    if work == "sum":
        return f"Summing up the {waiting:,} oldest turns, for which there is no room\u2026"
    return "Reading\u2026" if work == "read" else "Answering\u2026" if work == "say" else ""
