"""What the page says about each error, by code: a title, what happened, what to do, and offers.

A room may have its own words for some codes (`Room.error_words`). Sizes and times are put into
words here too, so that all screens say them alike. Knows nothing of how an error is shown.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.rooms import room_at, rooms
from app.ui.brought import BROUGHT, EMBEDDER_WORDS, Words
from hearthside.wire import Code

# What a button that names an offer says. The key is the name of the page's event.
OFFERS: Final[dict[str, str]] = {
    "again": "Try again",
    "continue": "Continue the story",
    "load": "Try again",
    "load.processor": "Use the processor",
    "load.full": "Use the full vocabulary",
    "embedder.load": "Try again",
    "embedder.processor": "Use the processor",
    "settings": "Open Settings to free space",
    "dismiss": "Close",
    "reload": "Reload the page",
}

_LOST = Words(
    "The model stopped and was restarted.",
    "Everything that was finished is kept.",
    "Try again when the model is loaded.",
    ("dismiss",),
)

ERROR_WORDS: Final[dict[Code, Words]] = {
    **BROUGHT,
    Code.ENGINE_LOST: _LOST,
    Code.MIND_LOST: _LOST,
    Code.ENGINE_FAILED: Words(
        "The model stopped with an error.",
        "It could not compute the next words on this device.",
        "What was written so far is kept. Trying again often helps; the processor is slower "
        "but more reliable.",
        ("again", "load.processor"),
    ),
    Code.CALL_FAILED: Words(
        "Something went wrong inside this page.",
        "This is an error in Hearthside, not yours.",
        "What was written so far is kept. Try again; if it happens twice, reload the page.",
        ("again", "reload"),
    ),
    Code.DEVICE_NONE: Words(
        "The model cannot run in this browser as it is.",
        "This browser offers neither WebGPU nor the WebAssembly features that the model needs.",
        "Try the processor; else use a recent Chrome, Edge, Firefox or Safari. "
        "Your shelf can still be read here.",
        ("load.processor", "dismiss"),
    ),
    Code.DEVICE_SOFTWARE: Words(
        "The graphics processor here is emulated in software.",
        "That would take minutes for every word.",
        "The processor is much faster on this machine.",
        ("load.processor",),
    ),
    Code.DEVICE_WRONG: Words(
        "The graphics processor computes wrong results.",
        "A check against known values failed, so its results cannot be trusted.",
        "Use the processor, which passes that check.",
        ("load.processor",),
    ),
    Code.MODEL_NONE: Words(
        "The language model is not on this device yet.",
        "A story needs it.",
        "Download it once; afterwards it works without a network.",
        ("load",),
    ),
    Code.MODEL_UNKNOWN: Words(
        "That language model is not available here.",
        "This copy of Hearthside does not include the model that was asked for.",
        "Choose another one under Settings.",
        ("settings",),
    ),
    Code.MODEL_CORRUPT: Words(
        "The model's files are damaged.",
        "What was downloaded does not match its checksum, so it is not used.",
        "Download the damaged part again; the intact parts are kept.",
        ("load",),
    ),
    Code.MODEL_UNFIT: Words(
        "This language model does not fit on this device.",
        "The device has too little memory or lacks something that this model needs.",
        "Close other tabs and try again, or choose a smaller model under Settings.",
        ("load", "dismiss"),
    ),
    Code.DOWNLOAD_FAILED: Words(
        "The download was interrupted.",
        "The language model is not complete.",
        "What was downloaded is kept. Try again to continue from there.",
        ("load",),
    ),
    Code.DOWNLOAD_OFFLINE: Words(
        "You seem to be offline.",
        "The language model has to be downloaded once, and no network answered.",
        "Try again when there is a connection. Stories on your shelf can be read meanwhile.",
        ("load",),
    ),
    Code.STORAGE_FULL: Words(
        "The storage is full.",
        "The browser gives this page no more space.",
        "Nothing you had was lost. Remove a model you do not use, or free space on the device.",
        ("settings", "again"),
    ),
    Code.STORAGE_NONE: Words(
        "Nothing can be saved in this window.",
        "The browser gives this page no place to store things, as private windows often do.",
        "Stories can be written, but save them as a file before you close the window.",
        ("dismiss",),
    ),
    Code.CONTEXT_FULL: Words(
        "The story has reached the longest that the model can handle.",
        "This model takes about three thousand words at once.",
        "The story is kept. Start a new story, or rewrite a scene of this one.",
        ("dismiss",),
    ),
    Code.CACHE_UNKNOWN: Words(
        "The model lost its place.",
        "Its working memory was cleared, perhaps by another tab.",
        "Continue from the last finished scene.",
        ("continue", "dismiss"),
    ),
    Code.FORM_INVALID: Words(
        "Please check the form.",
        "",
        "Nothing you typed was lost.",
        (),
    ),
    Code.RECIPE_INVALID: Words(
        "This recipe link cannot be read.",
        "It may have been cut short when it was copied.",
        "Ask for the link again, or start a story of your own.",
        ("dismiss",),
    ),
    Code.SHELF_INVALID: Words(
        "That file does not hold stories of Hearthside.",
        "",
        "Nothing on your shelf was changed.",
        ("dismiss",),
    ),
    Code.SHELF_MISSING: Words(
        "That story is no longer on the shelf.",
        "It may have been deleted in another tab.",
        "The list has been updated.",
        ("dismiss",),
    ),
    Code.CALL_INVALID: Words(
        "That cannot be done as asked.",
        "",
        "Nothing you had was lost.",
        ("dismiss",),
    ),
    Code.OP_UNKNOWN: Words(
        "The parts of this page do not fit together.",
        "A newer version may have arrived while this tab was open.",
        "Reload the page; your stories and what you typed are kept.",
        ("reload",),
    ),
    Code.CALL_STOPPED: Words("Stopped.", "", "What was written so far is kept.", ()),
}

# The message of these errors says which field or line is meant; of the others it is for engineers.
_TELLING_MESSAGES: Final = frozenset(
    {
        Code.FORM_INVALID,
        Code.SHELF_INVALID,
        Code.LABELS_INVALID,
        Code.POLICY_INVALID,
        Code.TABLE_INVALID,
        Code.TABLE_LARGE,
        Code.CALL_INVALID,
        Code.FILE_INVALID,
        Code.FILE_LARGE,
        Code.MODEL_CORRUPT,
        Code.MODEL_UNFIT,
        Code.DEVICE_NONE,
        Code.DOWNLOAD_FAILED,
        Code.DOWNLOAD_OFFLINE,
    }
)


def words_for(code: Code, message: str = "", place: str = "", room: str = "") -> Words:
    """The words for an error at a place of the page, which may stand in several rooms; `message`
    is used only where it is written for people."""
    words = _own_words(place).get(code, ERROR_WORDS[code])
    if place == "embedder":
        holds = room_at(room).without_embedder
        words = replace(words, advice=f"{words.advice} {holds}".strip())
    if code in _TELLING_MESSAGES and message:
        return Words(words.title, message, words.advice, words.offers)
    if code == Code.ENGINE_LOST and message:
        return replace(words, happened=f"{message} {words.happened}")
    return words


def _own_words(place: str) -> Mapping[Code, Words]:
    """What is said there in other words than elsewhere."""
    if place == "embedder":
        return EMBEDDER_WORDS
    return next((room.error_words for room in rooms() if room.id == place), {})


def size_in_words(size_bytes: int) -> str:
    """Bytes as people say them, in decimal units: `163 MB`, `1.2 GB`."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))} kB"
    if size_bytes < 1_000_000_000:
        return f"{round(size_bytes / 1_000_000)} MB"
    return f"{size_bytes / 1_000_000_000:.1f} GB"


def time_in_words(seconds: float) -> str:
    """A span of time as people say it: `a few seconds`, `40 seconds`, `about 3 minutes`, hours."""
    if seconds < 8:
        return "a few seconds"
    if seconds < 55:
        return f"{5 * round(seconds / 5)} seconds"
    minutes = max(1, round(seconds / 60))
    if minutes >= 90:
        return f"about {round(minutes / 60)} hours"
    return "about a minute" if minutes == 1 else f"about {minutes} minutes"
