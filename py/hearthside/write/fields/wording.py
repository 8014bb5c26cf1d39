"""Fields in the words of the ask that the adapter was trained on: `total (number), due (HH:MM)`.

Knows the plain schemas of `hearthside.generation.grammar`; knows nothing of a source.
"""

from collections.abc import Mapping
from typing import Any, Final

from hearthside.text.escape import safe_line

TIME: Final = r"[01]\d:[0-5]\d|2[0-3]:[0-5]\d"
"""The pattern of a time of day, for a field of that kind."""
_WORDS: Final = {
    "string": "text",
    "number": "number",
    "integer": "number",
    "boolean": "true/false",
    "null": "null",
}
_MOST_CHOICES_NAMED: Final = 20
_MOST_NAME_CHARACTERS: Final = 60


def fields_ask(schema: Mapping[str, Any]) -> str:
    """What is asked for all properties of a plain schema, in their order."""
    parts = [
        f"{safe_line(name, _MOST_NAME_CHARACTERS)} ({kind_words(part)})"
        for name, part in schema["properties"].items()
    ]
    return f"Extract as JSON: {', '.join(parts)}"


def kind_words(part: Mapping[str, Any]) -> str:
    """A kind of value, in words."""
    if "enum" in part:
        choices = [safe_line(str(one)) for one in part["enum"] if one is not None]
        named = " / ".join(choices[:_MOST_CHOICES_NAMED])
        return f"{named} or null" if None in part["enum"] else named
    types = [part["type"]] if isinstance(part["type"], str) else list(part["type"])
    words = [_word(one, part) for one in types]
    return " or ".join(dict.fromkeys(words))


def _word(kind: str, part: Mapping[str, Any]) -> str:
    if kind == "array":
        return f"list of {kind_words(part['items'])}s"
    if kind == "object":
        return f"group of {', '.join(part['properties'])}"
    if kind == "string" and part.get("x-date"):
        return "YYYY-MM-DD"
    if kind == "string" and part.get("x-pattern") == TIME:
        return "HH:MM"
    return _WORDS[kind]
