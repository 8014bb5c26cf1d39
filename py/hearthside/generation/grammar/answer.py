"""What an answer says: its value, and where each part of it stands in the source.

Knows nothing of how the answer was made.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from hearthside.generation.grammar.form import Grammar
from hearthside.generation.grammar.reading import Path, read_partly
from hearthside.generation.grammar.spans import Spans

_NUMBER: Final = re.compile(r"[-\u2212]?\d(?:[\d.,'\u2019\u00a0\u202f ]*\d)?")
_GROUPING: Final = re.compile(r"['\u2019\u00a0\u202f ]")


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` is what was said, of a partial answer what could be read; an unfinished text is
    there as far as it came. `whole`: it was not stopped in the middle. `places` are where texts and
    numbers stand in the source word for word: characters, the end excluded."""

    value: Any
    whole: bool
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)


def read_answer(grammar: Grammar, text: str) -> Answer:
    """What `text`, the answer or its begin, says under `grammar`."""
    value, whole = read_partly(text)
    if not grammar.source:
        return Answer(value, whole)
    spans = Spans(grammar.source)
    found = ((path, _place(part, grammar.source, spans)) for path, part in _parts(value, ()))
    return Answer(value, whole, {path: place for path, place in found if place is not None})


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _parts(part, (*path, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _parts(part, (*path, at))
    else:
        yield path, value


def _place(value: Any, source: str, spans: Spans) -> tuple[int, int] | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        found = spans.find(value.strip())
        return found or _in_other_letters(value.strip(), source)
    numbers = (one for one in _NUMBER.finditer(source) if float(value) in _readings(one[0]))
    return next((one.span() for one in numbers), None)


def _in_other_letters(value: str, source: str) -> tuple[int, int] | None:
    """Where it stands but for capitals, between the borders of words."""
    if not value:
        return None
    found = re.search(rf"(?<!\w){re.escape(value)}(?!\w)", source, re.IGNORECASE)
    return found.span() if found else None


def _readings(written: str) -> set[float]:
    """What a number may mean: 1.234,50 and 1,234.50, and 1.234 as either."""
    bare = _GROUPING.sub("", written).replace("\u2212", "-")
    ways = {bare.replace(",", ""), bare.replace(".", "").replace(",", ".")}
    return {float(way) for way in ways if re.fullmatch(r"-?\d+(\.\d+)?", way)}
