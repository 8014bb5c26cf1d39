"""Documents as an enemy may leave them: every value spoiled, one by one.

Knows nothing of what the documents are.
"""

import json
from collections.abc import Iterator
from typing import Any

SCRIPT = "</script><script>alert(1)"
HOSTILE: tuple[Any, ...] = (
    None, True, -1, 7, 10**30, 1e308, float("nan"), float("inf"), "", SCRIPT, "\ud800",
    "{hero.__class__}", "x" * 10_000, [], [[]], {}, {"a": 1}, [None] * 3, 3_093_527_980_799_000,
)  # fmt: skip
# What is no document at all.
GARBAGE = (
    "",
    " ",
    "{",
    "null",
    "7",
    "[]",
    "{}",
    '"text"',
    "[" * 100_000,
    "<html></html>",
    "\ufeff{}",
)


def spoiled(document: Any) -> Iterator[str]:
    """JSON texts of `document` with each value in turn replaced by each hostile one, left out, and
    an unknown name put beside it."""
    yield from GARBAGE
    for path in _places(document):
        for value in HOSTILE:
            yield json.dumps(_put(document, path, value))
        *above, name = path
        rest = json.loads(json.dumps(document))
        holder = rest
        for step in above:
            holder = holder[step]
        if isinstance(holder, dict):
            del holder[name]
            yield json.dumps(rest)
            holder["constructor"] = SCRIPT
            yield json.dumps(rest)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within a JSON value."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path] if path else []
    for name, one in inner:
        here = (*path, name)
        found += _places(one, here) if isinstance(one, dict | list) else [here]
    return found


def _put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _put(value[path[0]], path[1:], new)
    return copy
