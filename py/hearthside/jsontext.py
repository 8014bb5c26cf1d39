"""Reading JSON that may come from anywhere: links, files, other threads.

In a browser the C reader of `json` overflows JavaScript's stack on text nested some thousands deep,
and that ends Python itself, past any `except`. So depth is measured before anything is read.
Knows nothing of what the text means.
"""

import json
import re
from typing import Any, Final

MAX_DEPTH: Final = 64

# Strings are skipped whole: brackets inside them nest nothing. Possessive, so nothing backtracks.
_MARK: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def read_json(text: str) -> Any:
    """The value that `text` spells. Raises ValueError: not JSON, or deeper than MAX_DEPTH."""
    # Text with few brackets cannot nest deeply: nearly every message ends the question here.
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise ValueError(f"JSON nested deeper than {MAX_DEPTH}")
    return json.loads(text)


def _depth(text: str) -> int:
    depth = deepest = 0
    for mark in _MARK.finditer(text):
        character = mark.group()[0]
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest
