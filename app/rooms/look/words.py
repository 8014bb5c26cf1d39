"""What the Look & listen room calls things, and what it says of what it cannot take."""

from collections.abc import Sequence
from typing import Final

from app.rooms.look.state import Given, Kind, LookState
from app.ui.brought import Words
from app.ui.seer import SEER_WORDS
from app.ui.taken import length_in_words
from hearthside.wire import Code

# Of each kind: what can be asked by one press, and what its button says.
ASKS: Final[dict[Kind, tuple[tuple[str, str], ...]]] = {
    "picture": (
        ("describe", "Describe it"),
        ("read", "Read the text in it"),
        ("alt", "Write alt text"),
        ("skin", "What to look at on skin"),
    ),
    "sound": (("transcribe", "Write down what is said"), ("summarise", "Summarise it")),
}
_OF_SEVERAL: Final = (
    ("differ", "What differs?"),
    ("describe", "Describe them"),
    ("read", "Read the text in them"),
)
LANGUAGES: Final = (
    *("English", "Arabic", "Chinese", "Dutch", "French", "German", "Hindi", "Indonesian"),
    *("Italian", "Japanese", "Korean", "Polish", "Portuguese", "Russian", "Spanish"),
    *("Swahili", "Turkish", "Ukrainian", "Vietnamese"),
)
# A piece waits for its end: until then words are not late.
_WORTH_TELLING_S: Final = 15
STILL_RECORDING: Final = "The recording goes on; at its end all of it can be written down."
HEARD_WORDS: Final = "Written down as it was said"
WHEN_ASKED: Final = "later"  # as the field says it
SKIN_NOTE: Final = (
    "This is an example of a careful question, not a diagnosis and no medical device. Only a "
    "doctor who sees the skin can say what it is. If it grows, changes or bleeds, or if you are "
    "worried, see one."
)
_GONE: Final = Words(
    "The model stopped and was restarted.",
    "What was said so far is kept.",
    "When the model is loaded, go on with it, or ask again.",
    ("dismiss",),
)
LOOK_WORDS: Final[dict[Code, Words]] = {
    Code.FILE_INVALID: Words(
        "That cannot be used.", "", "What was said before is still here.", ("dismiss",)
    ),
    Code.CALL_INVALID: Words(
        "There is nothing to say to that.",
        "Nothing can be heard in it, or it is too short.",
        "Check the microphone or choose another file, and try again.",
        ("dismiss",),
    ),
    Code.CALL_FAILED: Words(
        "Something went wrong inside this page.",
        "This is an error in Hearthside, not yours.",
        "What was said is kept. If it happens again, reload the page.",
        ("dismiss", "reload"),
    ),
    Code.CONTEXT_FULL: Words(
        "That is more than the model can read at once.",
        "",
        "Ask a shorter question, or use a smaller picture.",
        ("dismiss",),
    ),
    Code.MODEL_NONE: Words(
        "The model that sees and hears is not loaded.", "", "Load it first.", ("dismiss",)
    ),
    Code.MODEL_UNFIT: Words(
        "That model cannot be used for this.",
        "It does not fit on this device, or it neither sees nor hears.",
        "Close other tabs and load it again, or choose another device under Settings.",
        ("dismiss",),
    ),
    Code.ENGINE_FAILED: Words(
        "The model stopped with an error.",
        "It could not look at this on this device.",
        "What was said so far is kept. Try again; the processor, which can be chosen under "
        "Settings, is slower but more reliable.",
        ("dismiss",),
    ),
    **SEER_WORDS,
    Code.STORAGE_FULL: Words(
        "The storage is full: no room for the model.",
        "The browser gives this page no more space.",
        "Nothing you had was lost. Free some space under Settings and try again.",
        ("settings", "dismiss"),
    ),
    Code.MODEL_CORRUPT: Words(
        "The model's files are damaged.",
        "What was downloaded does not match its checksum, so it is not used.",
        "Load it again: the damaged part is downloaded anew, the intact parts are kept.",
        ("dismiss",),
    ),
    Code.ENGINE_LOST: _GONE,
    Code.MIND_LOST: _GONE,
    Code.MEDIA_UNKNOWN: _GONE,
}


def asks_of(given: Sequence[Given]) -> tuple[tuple[str, str], ...]:
    """What can be asked of what was given by one press, and what its button says."""
    if len(given) > 1:
        return _OF_SEVERAL
    return ASKS[given[0].kind] if given else ()


def progress_line(look: LookState) -> str:
    """How far an answer is, beside its words."""
    if look.fetching:
        return look.fetching
    if look.hears:
        return _hearing_line(look.recording, look.behind_s)
    return f"Part {look.part} of {look.parts}" if look.parts > 1 else ""


def _hearing_line(recording: bool, behind_s: int) -> str:
    """How far the words are that are written down while they are said."""
    late, length = behind_s >= _WORTH_TELLING_S, length_in_words(behind_s)
    if not recording:
        return f"{length} minutes are still to be written down." if late else "The rest follows."
    if not late:
        return "It is written down as you speak."
    return f"The words are {length} minutes behind. The recording goes on; all of it will be heard."
