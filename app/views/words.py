"""What the page says about each trouble, by code: a title, what happened, what to do, and offers.

The one place where a code becomes words. Knows nothing of how or where a trouble is shown; sizes
and bytes are put into words here too, so that all screens say them alike.
"""

from dataclasses import replace
from typing import Final

from app.find.views.trouble import FIND_WORDS
from app.views.brought import BROUGHT, EMBEDDER_WORDS, WITHOUT_EMBEDDER, Words
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
    "settings": "Free some space",
    "dismiss": "Close this",
    "reload": "Reload the page",
}

_LOST = Words(
    "The story engine stopped and was started again.",
    "Your story is safe.",
    "Go on from the last finished scene whenever you like.",
    ("continue", "dismiss"),
)

TROUBLES: Final[dict[Code, Words]] = {
    **BROUGHT,
    Code.ENGINE_LOST: _LOST,
    Code.MIND_LOST: _LOST,
    Code.ENGINE_FAILED: Words(
        "The storyteller lost the thread.",
        "The model could not work out the next words on this device.",
        "What was told so far stays. Trying again often helps; the processor is slower but surer.",
        ("again", "load.processor"),
    ),
    Code.CALL_FAILED: Words(
        "Something went wrong inside this page.",
        "A part of Hearthside met a fault of its own. It was not your doing.",
        "What was told so far stays. Try again; if it happens twice, reload the page.",
        ("again", "reload"),
    ),
    Code.DEVICE_NONE: Words(
        "The storyteller cannot run here like this.",
        "This browser offers neither WebGPU nor the WebAssembly features that the model needs.",
        "The processor may do; else a recent Chrome, Edge, Firefox or Safari. "
        "Your shelf can still be read here.",
        ("load.processor", "dismiss"),
    ),
    Code.DEVICE_SOFTWARE: Words(
        "The graphics processor here is only an imitation.",
        "This browser offers WebGPU in software, which would take minutes for every word.",
        "The processor is much faster on this machine.",
        ("load.processor",),
    ),
    Code.DEVICE_WRONG: Words(
        "The graphics processor gets its sums wrong.",
        "A check with known answers failed, so its stories could not be trusted.",
        "The processor gives the right answers; use that.",
        ("load.processor",),
    ),
    Code.MODEL_NONE: Words(
        "There is no storyteller here yet.",
        "A story needs the model, and it is not on this device.",
        "Fetch it once; afterwards it works without a network.",
        ("load",),
    ),
    Code.MODEL_UNKNOWN: Words(
        "That storyteller is not to be had here.",
        "This copy of Hearthside does not carry the model that was asked for.",
        "Choose another one under Settings.",
        ("settings",),
    ),
    Code.MODEL_CORRUPT: Words(
        "The model's files are damaged.",
        "What was fetched does not match its fingerprint, so it was put aside.",
        "Fetch the damaged part again; the sound parts are kept.",
        ("load",),
    ),
    Code.MODEL_UNFIT: Words(
        "This storyteller does not fit here.",
        "The device has too little room or lacks something that this model needs.",
        "A smaller model, or the processor, may do.",
        ("load.processor", "settings"),
    ),
    Code.DOWNLOAD_FAILED: Words(
        "The download broke off.",
        "The storyteller did not arrive whole.",
        "What has arrived is kept. Trying again goes on from there.",
        ("load",),
    ),
    Code.DOWNLOAD_OFFLINE: Words(
        "You seem to be offline.",
        "The storyteller has to be fetched once, and no network answered.",
        "Try again when there is a connection. Stories on your shelf can be read meanwhile.",
        ("load",),
    ),
    Code.STORAGE_FULL: Words(
        "There is no room left.",
        "The browser has no more space to give to this page.",
        "Nothing you had was lost. Remove a model you do not use, or free space on the device.",
        ("settings", "again"),
    ),
    Code.STORAGE_NONE: Words(
        "This window keeps nothing.",
        "The browser gives this page no place to store things, as private windows often do.",
        "Stories can be told, but save them as a file before you close the window.",
        ("dismiss",),
    ),
    Code.CONTEXT_FULL: Words(
        "The story has grown as long as the storyteller can remember.",
        "This model holds about three thousand words in mind at once.",
        "Everything told stays. Begin a new story, or rewrite a scene of this one.",
        ("dismiss",),
    ),
    Code.CACHE_UNKNOWN: Words(
        "The storyteller forgot where it was.",
        "Its working memory was cleared, perhaps by another tab.",
        "Go on from the last finished scene.",
        ("continue", "dismiss"),
    ),
    Code.FORM_INVALID: Words(
        "Something in the form needs another look.",
        "",
        "Nothing you typed was lost.",
        (),
    ),
    Code.RECIPE_INVALID: Words(
        "This recipe link cannot be read.",
        "It may have been cut short when it was copied.",
        "Ask for the link again, or begin a story of your own.",
        ("dismiss",),
    ),
    Code.SHELF_INVALID: Words(
        "That file is not a shelf of stories.",
        "",
        "Nothing on your shelf was changed.",
        ("dismiss",),
    ),
    Code.SHELF_MISSING: Words(
        "That story is no longer on the shelf.",
        "It may have been deleted in another tab.",
        "The shelf has been looked through again.",
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
    Code.CALL_STOPPED: Words("Stopped.", "", "What was told so far stays.", ()),
}

_LOST_ROWS = Words(
    "The engine stopped and was started again.",
    "Every row that was read is kept.",
    "The reading goes on where it was as soon as the model is awake again.",
    ("dismiss",),
)
_FAULT_HERE = Words(
    "Something went wrong inside this page.",
    "A part of Hearthside met a fault of its own. It was not your doing.",
    "What was read and what you said is kept. If it happens again, reload the page.",
    ("dismiss", "reload"),
)
_FAILED_ROWS = Words(
    "The model could not read this.",
    "It met a fault on this device.",
    "What was read and what you said is kept. Try again; the processor, which can be chosen under "
    "Settings, is slower but surer.",
    ("dismiss",),
)
_LOST_ROUTE = Words(
    "The engine stopped and was started again.",
    "Your policy and your text are as you left them.",
    "Ask again when the model is awake.",
    ("dismiss",),
)

_FAILED_ROUTE = replace(
    _FAILED_ROWS,
    advice="Your policy and your text are as you left them. Try again; the processor, which can be "
    "chosen under Settings, is slower but surer.",
)

# What a room says in its own words.
_OF_PLACE: Final[dict[tuple[Code, str], Words]] = {
    (Code.CALL_FAILED, "sort"): _FAULT_HERE,
    (Code.ENGINE_LOST, "sort"): _LOST_ROWS,
    (Code.MIND_LOST, "sort"): _LOST_ROWS,
    (Code.ENGINE_FAILED, "sort"): _FAILED_ROWS,
    (Code.ENGINE_LOST, "route"): _LOST_ROUTE,
    (Code.MIND_LOST, "route"): _LOST_ROUTE,
    (Code.ENGINE_FAILED, "route"): _FAILED_ROUTE,
    **{(code, "find"): words for code, words in FIND_WORDS.items()},
    **{(code, "embedder"): words for code, words in EMBEDDER_WORDS.items()},
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
        Code.MODEL_UNFIT,
        Code.DEVICE_NONE,
    }
)


def words_for(code: Code, message: str = "", place: str = "", room: str = "") -> Words:
    """The words for a trouble at a place of the page, which may stand in several rooms; `message`
    is used only where it is written for people."""
    words = _OF_PLACE.get((code, place), TROUBLES[code])
    if place == "embedder":
        holds = WITHOUT_EMBEDDER.get(room, "")
        words = replace(words, advice=f"{words.advice} {holds}".strip())
    if code in _TELLING_MESSAGES and message:
        return Words(words.title, message, words.advice, words.offers)
    return words


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
