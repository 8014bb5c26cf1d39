"""Frozen dataclasses from plain values, each value checked against its annotation.

    settings = read_as(Settings, {"column": 0, "labels": [{"name": "praise"}]})

Nothing is taken on trust: a truth value is no number, a number is finite and exact, a choice is one
of its literals, and a name that the dataclass does not have is refused. A half of a surrogate pair,
which no screen or file can hold, becomes the replacement character.
Knows nothing of what the values mean.
"""

import math
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

# The largest whole number that JSON readers keep exact.
_MAX_WHOLE: Final = 2**53 - 1
# The first millisecond of the year 9999: in every time zone a day of a calendar.
MAX_TIME_MS: Final = 253_370_764_800_000
_HALVES: Final = re.compile("[\ud800-\udfff]")
_SHOWN_CHARACTERS: Final = 40


def read_as(kind: type[T], value: Any, where: str = "it") -> T:
    """`value` as `kind`: a dataclass, str, int, float, bool, None, a Literal, tuple, dict or union.

    `where` names the value in errors. Raises ValueError; and what a dataclass raises by itself.
    """
    return cast(T, _read(kind, value, where))


def time_ms(value: Any) -> int:
    """Milliseconds since 1970 that some day of the calendar has. Raises ValueError."""
    found = read_as(int, value, "its date")
    if not 0 <= found < MAX_TIME_MS:
        raise ValueError("its date is out of range")
    return found


def _read(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _dataclass(cast(type, kind), value, where)
    if kind in _PLAIN:
        return _PLAIN[kind](value, where)
    origin = get_origin(kind)
    if origin not in _MADE:
        raise TypeError(f"{kind!r} is no kind of plain value")
    return _MADE[origin](get_args(kind), value, where)


def _text(value: Any, where: str) -> str:
    if type(value) is not str:
        raise _wrong(where, value)
    return _HALVES.sub("\ufffd", value)


def _truth(value: Any, where: str) -> bool:
    if type(value) is not bool:
        raise _wrong(where, value)
    return value


def _whole(value: Any, where: str) -> int:
    if type(value) is not int:
        raise _wrong(where, value)
    if abs(value) > _MAX_WHOLE:
        raise ValueError(f"{where} is out of range")
    return value


def _number(value: Any, where: str) -> float:
    if type(value) is float and math.isfinite(value):
        return value
    return float(_whole(value, where))


def _nothing(value: Any, where: str) -> None:
    if value is not None:
        raise _wrong(where, value)


def _literal(choices: tuple[Any, ...], value: Any, where: str) -> Any:
    # 1 == True: a choice is met by its own type only.
    if not any(value == one and type(value) is type(one) for one in choices):
        raise _wrong(where, value)
    return value


def _either(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    wrong: Exception = _wrong(where, value)
    for kind in sorted(kinds, key=lambda one: one is not type(None)):
        try:
            return _read(kind, value, where)
        except ValueError as error:
            wrong = error
    raise wrong


def _tuple(kinds: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong(where, value)
    if kinds == (str, Ellipsis) and all(type(one) is str for one in value):
        # A table has a hundred thousand cells: they are looked through together.
        halves = _HALVES.search("".join(value))
        return tuple([_text(one, where) for one in value]) if halves else tuple(value)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple([_read(kinds[0], one, f"part of {where}") for one in value])
    if len(kinds) != len(value):
        raise ValueError(f"{where} has {len(value)} parts, not {len(kinds)}")
    return tuple(
        [_read(kind, one, f"part of {where}") for kind, one in zip(kinds, value, strict=True)]
    )


def _mapping(kinds: tuple[Any, ...], value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(where, value)
    named = [(_text(name, where), one) for name, one in value.items()]
    return {name: _read(kinds[1], one, f"part of {where}") for name, one in named}


def _dataclass(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise _wrong(where, value)
    hints, needed = _shape(kind)
    if strange := [name for name in value if name not in hints]:
        raise ValueError(f"{where} has an unknown part {_shown(strange[0])}")
    if missing := [name for name in needed if name not in value]:
        raise ValueError(f"{where} lacks its {missing[0]}")
    return kind(**{name: _read(hints[name], one, f"its {name}") for name, one in value.items()})


@cache
def _shape(kind: type) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The annotations of a dataclass's fields, and which fields must be given."""
    hints = get_type_hints(kind)
    given = [field for field in fields(kind) if field.init]
    needed = tuple(
        [it.name for it in given if it.default is MISSING and it.default_factory is MISSING]
    )
    return {it.name: hints[it.name] for it in given}, needed


_PLAIN: Final = {
    str: _text,
    bool: _truth,
    int: _whole,
    float: _number,
    type(None): _nothing,
}
_MADE: Final = {
    Literal: _literal,
    Union: _either,
    types.UnionType: _either,
    tuple: _tuple,
    dict: _mapping,
}


def _wrong(where: str, value: Any) -> ValueError:
    return ValueError(f"{where} cannot be {_shown(value)}")


def _shown(value: Any) -> str:
    return _HALVES.sub("\ufffd", ascii(value)[:_SHOWN_CHARACTERS])
