"""What the Sort room says of errors in its own words, by code.

Knows nothing of how or where an error is shown.
"""

from typing import Final

from app.ui.brought import Words
from hearthside.wire import Code

_LOST: Final = Words(
    "The model stopped and was restarted.",
    "Every row that was read is kept.",
    "Reading continues where it was as soon as the model is loaded again.",
    ("dismiss",),
)
SORT_WORDS: Final[dict[Code, Words]] = {
    Code.CALL_FAILED: Words(
        "Something went wrong inside this page.",
        "This is an error in Hearthside, not yours.",
        "The rows read and your answers are kept. If it happens again, reload the page.",
        ("dismiss", "reload"),
    ),
    Code.ENGINE_LOST: _LOST,
    Code.MIND_LOST: _LOST,
    Code.ENGINE_FAILED: Words(
        "The model stopped with an error.",
        "It could not read this on this device.",
        "The rows read and your answers are kept. Try again; the processor, which can be chosen "
        "under Settings, is slower but more reliable.",
        ("dismiss",),
    ),
}
