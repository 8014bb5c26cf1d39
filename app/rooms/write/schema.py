"""The fields that a person asks for: as they stand in the form, and as the library's. Knows nothing
of screens.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.rooms.write.declared import wanted_in_dataclass
from app.rooms.write.state import MOST_FIELDS, FieldKind, Wanted
from hearthside.errors import InvalidInput
from hearthside.generation.grammar import Field, Kind, grammar_of
from hearthside.wire import Code
from hearthside.write.fields.wording import TIME

# The kinds that a field may be of, in words for people.
KINDS: Final[tuple[tuple[FieldKind, str], ...]] = (
    ("text", "Text"),
    ("number", "Number"),
    ("date", "Date"),
    ("time", "Time"),
    ("yes-no", "Yes or no"),
    ("texts", "Several texts"),
    ("choice", "One of these"),
)
# The control in which the same may be written as a dataclass.
DECLARED: Final = "write-dataclass"
_PARTED: Final = re.compile(r"[,;\n]")


def field_id(what: str, at: int) -> str:
    """The name of a control of the field `at`, from 0: its "name", "kind" or "choices"."""
    return f"write-field-{what}-{at}"


def wanted_in(data: Mapping[str, str], count: int) -> tuple[Wanted, ...]:
    """The fields of the dataclass where one is written; else those in the first `count` rows, of
    which those without a name ask for nothing. Raises InvalidInput (call.invalid)."""
    if (declared := data.get(DECLARED, "")).strip():
        return wanted_in_dataclass(declared)
    rows = [_wanted(data, at) for at in range(min(count, MOST_FIELDS))]
    return tuple([row for row in rows if row.name])


def _wanted(data: Mapping[str, str], at: int) -> Wanted:
    name = "_".join(data.get(field_id("name", at), "").split())
    kinds = (it for it, _ in KINDS)
    kind: FieldKind = next((it for it in kinds if it == data.get(field_id("kind", at))), "text")
    given = _PARTED.split(data.get(field_id("choices", at), "")) if kind == "choice" else []
    choices = dict.fromkeys(" ".join(one.split()) for one in given)
    return Wanted(name, kind, tuple([one for one in choices if one]))


def without_row(data: Mapping[str, str], gone: int) -> dict[str, str]:
    """What the controls of all rows hold once the row `gone` is taken out."""
    filled: dict[str, str] = {}
    for what, empty in (("name", ""), ("kind", "text"), ("choices", "")):
        held = [data.get(field_id(what, at), empty) for at in range(MOST_FIELDS)]
        held = [*held[:gone], *held[gone + 1 :], empty]
        filled |= {field_id(what, at): value for at, value in enumerate(held)}
    return filled


def fields_of(wanted: Sequence[Wanted]) -> tuple[Field, ...]:
    """The same for the library. Each may be null: no text has to say what is asked."""
    return tuple([_field(it) for it in wanted])


def _field(wanted: Wanted) -> Field:
    name = wanted.name
    match wanted.kind:
        case "number":
            return Field(name, Kind.NUMBER, optional=True)
        case "date":
            return Field(name, Kind.DATE, optional=True)
        case "time":
            return Field(name, Kind.PATTERN, pattern=TIME, optional=True)
        case "yes-no":
            return Field(name, Kind.YES_NO, optional=True)
        case "texts":
            return Field(name, Kind.TEXT, many=True, copied=True)
        case "choice":
            return Field(name, Kind.CHOICE, choices=wanted.choices, optional=True)
    return Field(name, Kind.TEXT, copied=True, optional=True)


def check_fields(wanted: Sequence[Wanted]) -> None:
    """Raises InvalidInput (call.invalid) with a sentence where these cannot be asked."""
    if not wanted:
        raise InvalidInput(Code.CALL_INVALID, "Name at least one field first.")
    grammar_of(fields_of(wanted))
