"""From a form, a dataclass or a JSON schema to a grammar, with plain words for what cannot be.

    grammar_of([Field("name", Kind.TEXT, copied=True), Field("total", Kind.NUMBER)])
    grammar_of(Invoice)

Knows nothing of tokens or engines.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum
from typing import Annotated, Any, Final, Literal

from hearthside.generation.grammar.schema import is_marked, plain_schema, refused
from hearthside.generation.grammar.shapes import pattern_of

MOST_ENTRIES: Final = 16


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    YES_NO = "yes/no"
    DATE = "date"  # as 2026-11-29
    CHOICE = "choice"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    `choices` are a choice's; `pattern` a pattern's (see shapes.py for what it may have). A `copied`
    text holds only words that stand together in the source. `optional`: null where there is none.
    `many`: a list of at most `most`. `longest` is the most characters of a text that is not copied.
    """

    name: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    pattern: str = ""
    copied: bool = False
    optional: bool = False
    many: bool = False
    most: int = MOST_ENTRIES
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """Marks a dataclass's text as one of the source's words: `Annotated[str, Copied()]`."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Marks a dataclass's text as one of a pattern: `Annotated[str, Pattern("[A-Z]{2}")]`."""

    pattern: str


@dataclass(frozen=True)
class Grammar:
    """What an answer may be. `schema` is plain (see schema.py); `source` is the text whose words
    its copied texts may have, see `over`."""

    schema: Mapping[str, Any]
    source: str | None = None

    def over(self, source: str) -> "Grammar":
        """The same over a source."""
        return replace(self, source=source)

    @property
    def is_shaped(self) -> bool:
        """Whether it asks for texts that a JSON schema cannot describe."""
        return is_marked(self.schema)


def grammar_of(form: "type | Sequence[Field] | Mapping[str, Any]") -> Grammar:
    """The grammar of a form: fields, a dataclass, or a JSON schema.

    Raises InvalidInput (grammar.invalid) that says what cannot be asked for.
    """
    if isinstance(form, Mapping):
        schema = dict(form)
    elif isinstance(form, type):
        if not dataclasses.is_dataclass(form):
            raise refused(f"{form.__name__} is no dataclass.")
        schema = _of_dataclass(form, ())
    else:
        schema = _of_fields(form)
    return Grammar(plain_schema(schema))


def _group(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _of_fields(fields: Sequence[Field]) -> dict[str, Any]:
    names = [field.name.strip() for field in fields]
    for name in names:
        if not name:
            raise refused("A field needs a name.")
        if names.count(name) > 1:
            raise refused(f"Two fields are named “{name}”.")
    return _group({name: _of_field(one) for name, one in zip(names, fields, strict=True)})


def _of_field(field: Field) -> dict[str, Any]:
    if field.copied and field.kind != Kind.TEXT:
        raise refused(f"“{field.name}” is no text: only a text can be copied from the source.")
    if field.kind == Kind.CHOICE:
        if not field.choices:
            raise refused(f"“{field.name}” has no choices. Give at least one.")
        schema: dict[str, Any] = {"enum": list(field.choices)}
    elif field.kind == Kind.PATTERN:
        schema = _patterned(field.pattern)
    else:
        schema = dict(_OF_KIND[field.kind])
    if field.copied:
        schema["x-copied"] = True
    elif field.kind == Kind.TEXT and field.longest is not None:
        schema["maxLength"] = field.longest
    if field.many:
        schema = {"type": "array", "items": schema, "maxItems": field.most}
    return _or_nothing(schema) if field.optional else schema


_OF_KIND: Final[Mapping[Kind, Mapping[str, Any]]] = {
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "number"},
    Kind.WHOLE: {"type": "integer"},
    Kind.YES_NO: {"type": "boolean"},
    Kind.DATE: {"type": "string", "x-date": True},
}
_OF_TYPE: Final[Mapping[Any, Mapping[str, Any]]] = {
    str: _OF_KIND[Kind.TEXT],
    float: _OF_KIND[Kind.NUMBER],
    int: _OF_KIND[Kind.WHOLE],
    bool: _OF_KIND[Kind.YES_NO],
    date: _OF_KIND[Kind.DATE],
    type(None): {"type": "null"},
}


def _patterned(pattern: str) -> dict[str, Any]:
    pattern_of(pattern)
    return {"type": "string", "x-pattern": pattern}


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _of_dataclass(form: type, within: tuple[type, ...]) -> dict[str, Any]:
    if form in within:
        raise refused(f"{form.__name__} holds itself: such a form has no end.")
    hints = typing.get_type_hints(form, include_extras=True)
    names = [one.name for one in dataclasses.fields(form)]
    if not names:
        raise refused(f"{form.__name__} has no field. Name at least one.")
    return _group({name: _of_type(hints[name], name, (*within, form)) for name in names})


def _of_type(hint: Any, name: str, within: tuple[type, ...]) -> dict[str, Any]:
    if hint in _OF_TYPE:
        return dict(_OF_TYPE[hint])
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _marked(_of_type(arguments[0], name, within), arguments[1:])
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of_type(one, name, within) for one in arguments]}
    if origin in (list, tuple) and len({*arguments} - {Ellipsis}) == 1:
        items = _of_type(arguments[0], name, within)
        return {"type": "array", "items": items, "maxItems": MOST_ENTRIES}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [one.value for one in hint]}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _of_dataclass(hint, within)
    told = getattr(hint, "__name__", str(hint))
    raise refused(f"“{name}” is of type {told}, which cannot be asked for.")


def _marked(schema: dict[str, Any], marks: Sequence[Any]) -> dict[str, Any]:
    for mark in marks:
        if mark == Copied() or mark is Copied:
            schema = {**schema, "x-copied": True}
        elif isinstance(mark, Pattern):
            schema = {**schema, **_patterned(mark.pattern)}
    return schema
