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
_LEFT_OUT, _RENAMED = object(), object()
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


def spoiled(document: Any, most: int | None = None) -> Iterator[str]:
    """JSON texts of `document` with each value in turn replaced by each hostile one, left out, and
    an unknown name put in its place; with `most`, so many of them from all over the document."""
    yield from GARBAGE
    changes = [
        (path, change)
        for path in _places(document)
        for change in (*HOSTILE, *((_LEFT_OUT, _RENAMED) if isinstance(path[-1], str) else ()))
    ]
    for path, change in changes[:: 1 if most is None else len(changes) // most + 1]:
        yield json.dumps(_put(document, path, change))


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within a JSON value."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value or ())
    found = [path] if path else []
    for name, one in inner:
        here = (*path, name)
        found += _places(one, here) if isinstance(one, dict | list) else [here]
    return found


def _put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    copy = dict(value) if isinstance(value, dict) else list(value)
    name, *rest = path
    if rest:
        copy[name] = _put(value[name], tuple(rest), new)
    elif new is _LEFT_OUT or new is _RENAMED:
        del copy[name]
        if new is _RENAMED:
            copy["constructor"] = SCRIPT
    else:
        copy[name] = new
    return copy
