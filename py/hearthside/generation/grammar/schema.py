"""JSON schemas that an answer can be held to, token by token: taken in, made plain, or refused.

What an engine gets is of these parts alone, in which what was written before never decides what may
come, so that no answer runs into a dead end:

    {"enum": [texts, numbers, true, false, null]}
    {"type": a name, or several}, of them "object", "array", "string", "number", "integer",
        "boolean", "null", with
    properties, required, additionalProperties: false    at least one property
    items, minItems, maxItems
    minLength, maxLength                                 characters
    minimum, maximum

Knows nothing of tokens, of engines, or of where a schema comes from.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hearthside.errors import InvalidInput
from hearthside.wire import Code

MOST_VALUES: Final = 10_000
_MOST_DEPTH: Final = 32
_MOST_PARTS: Final = 2_000
# An engine writes numbers of at most 15 digits before the point and 6 after it.
_MOST_NUMBER: Final = 10**15 - 1
_SMALLEST: Final = 10**6
# What a schema may ask of a text beside what JSON schemas have; see shapes.py.
MARKS: Final = ("x-copied", "x-date", "x-pattern")
_NAMES: Final = {"title", "description", "default", "examples", "$schema", "$id", "$comment"}
_SAID: Final = _NAMES | {"$defs", "definitions", "x-guidance"}
_OF_KIND: Final = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"minLength", "maxLength", *MARKS},
    "number": {"minimum", "maximum"},
    "integer": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"},
    "boolean": set[str](),
    "null": set[str](),
}
_CHOICES: Final = ("anyOf", "oneOf")


def refused(message: str) -> InvalidInput:
    """The error for what cannot be asked."""
    return InvalidInput(Code.GRAMMAR_INVALID, message)


def plain_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same demands in the parts above. Raises InvalidInput (grammar.invalid)."""
    return _Reader(schema).read(schema, "The answer", ())


def is_marked(plain: Mapping[str, Any]) -> bool:
    """Whether a plain schema asks for texts that no JSON schema describes."""
    items = [plain["items"]] if "items" in plain else []
    parts = [*plain.get("properties", {}).values(), *items]
    return not plain.keys().isdisjoint(MARKS) or any(map(is_marked, parts))


def unmarked(plain: Mapping[str, Any]) -> dict[str, Any]:
    """A plain schema without what engines know nothing of."""
    bare = {key: value for key, value in plain.items() if key not in MARKS}
    if "properties" in bare:
        bare["properties"] = {key: unmarked(part) for key, part in bare["properties"].items()}
    if "items" in bare:
        bare["items"] = unmarked(bare["items"])
    return bare


class _Reader:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._parts = 0

    def read(self, schema: Any, name: str, refs: tuple[str, ...], depth: int = 0) -> dict[str, Any]:
        """`name` is whose schema it is, as people are told; `refs` are what led to it."""
        self._parts += 1
        if depth > _MOST_DEPTH or self._parts > _MOST_PARTS:
            raise refused("This form has too many fields within fields.")
        if not isinstance(schema, Mapping):
            raise refused(f"{name} must say what it may be: anything at all cannot be asked for.")
        if "$ref" in schema:
            ref = str(schema["$ref"])
            if ref in refs:
                raise refused(f"{name} holds itself: such a form has no end.")
            return self.read(self._at(ref, name), name, (*refs, ref), depth + 1)
        if "allOf" in schema and len(schema["allOf"]) == 1:
            return self.read(schema["allOf"][0], name, refs, depth + 1)
        choices = [one for key in _CHOICES for one in schema.get(key, ())]
        if choices:
            return _merged([self.read(one, name, refs, depth + 1) for one in choices], name)
        if "const" in schema or "enum" in schema:
            listed = [schema["const"]] if "const" in schema else schema["enum"]
            return {"enum": _values(listed, name)}
        return self._typed(schema, name, refs, depth)

    def _typed(
        self, schema: Mapping[str, Any], name: str, refs: tuple[str, ...], depth: int
    ) -> dict[str, Any]:
        types = _types(schema.get("type"), name)
        known = set[str]().union(*(_OF_KIND[one] for one in types))
        for key in schema.keys() - known - _SAID - {"type"}:
            raise refused(_UNKNOWN.get(key, f"{name} cannot be asked for with “{key}”."))
        plain: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
        if "object" in types:
            plain |= self._object(schema, name, refs, depth)
        if "array" in types:
            items = self.read(schema.get("items"), f"An entry of {_low(name)}", refs, depth + 1)
            plain |= {"items": items, **_counts(schema, "minItems", "maxItems", name)}
        if "string" in types:
            plain |= _text(schema, name)
        if {"number", "integer"} & {*types}:
            plain |= _bounds(schema, name, whole="number" not in types)
        return plain

    def _object(
        self, schema: Mapping[str, Any], name: str, refs: tuple[str, ...], depth: int
    ) -> dict[str, Any]:
        properties, required = schema.get("properties"), schema.get("required", [])
        if not isinstance(properties, Mapping) or not properties:
            raise refused(f"{name} has no field. Name at least one.")
        if schema.get("additionalProperties", False) is not False:
            raise refused(f"{name} can have no fields but those that are named.")
        missing = [key for key in required if key not in properties]
        if missing:
            raise refused(f"{name} requires “{missing[0]}”, which it does not describe.")
        return {
            "properties": {
                key: self.read(value, f"“{key}”", refs, depth + 1)
                for key, value in properties.items()
            },
            "required": [key for key in properties if key in required],
            "additionalProperties": False,
        }

    def _at(self, ref: str, name: str) -> Any:
        found: Any = self._root
        for part in ref.removeprefix("#").split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, Mapping) else None
        if found is None or not ref.startswith("#"):
            raise refused(f"{name} refers to “{ref}”, which is not there.")
        return found


_UNKNOWN: Final = {
    "pattern": "A pattern within a text is asked for by a field of that kind (x-pattern).",
    "format": "A date is asked for by a field of that kind (x-date).",
}


def _low(name: str) -> str:
    return name[0].lower() + name[1:]


def _types(told: Any, name: str) -> list[str]:
    types = [told] if isinstance(told, str) else list(told or ())
    if not types or not all(one in _OF_KIND for one in types):
        raise refused(f"{name} must say what it may be: a text, a number, a list, ...")
    return list(dict.fromkeys(types))


def _text(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    lengths = _counts(schema, "minLength", "maxLength", name)
    marks = {key: schema[key] for key in MARKS if schema.get(key)}
    if len(marks) + bool(lengths) > 1:
        raise refused(f"{name} can be copied, a date, a pattern, or of some length: one of these.")
    return lengths | marks


def _values(values: Any, name: str) -> list[Any]:
    kept = list({(type(one), one): one for one in values if _is_simple(one)}.values())
    if not values or len(kept) == 0:
        raise refused(f"{name} has no choices. Give at least one.")
    if not all(map(_is_simple, values)):
        raise refused(f"{name} can be one of texts and numbers, not of lists or groups.")
    if len(kept) > MOST_VALUES:
        raise refused(f"{name} has {len(kept)} choices; at most {MOST_VALUES} can be asked for.")
    return kept


def _is_simple(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return not any("\ud800" <= one <= "\udfff" for one in value)
    return value is None or isinstance(value, bool | int)


def _counts(schema: Mapping[str, Any], least: str, most: str, name: str) -> dict[str, int]:
    told = {key: schema[key] for key in (least, most) if key in schema}
    for key, value in told.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise refused(f"{name}: {key} must be a whole number, 0 or more.")
    if least in told and most in told and told[least] > told[most]:
        raise refused(f"{name} must have at least {told[least]} and at most {told[most]}.")
    return told


def _bounds(schema: Mapping[str, Any], name: str, *, whole: bool) -> dict[str, Any]:
    low, high = schema.get("minimum", -_MOST_NUMBER), schema.get("maximum", _MOST_NUMBER)
    for bound in (low, high):
        if isinstance(bound, bool) or not isinstance(bound, int | float) or bound != bound:
            raise refused(f"{name}: a bound must be a number.")
    scale = 1 if whole else _SMALLEST
    if whole and "exclusiveMinimum" in schema:
        low = max(low, math.floor(schema["exclusiveMinimum"]) + 1)
    if whole and "exclusiveMaximum" in schema:
        high = min(high, math.ceil(schema["exclusiveMaximum"]) - 1)
    low, high = max(low, -_MOST_NUMBER), min(high, _MOST_NUMBER)
    if math.ceil(low * scale) > math.floor(high * scale):
        raise refused(f"{name} must be at least {low} and at most {high}: there is no such number.")
    bounds = {"minimum": low, "maximum": high}
    if whole:
        bounds = {"minimum": math.ceil(low), "maximum": math.floor(high)}
    return {key: value for key, value in bounds.items() if abs(value) < _MOST_NUMBER}


def _merged(parts: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    """One of several kinds, which the first character tells apart."""
    kinds = [_kinds(part) for part in parts]
    met = [kind for each in kinds for kind in each]
    if "enum" in met and {*met} <= {"enum", "null"}:
        values = [value for part in parts for value in part.get("enum", [None])]
        return {"enum": _values(values, name)}
    alike = ["integer" if kind == "number" else kind for kind in met if kind != "null"]
    if "enum" in met or not met or len({*alike}) < len(alike):
        raise refused(f"{name} can be of several kinds, not of two forms of one kind.")
    types = list(dict.fromkeys(met))
    merged = {key: value for part in parts for key, value in part.items()}
    return {**merged, "type": types[0] if len(types) == 1 else types}


def _kinds(part: dict[str, Any]) -> list[str]:
    if "enum" in part:
        return ["enum"]
    types = part["type"]
    return [types] if isinstance(types, str) else types
