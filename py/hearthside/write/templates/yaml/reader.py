"""The YAML that templates are written in: maps, lists, and texts in each of its five forms.

Read is what people and tools write by hand: block and flow maps and lists, plain and quoted texts
of several lines, `|` and `>` with their marks, comments. Refused, with the line, is what makes a
file do more than hold values: anchors and aliases (which can make one file grow without end), tags
(which name classes), merged keys, keys that are no texts, several documents. For what is read the
values are PyYAML's `safe_load`'s (but see `scalars`); keys are texts as they stand.
Source: YAML 1.2.2, https://yaml.org/spec/1.2.2/. Knows nothing of templates.
"""

import re
from typing import Any, Final

from hearthside.errors import InvalidInput
from hearthside.wire import Code
from hearthside.write.templates.yaml.cursor import REFUSED, Cursor
from hearthside.write.templates.yaml.scalars import scalar_of
from hearthside.write.templates.yaml.texts import block_text, folded

MOST_CHARACTERS: Final = 200_000
_MOST_DEPTH: Final = 24
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_FLOW_STOP: Final = re.compile(r"[,\[\]{}]|:(?=[\s,\[\]{}]|\Z)|(?<=\s)#|\Z")
_HEADER: Final = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])(?=[ \t\n]|\Z)")


def read_yaml(text: str) -> Any:
    """The one document of `text`: dict, list, str, int, float, bool or None.

    Raises InvalidInput (file.invalid) with the line and what is wrong there.
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput(
            Code.FILE_INVALID,
            f"It has {len(text):,} characters, and {MOST_CHARACTERS:,} are the most of a template.",
        )
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(plain)
    if strange := _UNWRITABLE.search(plain):
        reader.at = strange.start()
        raise reader.wrong("A character stands there that no text has: this is not YAML.")
    return reader.document()


class _Reader(Cursor):
    """Reads all of a text, from its first character."""

    def document(self) -> Any:
        self.skip()
        if self.marker("---"):
            self.at += 3
            self.skip()
        value = self._node(-1, 0)
        self.skip()
        if self.marker("..."):
            self.at += 3
            self.skip()
        if self.marker("---"):
            raise self.wrong("A second document begins here: a template is one.")
        if self.at < len(self.text):
            raise self.wrong("This does not go with what stands above it: see how far it is in.")
        return value

    # --- maps and lists ------------------------------------------------------------------------

    def _node(self, parent: int, depth: int) -> Any:
        """What stands here, further in than `parent`; None where nothing does."""
        self._check(depth)
        column = self.column()
        if self.at >= len(self.text) or column <= parent or self.marker():
            return None
        if self.entry():
            return self._list(column, depth)
        if self.key_end() >= 0:
            return self._map(column, depth)
        return self._value(parent, depth)

    def _check(self, depth: int) -> None:
        if depth > _MOST_DEPTH:
            raise self.wrong(f"More than {_MOST_DEPTH} things stand one inside another.")

    def _map(self, column: int, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            start = self.at
            key = self._key()
            if key in found:
                raise self.wrong(f"\u201c{key}\u201d stands there twice.", start)
            found[key] = self._after_key(column, depth)
            self.skip()
            if self.at >= len(self.text) or self.column() < column or self.marker():
                return found
            if self.column() > column:
                raise self.wrong("This line is further in than the one it goes with.")
            if self.entry() or self.key_end() < 0:
                raise self.wrong("A key and a colon are expected here, as in  prompt: text")

    def _key(self) -> str:
        end, start = self.key_end(), self.at
        if self.peek() in REFUSED:
            raise self.wrong(REFUSED[self.peek()])
        if self.peek() in ("'", '"'):
            key = self.quoted()
        else:
            key, self.at = self.text[start:end].rstrip(" \t"), end
        if key == "<<":
            raise self.wrong(
                "Merged keys (<<) are not read here: write the keys themselves.", start
            )
        self.spaces()
        self.at += 1
        return key

    def _after_key(self, column: int, depth: int) -> Any:
        self.spaces()
        if self.peek() in ("", "\n") or self.comment():
            self.skip()
            if self.column() == column and self.entry() and not self.marker():
                return self._list(column, depth + 1)
            return self._node(column, depth + 1)
        if self.entry():
            raise self.wrong("A list begins on a line of its own.")
        return self._value(column, depth + 1)

    def _list(self, column: int, depth: int) -> list[Any]:
        self._check(depth)
        found = []
        while True:
            self.at += 1
            self.spaces()
            if self.peek() in ("", "\n") or self.comment():
                self.skip()
            found.append(self._node(column, depth + 1))
            self.skip()
            if self.column() > column and self.at < len(self.text):
                raise self.wrong("This line is further in than the one it goes with.")
            if self.column() < column or not self.entry() or self.marker():
                return found

    # --- values --------------------------------------------------------------------------------

    def _value(self, parent: int, depth: int) -> Any:
        """A text, a number, or what stands in brackets; nothing else may stand on its line."""
        sign = self.peek()
        if sign in "|>":
            return self._block(parent)
        if sign in "[{":
            value = self._flow(depth)
        elif sign in "'\"":
            value = self.quoted()
        else:
            value = scalar_of(self.plain(parent))
        self.spaces()
        if self.peek() == ":":
            raise self.wrong("A text with a colon and a blank in it has to stand in quotes.")
        if self.peek() not in ("", "\n") and not self.comment():
            raise self.wrong("Something stands after the end of a value.")
        return value

    def _block(self, parent: int) -> str:
        found = _HEADER.match(self.text, self.at)
        if found is None:
            raise self.wrong("After | or > there may be +, - and one digit, and then a new line.")
        self.at = found.end()
        self.spaces()
        if self.peek() not in ("", "\n") and not self.comment():
            raise self.wrong("The text begins on the line after | or >.")
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end + 1
        text, length = block_text(self.text[self.at :], found[0], parent)
        self.at += length
        return text

    def _flow(self, depth: int) -> Any:
        self._check(depth)
        start, opening = self.at, self.peek()
        closing = "]" if opening == "[" else "}"
        items: list[Any] = []
        named: dict[str, Any] = {}
        self.at += 1
        while True:
            self.skip(flow=True)
            if self.peek() == closing:
                self.at += 1
                return items if opening == "[" else named
            if opening == "[":
                items.append(self._flow_node(depth, start))
            else:
                self._flow_pair(named, depth, start)
            self.skip(flow=True)
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != closing:
                raise self._unclosed(start, f"A comma or {closing} is expected here.")

    def _flow_pair(self, named: dict[str, Any], depth: int, opened: int) -> None:
        start = self.at
        key = self._flow_text(opened)
        if key in named:
            raise self.wrong(f"\u201c{key}\u201d stands there twice.", start)
        self.skip(flow=True)
        named[key] = None
        if self.peek() == ":":
            self.at += 1
            self.skip(flow=True)
            if self.peek() not in (",", "}"):
                named[key] = self._flow_node(depth, opened)

    def _flow_node(self, depth: int, opened: int) -> Any:
        if self.peek() in ("[", "{"):
            return self._flow(depth + 1)
        quoted = self.peek() in ("'", '"')
        text = self._flow_text(opened)
        return text if quoted else scalar_of(text)

    def _flow_text(self, opened: int) -> str:
        if self.at >= len(self.text):
            raise self._unclosed(opened, "")
        if self.peek() in ("'", '"'):
            return self.quoted()
        self.refuse()
        found = _FLOW_STOP.search(self.text, self.at)
        end = found.start() if found else len(self.text)
        text = folded([line.strip(" \t") for line in self.text[self.at : end].strip().split("\n")])
        if end == self.at:
            raise self.wrong("A value is expected here.")
        self.at = end
        return text

    def _unclosed(self, opened: int, message: str) -> InvalidInput:
        if self.at < len(self.text):
            return self.wrong(message)
        return self.wrong("The bracket that is opened here is never closed.", opened)
