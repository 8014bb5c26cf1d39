"""A form over one source: of each field only values that the source has may be drawn.

Texts are words of the source; numbers, times and dates are those of the source where it has some.
What is chosen, and yes or no, is as it was. Knows nothing of how an answer is drawn.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hearthside.write.fields.values import Found, dates_of, numbers_of, spelled, times_of
from hearthside.write.fields.wording import TIME
from hearthside.write.result import Place

# More numbers than these are a table: then any may be drawn, and is looked for afterwards.
_MOST_VALUES: Final = 400


@dataclass(frozen=True, slots=True)
class Values:
    """What a source has of each kind."""

    numbers: Found
    times: Found
    dates: Found

    @classmethod
    def of(cls, source: str) -> "Values":
        """All of a text."""
        return cls(numbers_of(source), times_of(source), dates_of(source))

    def narrowed(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """A plain schema whose fields can hold nothing else."""
        if "enum" in schema:
            return dict(schema)
        if "properties" in schema:
            properties = {key: self.narrowed(part) for key, part in schema["properties"].items()}
            return {**schema, "properties": properties}
        if "items" in schema:
            return {**schema, "items": self.narrowed(schema["items"])}
        types = [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
        if "string" in types:
            return self._of_text(schema, "null" in types)
        if {"number", "integer"} & {*types} and "boolean" not in types:
            whole = "number" not in types
            values = [_number(one) for one in self.numbers if not whole or _is_whole(one)]
            low, high = schema.get("minimum", -1e16), schema.get("maximum", 1e16)
            return _one_of([one for one in values if low <= one <= high], schema, "null" in types)
        return dict(schema)

    def _of_text(self, schema: Mapping[str, Any], nothing: bool) -> dict[str, Any]:
        if schema.get("x-date"):
            return _one_of(list(self.dates), schema, nothing)
        if schema.get("x-pattern") == TIME:
            return _one_of(list(self.times), schema, nothing)
        free = not {"x-pattern", "x-copied", "minLength", "maxLength"} & schema.keys()
        return {**schema, "x-copied": True} if free else dict(schema)

    def places(self, value: Any) -> tuple[Place, ...]:
        """Where a number, a time or a date stands."""
        if isinstance(value, bool) or value is None:
            return ()
        if isinstance(value, int | float):
            return self.numbers.get(spelled(value), ())
        return self.times.get(value, ()) or self.dates.get(value, ())


def _one_of(values: list[Any], schema: Mapping[str, Any], nothing: bool) -> dict[str, Any]:
    if not values or len(values) > _MOST_VALUES:
        return {"type": "null"} if nothing and not values else dict(schema)
    return {"enum": [*values, *([None] if nothing else [])]}


def _number(written: str) -> float:
    return json.loads(written)  # type: ignore[no-any-return]


def _is_whole(written: str) -> bool:
    return "." not in written and "e" not in written
