"""What the page says about troubles in the Find room, by code.

A part of views/words.py, which has the rest. Knows nothing of how or where a trouble is shown.
"""

from typing import Final

from app.views.brought import Words
from hearthside.wire import Code

_KEPT: Final = "Your collection is as it was."
_LOST: Final = Words(
    "The engine stopped and was started again.",
    "Everything that was taken in is kept.",
    "It goes on by itself as soon as the model is awake again.",
    ("dismiss",),
)
# What the room says in its own words, by code.
FIND_WORDS: Final[dict[Code, Words]] = {
    Code.ENGINE_LOST: _LOST,
    Code.MIND_LOST: Words(
        "A part of this page stopped and was started again.",
        "Everything that was taken in is kept.",
        "What you looked for is looked for again.",
        ("dismiss",),
    ),
    Code.ENGINE_FAILED: Words(
        "The model could not read this.",
        "It met a fault on this device.",
        f"{_KEPT} Try again; the processor is slower but surer.",
        ("embedder.processor", "dismiss"),
    ),
    Code.CALL_FAILED: Words(
        "Something went wrong inside this page.",
        "A part of Hearthside met a fault of its own. It was not your doing.",
        f"{_KEPT} If it happens again, reload the page.",
        ("dismiss", "reload"),
    ),
    Code.STORAGE_FULL: Words(
        "There is no room left for more files.",
        "The browser has no more space to give to this page.",
        "Every file that was taken in whole is kept, and search goes on working. Remove a model or "
        "a collection you do not use, then go on.",
        ("settings", "dismiss"),
    ),
    Code.STORAGE_NONE: Words(
        "This window keeps nothing.",
        "The browser gives this page no place to store things, as private windows often do.",
        "Files can be searched until you close the window.",
        ("dismiss",),
    ),
}
