"""From forms, dataclasses and JSON schemas to grammars; what cannot be asked is said plainly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

import pytest

from hearthside.errors import InvalidInput
from hearthside.generation.grammar import Copied, Field, Kind, Pattern, grammar_of
from hearthside.generation.grammar.schema import is_marked, plain_schema, unmarked
from hearthside.wire import Code


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Person:
    name: Annotated[str, Copied()]
    born: date | None


@dataclass(frozen=True)
class Bill:
    to: Person
    total: float
    lines: tuple[str, ...]
    colour: Colour
    kind: Literal["bill", 7]
    number: Annotated[str, Pattern("[A-Z]{2}")]
    paid: bool
    count: int | None


@dataclass(frozen=True)
class Nested:
    inner: "Nested | None"


@dataclass(frozen=True)
class Empty:
    pass


@dataclass(frozen=True)
class Odd:
    when: complex


def refusal(form: type | Sequence[Field] | Mapping[str, Any]) -> str:
    with pytest.raises(InvalidInput) as refused:
        grammar_of(form)
    assert refused.value.code == Code.GRAMMAR_INVALID
    return refused.value.message


def test_a_dataclass_becomes_a_schema_of_plain_parts() -> None:
    schema = grammar_of(Bill).schema
    assert schema["required"] == list(schema["properties"])
    assert schema["properties"] == {
        "to": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "x-copied": True},
                "born": {"type": ["string", "null"], "x-date": True},
            },
            "required": ["name", "born"],
            "additionalProperties": False,
        },
        "total": {"type": "number"},
        "lines": {"type": "array", "items": {"type": "string"}, "maxItems": 16},
        "colour": {"enum": ["red", "blue"]},
        "kind": {"enum": ["bill", 7]},
        "number": {"type": "string", "x-pattern": "[A-Z]{2}"},
        "paid": {"type": "boolean"},
        "count": {"type": ["integer", "null"]},
    }


def test_a_form_becomes_a_schema_of_plain_parts() -> None:
    fields = [
        Field("name", copied=True, many=True, most=3),
        Field("kind", Kind.CHOICE, choices=("a", "b"), optional=True),
        Field("note", longest=40, optional=True),
    ]
    assert grammar_of(fields).schema["properties"] == {
        "name": {"type": "array", "items": {"type": "string", "x-copied": True}, "maxItems": 3},
        "kind": {"enum": ["a", "b", None]},
        "note": {"type": ["string", "null"], "maxLength": 40},
    }


def test_an_engine_is_told_nothing_of_marks_and_keeps_fields_of_that_name() -> None:
    plain = plain_schema(
        {"type": "object", "properties": {"x-date": {"type": "string", "x-date": True}}}
    )
    assert is_marked(plain)
    assert unmarked(plain)["properties"] == {"x-date": {"type": "string"}}
    assert not is_marked(unmarked(plain))


def test_a_thousand_choices_can_be_asked_for() -> None:
    choices = tuple(f"value {n}" for n in range(1000))
    schema = grammar_of([Field("one", Kind.CHOICE, choices=choices)]).schema
    assert schema["properties"]["one"]["enum"] == list(choices)


def test_references_are_put_in_their_places_and_kinds_side_by_side() -> None:
    schema = {
        "$defs": {"size": {"type": "integer", "exclusiveMinimum": 0, "description": "cm"}},
        "type": "object",
        "properties": {
            "high": {"$ref": "#/$defs/size"},
            "wide": {"oneOf": [{"$ref": "#/$defs/size"}, {"type": "string"}, {"const": None}]},
        },
    }
    with pytest.raises(InvalidInput):  # a choice and a kind
        grammar_of(schema)
    schema["properties"]["wide"]["oneOf"][2] = {"type": "null"}
    assert grammar_of(schema).schema["properties"] == {
        "high": {"type": "integer", "minimum": 1},
        "wide": {"type": ["integer", "string", "null"], "minimum": 1},
    }


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ([], "has no field"),
        (Empty, "has no field"),
        ([Field(" ")], "needs a name"),
        ([Field("a"), Field("a ")], "Two fields are named “a”"),
        ([Field("a", Kind.CHOICE)], "“a” has no choices"),
        ([Field("a", Kind.NUMBER, copied=True)], "only a text can be copied"),
        ([Field("a", Kind.PATTERN, pattern="(a|b)")], "The pattern cannot have “(”"),
        ([Field("a", Kind.PATTERN)], "at least one"),
        (Nested, "holds itself"),
        (Odd, "of type complex"),
        (int, "no dataclass"),
        ({"type": "object", "properties": {}}, "has no field"),
        ({"type": "object", "properties": {"a": {"$ref": "#"}}}, "holds itself"),
        ({"type": "object", "properties": {"a": {"$ref": "#/b"}}}, "not there"),
        ({"type": "object", "properties": {"a": {}}}, "“a” must say what it may be"),
        ({"type": "object", "properties": {"a": True}}, "“a” must say what it may be"),
        ({"type": "string", "pattern": "a"}, "x-pattern"),
        ({"type": "string", "format": "date"}, "x-date"),
        ({"type": "string", "x-date": True, "maxLength": 3}, "one of these"),
        ({"type": "array", "items": {"type": "null"}, "uniqueItems": True}, "uniqueItems"),
        ({"type": "array", "minItems": 3, "maxItems": 1, "items": {"type": "null"}}, "at most 1"),
        ({"type": "array"}, "An entry of the answer"),
        ({"type": "integer", "minimum": 1.2, "maximum": 1.8}, "no such number"),
        ({"type": "number", "minimum": float("nan")}, "a bound must be a number"),
        ({"enum": []}, "no choices"),
        ({"enum": [["a"]]}, "no choices"),
        ({"enum": ["a", {}]}, "not of lists"),
        ({"enum": list(range(20_000))}, "at most 10000"),
        ({"anyOf": [{"type": "string"}, {"type": "string"}]}, "several kinds"),
    ],
)
def test_what_cannot_be_asked_is_said_in_plain_words(form: Any, said: str) -> None:
    assert said in refusal(form)


def test_a_form_that_is_too_deep_is_refused() -> None:
    schema: dict[str, Any] = {"type": "null"}
    for _ in range(100):
        schema = {"type": "array", "items": schema}
    assert "within fields" in refusal(schema)
