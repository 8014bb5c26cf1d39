"""Reading JSON that may come from anywhere (links, files, other threads), and writing for the wire.

In a browser the C reader of `json` overflows JavaScript's stack on text nested some thousands deep,
and that ends Python itself, past any `except`. So depth is measured before anything is read.
On the wire bytes lie beside the text, where an object `{"$bytes": n}` stands for the n-th of them.
Knows nothing of what the text means.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from hearthside.wire import Mark

MAX_DEPTH: Final = 64

# Strings are skipped whole: brackets inside them nest nothing. Possessive, so nothing backtracks.
_MARK: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def read_json(
    text: str,
    *buffers: bytes,
    once: Callable[[list[tuple[str, Any]]], dict[str, Any]] | None = None,
) -> Any:
    """The value that `text` and the bytes beside it spell. `once` makes an object of its (name,
    value) pairs where the last of several of one name may not simply win.

    Raises ValueError: not JSON, or deeper than MAX_DEPTH; LookupError: marks missing bytes.
    """
    # Text with few brackets cannot nest deeply: nearly every message ends the question here.
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise ValueError(f"JSON nested deeper than {MAX_DEPTH}")
    # A text without buffers has no marks, whatever its objects look like.
    marks = _put_in(buffers) if buffers else None
    return json.loads(text, object_hook=marks, object_pairs_hook=once)


def write_json(value: Any) -> tuple[str, tuple[bytes, ...]]:
    """Plain values as text, and the bytes among them. Raises ValueError or TypeError on others."""
    buffers: list[bytes] = []

    def mark(found: Any) -> dict[str, int]:
        if not isinstance(found, bytes):
            raise TypeError(f"{type(found).__name__} is no plain value")
        buffers.append(found)
        return {Mark.BYTES: len(buffers) - 1}

    # ASCII only, so that lone surrogates cross; no NaN, which no JSON reader takes.
    text = json.dumps(value, separators=(",", ":"), allow_nan=False, default=mark)
    return text, tuple(buffers)


def _put_in(buffers: Sequence[bytes]) -> Callable[[dict[str, Any]], Any]:
    return lambda found: buffers[found[Mark.BYTES]] if found.keys() == {Mark.BYTES} else found


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
