"""Measured values in a text: which number belongs to which named quantity, and in what unit.

A number belongs to the quantity that is named nearest before it ("temp this morning was 39.8"),
else right after it ("88 % sats"), or that its unit names alone ("39.8 C", "8 weeks old"). A value
outside `between` is no such reading: a bare 103 is a temperature in Fahrenheit, since no body has
103 C. Every reading counts, not only the last. Knows nothing of who was measured, or of when; a
number that names nothing, or a value spread over a table, is not seen.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from hearthside.route.numbers import Number, numbers_in
from hearthside.route.tables import Table
from hearthside.route.words import Word, Words, fold, phrase_of

NAMED_BEFORE_WORDS: Final = 5
NAMED_AFTER_WORDS: Final = 2
_NEAREST: Final = 6
_STOP: Final = re.compile(r"[!?;\n]|\.(?=\s)")
# What a number counts when no quantity says otherwise: "temp for 40 hours" is no temperature.
_COUNTS: Final = re.compile(
    r"[\s-]*(?:h|hrs?|hours?|mins?|minutes?|days?|weeks?|wks?|months?|years?|yrs?|mg|mcg|g|ml|kg"
    r"|lbs?|km|cm|mm|times|tablets?|pills?|doses?|am|pm|o'?clock|st|nd|rd|th)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """How a unit is spelled, and how its values become the quantity's own: (v - minus) * times.

    `alone`: the unit names the quantity, without another word.
    """

    spelled: tuple[str, ...]
    minus: float = 0.0
    times: float = 1.0
    alone: bool = False


Half = Literal["", "first", "second"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is measured. `between` is what a reading can be at all, in its own unit.

    `pair`: which half of "80/50" it is; such a pair counts without being named.
    """

    name: str
    spelled: tuple[str, ...]
    between: tuple[float, float]
    unit: str = ""
    units: tuple[Unit, ...] = ()
    pair: Half = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A reading: its value in the quantity's own unit, and the words it was read from."""

    name: str
    value: float
    unit: str
    quote: str
    start: int

    def __str__(self) -> str:
        gap = "" if self.unit in ("", "%") else " "
        return f"{self.name} {self.value:.4g}{gap}{self.unit}"


@dataclass(slots=True)
class Meter:
    """Finds the readings of some quantities. Made once for a policy."""

    quantities: Sequence[Quantity]
    _names: dict[str, list[tuple[str, ...]]] = field(init=False, repr=False)
    _units: dict[str, list[tuple[Unit, re.Pattern[str]]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._names = {q.name: [phrase_of(s) for s in q.spelled] for q in self.quantities}
        self._units = {q.name: [(u, _unit_pattern(u)) for u in q.units] for q in self.quantities}

    def read(self, words: Words) -> tuple[Measured, ...]:
        """Every reading in the text, in its order."""
        if not self.quantities:
            return ()
        named = self._named(words)
        return tuple(
            measured
            for number in numbers_in(words.text)
            for measured in self._of(number, words, named)
        )

    def _named(self, words: Words) -> list[tuple[int, int, Quantity]]:
        """(start, end, quantity) of each place where one is named, in characters."""
        places = []
        for quantity in self.quantities:
            for phrase in self._names[quantity.name]:
                for found in words.find(phrase):
                    start, end = words.words[found.first].start, words.words[found.last].end
                    places.append((start, end, quantity))
        return sorted(places, key=lambda place: (place[1], -place[0]))

    def _of(
        self, number: Number, words: Words, named: list[tuple[int, int, Quantity]]
    ) -> Iterator[Measured]:
        text = words.text
        if number.second is not None:
            yield from self._of_pair(number, text)
            return
        glued = _glued_to(number, text)
        if glued and glued not in self._glue():
            return
        for quantity, start, end in self._candidates(number, words, named, glued):
            value = self._value(quantity, number, text)
            if value is not None:
                quote = text[
                    min(start, number.start) : max(end, self._unit_end(quantity, number, text))
                ]
                yield Measured(quantity.name, value, quantity.unit, quote, number.start)
                return

    def _of_pair(self, number: Number, text: str) -> Iterator[Measured]:
        for quantity in self.quantities:
            half = {"first": number.value, "second": number.second}.get(quantity.pair)
            if half is not None and quantity.between[0] <= half <= quantity.between[1]:
                quote = text[number.start : number.end]
                yield Measured(quantity.name, half, quantity.unit, quote, number.start)

    def _candidates(
        self,
        number: Number,
        words: Words,
        named: list[tuple[int, int, Quantity]],
        glued: str,
    ) -> Iterator[tuple[Quantity, int, int]]:
        """The quantities that the number may belong to, the likeliest first, with the place that
        names them: (quantity, start, end), in characters."""
        text = words.text
        for quantity in self.quantities:
            units = self._units[quantity.name]
            if any(unit.alone and pattern.match(text, number.end) for unit, pattern in units):
                yield quantity, number.start, number.end
            if glued in self._glue_of(quantity):
                yield quantity, number.start - len(glued), number.end
        near = [place for place in named if place[1] <= number.start]
        for start, end, quantity in reversed(near[-_NEAREST:]):
            if _within(words, end, number.start, NAMED_BEFORE_WORDS):
                yield quantity, start, number.end
        for start, end, quantity in named:
            if start >= number.end and _within(words, number.end, start, NAMED_AFTER_WORDS):
                yield quantity, number.start, end

    def _unit_end(self, quantity: Quantity, number: Number, text: str) -> int:
        ends = [p.match(text, number.end) for _, p in self._units[quantity.name]]
        return max([number.end, *(found.end() for found in ends if found)])

    def _value(self, quantity: Quantity, number: Number, text: str) -> float | None:
        """The reading in the quantity's own unit, None when it can be none."""
        written = [u for u, p in self._units[quantity.name] if p.match(text, number.end)]
        if not written and _COUNTS.match(text, number.end):
            return None
        low, high = quantity.between
        for unit in written or (*(quantity.units or ()), Unit(())):
            for value in (number.value, abs(number.value)):
                own = (value - unit.minus) * unit.times
                if low <= own <= high:
                    return round(own, 3)
        return None

    def _glue(self) -> frozenset[str]:
        return frozenset(name for q in self.quantities for name in self._glue_of(q))

    def _glue_of(self, quantity: Quantity) -> frozenset[str]:
        return frozenset(phrase[0] for phrase in self._names[quantity.name] if len(phrase) == 1)


def _unit_pattern(unit: Unit) -> re.Pattern[str]:
    spelled = sorted(unit.spelled, key=len, reverse=True)
    names = "|".join(re.escape(name).replace(r"\ ", r"[\s\-]+") for name in spelled)
    return re.compile(rf"[\s\-]*\u00b0?\s*(?:{names or '(?!)'})(?![^\W\d_])", re.IGNORECASE)


def _glued_to(number: Number, text: str) -> str:
    """The folded letters that the number hangs on ("T39.5"); "" when it stands free."""
    start = number.start
    while start and text[start - 1].isalpha():
        start -= 1
    return fold(text[start : number.start])


def _within(words: Words, start: int, end: int, most: int) -> bool:
    """Whether at most `most` words and no end of a sentence stand between two places."""
    between: list[Word] = [w for w in words.words if start <= w.start and w.end <= end]
    return len(between) <= most and not (between and _STOP.search(words.text, start, end))


def quantity_from(table: Table) -> Quantity:
    """The quantity that a [[quantity]] of a policy describes. Raises InvalidInput."""
    quantity = Quantity(
        name=table.text("name"),
        spelled=table.texts("spelled"),
        between=table.span("between"),
        unit=table.text("unit", ""),
        units=tuple(_unit_from(unit) for unit in table.tables("units")),
        pair=cast(Half, table.one_of("pair", ("", "first", "second"), "")),
    )
    table.phrases("spelled")
    if not quantity.spelled and not any(unit.alone for unit in quantity.units):
        table.fail("spelled", 'say how it is written: spelled = ["temp", "temperature"]')
    table.done()
    return quantity


def _unit_from(table: Table) -> Unit:
    unit = Unit(
        spelled=table.texts("spelled"),
        minus=table.number("minus", 0.0) or 0.0,
        times=table.number("times", 1.0) or 1.0,
        alone=table.flag("alone"),
    )
    if not unit.spelled:
        table.fail("spelled", 'say how the unit is written: { spelled = ["c", "celsius"] }')
    table.done()
    return unit
