"""Grammars without a model: which bytes may follow the begin of a JSON text that fits a schema.

Reads the schemas that `hearthside.generation.grammar.schema` makes. A place in a text is what is
still to come, the next at the end. A number's bounds are looked at where it ends. Knows nothing of
tokens.
"""

import codecs
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final, TypeAlias

from hearthside.adapters.fake.words import Words
from hearthside.errors import error_of
from hearthside.wire import Code

Schema = Mapping[str, Any]
_NUMBER: Final = re.compile(rb"-?(?:(?:0|[1-9]\d{0,14})(?:\.\d{0,6})?)?")
_WHOLE: Final = re.compile(rb"-?(?:0|[1-9]\d{0,14})?")
_TYPES: Final = {"object", "array", "string", "number", "integer", "boolean", "null"}
_ESCAPED: Final = frozenset(b'"\\/bfnrt')
_QUOTE, _BACKSLASH, _COMMA, _BLANK = b'"\\, '


class Grammars:
    """Schemas by their numbers, over a vocabulary."""

    def __init__(self, words: Words, ends: Sequence[int]) -> None:
        self._words = words
        self._ends = ends
        self._open: dict[int, Schema] = {}
        self._last = 0

    def open(self, schema: Schema) -> int:
        """Its number. Raises InvalidInput (grammar.invalid)."""
        types = schema.get("type", ())
        named = {types} if isinstance(types, str) else {*types}
        if not schema.get("enum") and not (named and named <= _TYPES):
            raise error_of(Code.GRAMMAR_INVALID, "An answer of this form cannot be asked for.")
        self._last += 1
        self._open[self._last] = schema
        return self._last

    def allowed(
        self, grammar: int, answer: Sequence[int], ranked: Sequence[int], count: int
    ) -> list[int]:
        """The first `count` of `ranked` that may follow `answer`.

        Raises InvalidInput (grammar.unknown, call.invalid).
        """
        schema, read = self._get(grammar), self._words.bytes(answer)
        place = after((_Value(schema),), read)
        if place is None:
            raise error_of(Code.CALL_INVALID, "the answer is not of this grammar")
        if not place:
            return list(self._ends)
        going = (token for token in ranked if token not in self._ends)
        fitting = (one for one in going if after(place, self._words.bytes([one])) is not None)
        return list(islice(fitting, count))

    def lets(self, grammar: int, answer: Sequence[int], token: int) -> bool:
        """Whether a token that is no end may follow `answer`."""
        return token not in self._ends and token in self.allowed(grammar, answer, [token], 1)

    def _get(self, grammar: int) -> Schema:
        if grammar not in self._open:
            raise error_of(Code.GRAMMAR_UNKNOWN, f"There is no grammar {grammar}.")
        return self._open[grammar]

    def close(self, grammar: int) -> None:
        """Raises InvalidInput (grammar.unknown)."""
        self._get(grammar)
        del self._open[grammar]

    def clear(self) -> None:
        """Close all."""
        self._open.clear()


@dataclass(frozen=True, slots=True)
class _Value:
    schema: Schema


@dataclass(frozen=True, slots=True)
class _Texts:
    """One of some texts; the empty one where it may end."""

    left: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _String:
    schema: Schema
    length: int = 0
    begun: bytes = b""  # of a character, or a backslash


@dataclass(frozen=True, slots=True)
class _Number:
    schema: Schema
    text: bytes


@dataclass(frozen=True, slots=True)
class _Items:
    schema: Schema
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Keys:
    """Keys from the `at`th on, and the bracket behind them."""

    schema: Schema
    at: int = 0


@dataclass(frozen=True, slots=True)
class _Key:
    schema: Schema
    left: tuple[tuple[bytes, int], ...]


Place: TypeAlias = tuple[Any, ...]


def after(place: Place, text: bytes) -> Place | None:
    """The place behind `text`, empty behind a whole one; None where it does not fit."""
    at: Place | None = place
    for byte in text:
        at = _step(at, byte) if at else None
    return () if at is not None and all(map(_may_end, at)) else at


def _may_end(part: Any) -> bool:
    return isinstance(part, _Texts) and b"" in part.left


def _step(place: Place, byte: int) -> Place | None:
    part = place[-1]
    return _STEPS[type(part)](place[:-1], part, byte)


def _value(rest: Place, part: _Value, byte: int) -> Place | None:
    schema = part.schema
    if "enum" in schema:
        return _texts(rest, _Texts(tuple(map(_plain, schema["enum"]))), byte)
    types = schema["type"]
    allowed = {types} if isinstance(types, str) else {*types}
    if chr(byte) in "-0123456789" and allowed & {"number", "integer"}:
        return (*rest, _Number(schema, bytes((byte,))))
    begun: dict[str, Place] = {
        '"string': (_String(schema),),
        "[array": (_Items(schema),),
        "{object": (_Keys(schema),),
        "tboolean": (_Texts((b"rue",)),),
        "fboolean": (_Texts((b"alse",)),),
        "nnull": (_Texts((b"ull",)),),
    }
    return next(
        (rest + begun[chr(byte) + one] for one in allowed if chr(byte) + one in begun), None
    )


def _texts(rest: Place, part: _Texts, byte: int) -> Place | None:
    left = tuple(text[1:] for text in part.left if text[:1] == bytes((byte,)))
    if not left:
        return _step(rest, byte) if b"" in part.left and rest else None
    return rest if left == (b"",) else (*rest, _Texts(left))


def _string(rest: Place, part: _String, byte: int) -> Place | None:
    schema, fits = part.schema, part.length < part.schema.get("maxLength", part.length + 1)
    if part.begun == b"\\":
        return (*rest, _String(schema, part.length + 1)) if byte in _ESCAPED else None
    if not part.begun and byte == _QUOTE:
        return rest if part.length >= schema.get("minLength", 0) else None
    if byte < _BLANK or not (fits or part.begun):
        return None
    if not part.begun and byte == _BACKSLASH:
        return (*rest, replace(part, begun=b"\\"))
    begun = part.begun + bytes((byte,))
    try:
        ended = codecs.getincrementaldecoder("utf-8")().decode(begun)
    except UnicodeDecodeError:
        return None
    return (*rest, _String(schema, part.length + 1) if ended else replace(part, begun=begun))


def _number(rest: Place, part: _Number, byte: int) -> Place | None:
    schema, longer = part.schema, part.text + bytes((byte,))
    pattern = _NUMBER if "number" in schema["type"] else _WHOLE
    if pattern.fullmatch(longer):
        return (*rest, _Number(schema, longer))
    low, high = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
    if part.text[-1:] in b"-." or not low <= float(part.text) <= high:
        return None
    return _step(rest, byte) if rest else None


def _items(rest: Place, part: _Items, byte: int) -> Place | None:
    schema, count = part.schema, part.count
    if byte == ord("]"):
        return rest if count >= schema.get("minItems", 0) else None
    if count >= schema.get("maxItems", count + 1):
        return None
    place = (*rest, _Items(schema, count + 1), _Value(schema["items"]))
    if count == 0:
        return _step(place, byte)
    return place if byte == _COMMA else None


def _keys(rest: Place, part: _Keys, byte: int) -> Place | None:
    keys, required = list(part.schema["properties"]), part.schema["required"]
    needed = [at for at, key in enumerate(keys) if at >= part.at and key in required]
    if byte == ord("}"):
        return None if needed else rest
    near = range(part.at, needed[0] + 1 if needed else len(keys))
    place = (*rest, _Key(part.schema, tuple((_plain(keys[at]) + b":", at) for at in near)))
    if part.at == 0:
        return _step(place, byte)
    return place if byte == _COMMA and near else None


def _key(rest: Place, part: _Key, byte: int) -> Place | None:
    left = tuple((text[1:], at) for text, at in part.left if text[:1] == bytes((byte,)))
    if len(left) == 1 and left[0][0] == b"":
        at = left[0][1]
        value = list(part.schema["properties"].values())[at]
        return (*rest, _Keys(part.schema, at + 1), _Value(value))
    return (*rest, replace(part, left=left)) if left else None


def _plain(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


_STEPS: Final[Mapping[type, Callable[[Place, Any, int], Place | None]]] = {
    _Value: _value,
    _Texts: _texts,
    _String: _string,
    _Number: _number,
    _Items: _items,
    _Keys: _keys,
    _Key: _key,
}
