"""Measured values in a text: which number belongs to which named quantity, and in what unit.

A number belongs to the quantity that its unit names alone ("39.8 C", "8 weeks old"), that is named
right before or after it ("sats 88", "88 % sats"), or that is named nearest before it ("temp this
morning was 39.8"). A value outside `between` is no such reading: a bare 103 is a temperature in
Fahrenheit, since no body has 103 C; what no unit makes possible is no reading at all. Every reading
counts, not only the last. Ages ("she is 40"), dates, counts ("for 40 days") and numbers of rooms or
orders are no readings. Knows nothing of who was measured, or of when; a number that names nothing,
or a value spread over a table, is not seen.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from hearthside.text.numbers import Number, numbers_in
from hearthside.text.spoken.tables import LANGUAGES
from hearthside.text.units import Quantity, Unit
from hearthside.text.words import Words, fold, phrase_of

NAMED_BEFORE_WORDS: Final = 5
NAMED_AFTER_WORDS: Final = 2
_NEAREST: Final = 6
_NEAR_CHARACTERS: Final = 40
_PAUSE: Final = re.compile(r"[.,;:!?\n]")
_STOP: Final = re.compile(r"[!?;\n]|\.(?=\s)")
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_ELSEWHERE: Final = "|".join(
    sorted({word.replace("ano", "a[n\u00f1]o").replace("dia", "d[i\u00ed]a")
            for language in LANGUAGES for word in language.counted})
)  # fmt: skip
# What a number counts when no quantity says otherwise: "temp for 40 hours" is no temperature.
_COUNTS: Final = re.compile(
    r"(?:\s?\+|\s?-?ish\b|\s+or\s+(?:so|more)\b)?[\s-]*(?:(?:h|hrs?|hours?|mins?|minutes?|secs?|seconds?"
    r"|days?|nights?|weeks?|wks?|months?|years?|yrs?|y\.?/?o|y|m|male|female|man|woman|mg|mcg|ug|g|ml"
    r"|kgs?|lbs?|stone|km|cm|mm|miles?|met(?:er|re)s?|feet|ft|times|tablets?|pills?|doses?|drops?|puffs?"
    r"|sips|cups|glasses|bottles|units|people|persons?|children|kids|patients|women|men|steps|stairs"
    rf"|cigarettes|am|pm|a\.m|p\.m|o'?clock|st|nd|rd|th|euros?|eur|dollars?|pounds|of\s+{_MONTH}"
    rf"|{_ELSEWHERE})\b"
    rf"|{_MONTH}|[\u20ac$\u00a3])",
    re.IGNORECASE,
)
# What a number is that stands right behind such a word: a room's, an order's, a day's, an age.
_LABEL: Final = re.compile(
    r"(?<![^\W\d_])(?:(?:room|bed|bay|cubicle|ward|flat|apt|apartment|house|page|floor|bus|ext|extension"
    r"|gate|invoice|order|ticket|case|ref|reference|no|nr|number|version)\b\.?\s*"
    r"(?:no\b\.?|nr\b\.?|number|id)?\s*[:#]?\s*#?"
    r"|li(?:ve|ves|ving|ved)\s+(?:at|in)\s+"
    rf"|[#\u2116]\s*|{_MONTH}\.?\s*(?:the\s+)?)$",
    re.IGNORECASE,
)
_AGE: Final = re.compile(
    r"\b(?:(?:he|she|i|who|patient|man|woman|boy|girl|wife|husband|mother|father|mum|mom|dad|son|daughter"
    r"|brother|sister|grand\w+|uncle|aunt|friend|baby|child)\s*(?:is|am|'s|\u2019s|'m|\u2019m|was)"
    r"|turn(?:s|ed)|nearly)\s+(?:(?:about|around|only|just|almost|now|over)\s+)*$",
    re.IGNORECASE,
)
_RIGHT_BEFORE: Final = re.compile(
    r"[\s:=~<>.\u2248-]*(?:(?:of|is|was|at|now|reads?|about|around|over|above|below|to|currently|today)\b"
    r"[\s:=~<>.-]*)*",
    re.IGNORECASE,
)
_RIGHT_AFTER: Final = re.compile(r"[\s(]*(?:(?:on|of|for|in|as|was|the|his|her|my)\s+)?", re.I)

_FIRM_PAIR: Final = re.compile(r"/|\bover\b", re.IGNORECASE)

Place = tuple[int, int, Quantity]
Candidate = tuple[Quantity, int, int]


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
    _units: dict[str, list[tuple[Unit, re.Pattern[str], re.Pattern[str]]]] = field(
        init=False, repr=False
    )

    def __post_init__(self) -> None:
        self._names = {q.name: [phrase_of(s) for s in q.spelled] for q in self.quantities}
        self._units = {
            q.name: [(u, u.after_number(), u.before_number()) for u in q.units]
            for q in self.quantities
        }

    def read(self, words: Words) -> tuple[Measured, ...]:
        """Every reading in the text, in its order."""
        if not self.quantities:
            return ()
        numbers = list(numbers_in(words.text))
        at = _Named(words, self._named(words), numbers)
        return tuple(measured for number in numbers for measured in self._of(number, at))

    def _named(self, words: Words) -> list[Place]:
        """(start, end, quantity) of each place where one is named, in characters."""
        places = []
        for quantity in self.quantities:
            for phrase in self._names[quantity.name]:
                for found in words.find(phrase):
                    start, end = words.words[found.first].start, words.words[found.last].end
                    places.append((start, end, quantity))
        return sorted(places, key=lambda place: (place[1], -place[0]))

    def _of(self, number: Number, at: "_Named") -> Iterator[Measured]:
        if number.second is not None:
            pair = list(self._of_pair(number, at))
            yield from pair
            for half in () if pair else number.halves:
                yield from self._of(half, at)
            return
        for quantity, start, end in self._candidates(number, at):
            value = self._value(quantity, number, at.words.text)
            if value is not None:
                end = max(end, self._unit_end(quantity, number, at.words.text))
                quote = at.words.text[min(start, number.start) : end]
                yield Measured(quantity.name, value, quantity.unit, quote, number.start)
                return

    def _of_pair(self, number: Number, at: "_Named") -> Iterator[Measured]:
        """The halves of "80/50" as readings, where both can be; "80-50" only where one is named."""
        half = {"first": number.value, "second": number.second or 0.0}
        parts = [quantity for quantity in self.quantities if quantity.pair]
        possible = all(q.between[0] <= half[q.pair] <= q.between[1] for q in parts)
        if not possible or half["first"] <= half["second"]:
            return
        quote = at.words.text[number.start : number.end]
        near = [*at.near_before(number), *at.near_after(number, NAMED_AFTER_WORDS)]
        if _FIRM_PAIR.search(quote) or any(quantity.pair for _, _, quantity in near):
            for quantity in parts:
                value = half[quantity.pair]
                yield Measured(quantity.name, value, quantity.unit, quote, number.start)

    def _candidates(self, number: Number, at: "_Named") -> Iterator[Candidate]:
        """The quantities that the number may belong to, the likeliest first, with the place that
        names them: (quantity, start, end), in characters."""
        text = at.words.text
        glued = _glued_to(number, text)
        alone = list(self._by_unit(number, text))
        yield from (candidate for candidate, general in alone if not general)
        for quantity in self.quantities:
            if glued and glued in self._glue_of(quantity):
                yield quantity, number.start - len(glued), number.end
        if glued not in ("", "x") and not alone:
            return
        yield from self._named_right_by(number, at)
        yield from (candidate for candidate, general in alone if general)
        for start, _, quantity in at.near_before(number):
            yield quantity, start, number.end
        for start, end, quantity in at.near_after(number, NAMED_BEFORE_WORDS):
            has_unit = self._unit_end(quantity, number, text) > number.end
            if has_unit or at.between(number.end, start) <= NAMED_AFTER_WORDS:
                yield quantity, number.start, end

    def _named_right_by(self, number: Number, at: "_Named") -> Iterator[Candidate]:
        text = at.words.text
        for start, end, quantity in at.before(number):
            if _RIGHT_BEFORE.fullmatch(text, end, number.start):
                yield quantity, start, number.end
        for start, end, quantity in at.after(number):
            behind = (number.end, self._unit_end(quantity, number, text))
            if any(_RIGHT_AFTER.fullmatch(text, place, start) for place in behind):
                yield quantity, number.start, end

    def _by_unit(self, number: Number, text: str) -> Iterator[tuple[Candidate, bool]]:
        """The candidates whose unit names them alone, and whether that unit is a general one."""
        head = text[max(0, number.start - _NEAR_CHARACTERS) : number.start]
        for quantity in self.quantities:
            for unit, after, before in self._units[quantity.name]:
                if not unit.alone:
                    continue
                if after.match(text, number.end):
                    yield (quantity, number.start, number.end), unit.general
                elif (found := before.search(head)) and not _COUNTS.match(text, number.end):
                    start = number.start - len(head) + found.start()
                    yield (quantity, start, number.end), unit.general

    def _unit_end(self, quantity: Quantity, number: Number, text: str) -> int:
        ends = [after.match(text, number.end) for _, after, _ in self._units[quantity.name]]
        return max([number.end, *(found.end() for found in ends if found)])

    def _value(self, quantity: Quantity, number: Number, text: str) -> float | None:
        """The reading in the quantity's own unit, None when it can be none."""
        head = text[max(0, number.start - _NEAR_CHARACTERS) : number.start]
        written = [
            unit
            for unit, after, before in self._units[quantity.name]
            if after.match(text, number.end) or before.search(head)
        ]
        if not written and _means_other(number, text, head):
            return None
        units = [unit for unit in written if not unit.general]
        units = units or [*(u for u in quantity.units if not u.written), Unit(())]
        low, high = quantity.between
        for unit in units:
            for value in (number.value, abs(number.value)):
                own = (value - unit.minus) * unit.times
                if low <= own <= high:
                    return round(own, 3)
        return None

    def _glue_of(self, quantity: Quantity) -> frozenset[str]:
        return frozenset(phrase[0] for phrase in self._names[quantity.name] if len(phrase) == 1)


@dataclass(slots=True)
class _Named:
    """Where quantities are named in a text: (start, end, quantity), in characters, in order."""

    words: Words
    places: list[Place]
    numbers: Sequence[Number]
    _free: list[Place] = field(init=False)
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = [word.start for word in self.words.words]
        # A name right before a number is that number's, not the one's before it.
        self._free = [place for place in self.places if not self._has_number(place[1])]

    def _has_number(self, end: int) -> bool:
        after = bisect_left(self.numbers, end, key=lambda number: number.start)
        return any(
            _RIGHT_BEFORE.fullmatch(self.words.text, end, number.start)
            for number in self.numbers[after : after + 1]
        )

    def before(self, number: Number) -> list[Place]:
        """The places before `number`, the nearest first."""
        return [place for place in self.places if place[1] <= number.start][-_NEAREST:][::-1]

    def after(self, number: Number) -> list[Place]:
        """The places behind `number` that no other number stands right behind."""
        return [place for place in self._free if place[0] >= number.end][:_NEAREST]

    def near_before(self, number: Number) -> list[Place]:
        """Those of `before` that are near enough, in the same sentence."""
        return [p for p in self.before(number) if self._within(p[1], number.start)]

    def near_after(self, number: Number, most: int) -> list[Place]:
        """Those of `after` within `most` words, with nothing but blanks between."""
        text = self.words.text
        return [
            place
            for place in self.after(number)
            if not _PAUSE.search(text, number.end, place[0])
            and self.between(number.end, place[0]) <= most
        ]

    def between(self, start: int, end: int) -> int:
        """How many words stand between two places."""
        return bisect_left(self._starts, end) - bisect_left(self._starts, start)

    def _within(self, start: int, end: int) -> bool:
        between = self.between(start, end)
        stopped = between and _STOP.search(self.words.text, start, end)
        return between <= NAMED_BEFORE_WORDS and not stopped


def _means_other(number: Number, text: str, head: str) -> bool:
    """Whether what stands around the number says that it is a count, a label, a date or an age."""
    return bool(_COUNTS.match(text, number.end) or _LABEL.search(head) or _AGE.search(head))


def _glued_to(number: Number, text: str) -> str:
    """The folded letters that the number hangs on ("T39.5"); "" when it stands free."""
    start = number.start
    while start and text[start - 1].isalpha():
        start -= 1
    return fold(text[start : number.start])
