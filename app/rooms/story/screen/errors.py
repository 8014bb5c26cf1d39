"""What the Story room says of errors in its own words, by code.

Knows nothing of how or where an error is shown.
"""

from typing import Final

from app.ui.brought import Words
from hearthside.wire import Code

_LOST: Final = Words(
    "The model stopped and was restarted.",
    "Your story is saved.",
    "Continue from the last finished scene when you like.",
    ("continue", "dismiss"),
)
STORY_WORDS: Final[dict[Code, Words]] = {Code.ENGINE_LOST: _LOST, Code.MIND_LOST: _LOST}
