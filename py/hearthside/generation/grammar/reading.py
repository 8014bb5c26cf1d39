"""A compact JSON text while it is written: where it stands, and what could be read of it so far.

Takes what a grammar allows for granted, and checks nothing. Knows nothing of tokens or schemas.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final, Self

Path = tuple[str | int, ...]
_QUOTE, _BACKSLASH, _COMMA, _COLON = b'"\\,:'
_OPENING: Final = {ord("{"): ord("}"), ord("["): ord("]")}
_CLOSING: Final = frozenset(_OPENING.values())


@dataclass(slots=True)
class _Bracket:
    closing: int
    key: str | int
    names: bool = False  # whether a key comes next


@dataclass(slots=True)
class Reader:
    """Reads byte after byte. `text` is the open string as JSON writes it, None outside of one;
    `path` is whose value stands here, () for the whole; None within a key."""

    text: bytes | None = None
    _brackets: list[_Bracket] = field(default_factory=list)
    _escaped: bool = False
    _count: int = 0
    _safe: tuple[int, bytes] = (0, b"")

    @property
    def path(self) -> Path | None:
        """Whose value stands here."""
        if self._brackets and self._brackets[-1].names:
            return None
        return tuple(one.key for one in self._brackets)

    @property
    def group(self) -> tuple[Path, str] | None:
        """Where a key stands open: the path of its group, and the key before it, "" for none."""
        if self.text is None or not self._brackets or not self._brackets[-1].names:
            return None
        return tuple(one.key for one in self._brackets[:-1]), str(self._brackets[-1].key)

    def copy(self) -> Self:
        """One that reads on by itself."""
        brackets = [_Bracket(one.closing, one.key, one.names) for one in self._brackets]
        return type(self)(self.text, brackets, self._escaped, self._count, self._safe)

    def feed(self, byte: int) -> None:
        """The next byte."""
        if self.text is not None:
            self._within(byte)
        elif byte == _QUOTE:
            self.text = b""
        elif byte in _OPENING:
            key = "" if byte == ord("{") else 0
            self._brackets.append(_Bracket(_OPENING[byte], key, names=key == ""))
            self._mark(self._count + 1)
        elif byte in _CLOSING:
            self._brackets.pop()
            self._mark(self._count + 1)
        elif byte == _COLON:
            self._brackets[-1].names = False
        elif byte == _COMMA:
            self._mark(self._count)
            self._next()
        self._count += 1

    def _within(self, byte: int) -> None:
        assert self.text is not None
        if byte == _QUOTE and not self._escaped:
            whole, self.text = self.text, None
            if self.path is None:
                self._brackets[-1].key = json.loads(b'"' + whole + b'"')
            else:
                self._mark(self._count + 1)
            return
        self._escaped = byte == _BACKSLASH and not self._escaped
        self.text += bytes((byte,))

    def _next(self) -> None:
        bracket = self._brackets[-1]
        if isinstance(bracket.key, int):
            bracket.key += 1
        else:
            bracket.names = True

    def _mark(self, count: int) -> None:
        """All up to here can be read, with these brackets behind it."""
        self._safe = (count, bytes(one.closing for one in reversed(self._brackets)))

    def closed(self, text: bytes) -> bytes:
        """`text`, which is all that was read, cut and closed so that it can be parsed."""
        if self.text is None or self.path is None:
            count, closing = self._safe
            return text[:count] + closing
        whole = text[:-1] if self._escaped else text
        return whole + b'"' + bytes(one.closing for one in reversed(self._brackets))


def read_partly(text: str) -> tuple[Any, bool]:
    """What a JSON text that may have been cut says, and whether it is whole; None for nothing."""
    try:
        return json.loads(text), True
    except ValueError:
        pass
    reader, written = Reader(), text.encode("utf-8", "replace")
    try:
        for byte in written:
            reader.feed(byte)
        return json.loads(reader.closed(written)), False
    except (ValueError, IndexError):
        return None, False
