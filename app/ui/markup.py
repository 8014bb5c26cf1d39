"""HTML text, built so that what a person typed can never become markup.

Every string given as a child or an attribute is escaped; markup is only what carries the type
`Html`. Inline styles, inline handlers and script addresses are refused, since the page's content
policy would block them anyway. Knows nothing of screens.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final, TypeAlias

# Neither HTML nor a screen has a use for these; a NUL would even be rewritten by the parser.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
_SCRIPT_ADDRESS = re.compile(r"^\s*(javascript|vbscript|data)\s*:", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_ADDRESSES = frozenset({"href", "src", "action", "formaction"})
# What was written once is remembered: so many words, none of more characters.
_REMEMBERED: Final = 8192
_SHORT: Final = 200


@dataclass(frozen=True, slots=True)
class Html:
    """Markup that is safe to put on the page as it stands."""

    text: str

    def __str__(self) -> str:
        return self.text


Node: TypeAlias = "Html | str | int | Iterable[Node] | None"
Attribute: TypeAlias = str | int | bool | None


def plain(text: str) -> str:
    """`text` without the control characters that no screen can show."""
    return _CONTROL.sub("", text)


def el(name: str, /, *children: Node, **attributes: Attribute) -> Html:
    """One element. `class_` and `for_` lose their underscore, `data_event` becomes `data-event`.

    True writes a bare attribute, False and None write none. Raises ValueError on an attribute the
    content policy would refuse.
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        long = isinstance(value, str) and len(value) > _SHORT
        parts.append(_written(key, value) if long else _attribute(key, value))
    parts.append(">")
    if name not in _VOID:
        _put(parts, children)
        parts.append(f"</{name}>")
    return Html("".join(parts))


def join(nodes: Node) -> Html:
    """Nodes one after another, strings escaped."""
    parts: list[str] = []
    _put(parts, nodes)
    return Html("".join(parts))


def _put(parts: list[str], nodes: Node) -> None:
    if isinstance(nodes, Html):
        parts.append(nodes.text)
    elif isinstance(nodes, str):
        parts.append(_escaped(nodes) if len(nodes) <= _SHORT else _escape(nodes))
    elif isinstance(nodes, int):
        parts.append(str(nodes))
    elif nodes is not None:
        for node in nodes:
            _put(parts, node)


def _escape(text: str) -> str:
    return escape(plain(text), quote=False)


def _written(key: str, value: Attribute) -> str:
    name = key.rstrip("_").replace("_", "-")
    if name.startswith("on") or name == "style":
        raise ValueError(f"no inline {name}: the content policy forbids it")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    text = plain(str(value))
    if name in _ADDRESSES and _SCRIPT_ADDRESS.match(text):
        raise ValueError(f"not an address for a page: {name}")
    return f' {name}="{escape(text)}"'


# Each event makes the whole screen anew, of which nearly all is words that were there before.
_attribute = lru_cache(_REMEMBERED, typed=True)(_written)
_escaped = lru_cache(_REMEMBERED)(_escape)
