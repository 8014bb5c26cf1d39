"""What the page says about troubles in the Find room and with the embedding model, by code.

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
# The same for the embedding model, wherever it is fetched.
EMBEDDER_WORDS: Final[dict[Code, Words]] = {
    Code.MODEL_CORRUPT: Words(
        "The embedding model\u2019s files are damaged.",
        "What was fetched does not match its fingerprint, so it was put aside.",
        "Fetch the damaged part again; the sound parts are kept. Search by words works meanwhile.",
        ("embedder.load", "dismiss"),
    ),
    Code.MODEL_UNFIT: Words(
        "The embedding model does not fit here.",
        "The device has too little room or lacks something that it needs.",
        "The smaller model, or the processor, may do. Search by words works meanwhile.",
        ("embedder.processor", "dismiss"),
    ),
    Code.MODEL_UNKNOWN: Words(
        "That embedding model is not to be had here.",
        "This copy of Hearthside does not carry it.",
        "Search by words works without one.",
        ("dismiss",),
    ),
    Code.DOWNLOAD_FAILED: Words(
        "The download broke off.",
        "The embedding model did not arrive whole.",
        "What has arrived is kept. Trying again goes on from there; search by words works "
        "meanwhile.",
        ("embedder.load", "dismiss"),
    ),
    Code.DOWNLOAD_OFFLINE: Words(
        "You seem to be offline.",
        "The embedding model has to be fetched once, and no network answered.",
        "Try again when there is a connection; search by words works meanwhile.",
        ("embedder.load", "dismiss"),
    ),
    Code.STORAGE_FULL: Words(
        "There is no room left for the embedding model.",
        "The browser has no more space to give to this page.",
        "Nothing you had was lost. Free some space and try again; search by words works meanwhile.",
        ("settings", "embedder.load"),
    ),
    Code.DEVICE_WRONG: Words(
        "The graphics processor gets its sums wrong.",
        "A check with known answers failed, so what it finds could not be trusted.",
        "The processor gives the right answers; use that.",
        ("embedder.processor",),
    ),
    Code.DEVICE_SOFTWARE: Words(
        "The graphics processor here is only an imitation.",
        "This browser offers WebGPU in software, which is very slow.",
        "The processor is much faster on this machine.",
        ("embedder.processor",),
    ),
    Code.ENGINE_FAILED: Words(
        "The embedding model could not be woken.",
        "It met a fault on this device.",
        "Try again, or use the processor. Search by words works meanwhile.",
        ("embedder.load", "embedder.processor"),
    ),
}
