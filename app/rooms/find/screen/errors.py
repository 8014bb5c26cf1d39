"""What the page says about errors in the Find room, by code.

Beside words.py, which has the rest. Knows nothing of how or where an error is shown.
"""

from typing import Final

from app.ui.brought import Words
from hearthside.wire import Code

_KEPT: Final = "Your collection is as it was."
_LOST: Final = Words(
    "The model stopped and was restarted.",
    "Everything that was added is kept.",
    "It continues by itself as soon as the model is loaded again.",
    ("dismiss",),
)
# What the room says in its own words, by code.
FIND_WORDS: Final[dict[Code, Words]] = {
    Code.ENGINE_LOST: _LOST,
    Code.MIND_LOST: Words(
        "A part of this page stopped and was restarted.",
        "Everything that was added is kept.",
        "Your search is run again.",
        ("dismiss",),
    ),
    Code.ENGINE_FAILED: Words(
        "The model stopped with an error.",
        "It could not read this on this device.",
        f"{_KEPT} Try again; the processor is slower but more reliable.",
        ("embedder.processor", "dismiss"),
    ),
    Code.CALL_FAILED: Words(
        "Something went wrong inside this page.",
        "This is an error in Hearthside, not yours.",
        f"{_KEPT} If it happens again, reload the page.",
        ("dismiss", "reload"),
    ),
    Code.STORAGE_FULL: Words(
        "The storage is full: no room for more files.",
        "The browser gives this page no more space.",
        "Every file that was added whole is kept, and search still works. Remove a model or "
        "a collection you do not use, then continue.",
        ("settings", "dismiss"),
    ),
    Code.STORAGE_NONE: Words(
        "Nothing can be saved in this window.",
        "The browser gives this page no place to store things, as private windows often do.",
        "Files can be searched until you close the window.",
        ("dismiss",),
    ),
}
