"""What the Route room says of errors in its own words, by code.

Knows nothing of how or where an error is shown.
"""

from typing import Final

from app.ui.brought import Words
from hearthside.wire import Code

_LOST: Final = Words(
    "The model stopped and was restarted.",
    "Your policy and your text are as you left them.",
    "Try again when the model is loaded.",
    ("dismiss",),
)
ROUTE_WORDS: Final[dict[Code, Words]] = {
    Code.ENGINE_LOST: _LOST,
    Code.MIND_LOST: _LOST,
    Code.ENGINE_FAILED: Words(
        "The model stopped with an error.",
        "It could not read this on this device.",
        "Your policy and your text are as you left them. Try again; the processor, which can be "
        "chosen under Settings, is slower but more reliable.",
        ("dismiss",),
    ),
}
