"""The numbers, times of day and dates that a text has, each with where it stands.

Rough where people are: a bare hour counts as a time, before noon and after it. Knows English
months. Knows nothing of fields.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Final, TypeAlias

from hearthside.text.numbers import numbers_in
from hearthside.write.result import Place

Found: TypeAlias = Mapping[str, tuple[Place, ...]]
"""Places by a value as JSON spells it."""
_DIGITS: Final = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_COUNTED: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    "twelve",
)
_ORDINALS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second"),
    *("twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh"),
    *("twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
)
_ORDINAL: Final = re.compile(rf"\b({'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b", re.I)
_CLOCK: Final = re.compile(r"\b([0-9]{1,2})[:.h]([0-5][0-9])\b(?:\s*([ap])\.?m\b)?", re.IGNORECASE)
_NAMED_HOUR: Final = rf"([0-9]{{1,2}}|{'|'.join(_COUNTED)}|noon|midnight)\b(?:\s*([ap])\.?m\b)?"
_HOUR: Final = re.compile(rf"\b{_NAMED_HOUR}", re.IGNORECASE)
_PART: Final = re.compile(
    rf"\b(half|quarter|twenty-five|twenty|ten|five|25|20|10|5)\s+(past|to)\s+{_NAMED_HOUR}",
    re.IGNORECASE,
)
# Which half of the day is said beside a time: "six in the evening", "tonight at six".
_DAYS: Final = r"(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SIDE: Final = (
    rf"(?:in\s+the|this|tomorrow|yesterday|every|each|the\s+next|{_DAYS})"
    r"\s+(?P<side>morning|afternoon|evening)"
)
_AFTER: Final = re.compile(
    rf"(?:\s+o['\u2019]?\s?clock)?,?\s+(?:{_SIDE}|(?P<night>at\s+night|tonight))\b", re.I
)
_BEFORE: Final = re.compile(
    rf"\b(?:{_SIDE}|(?P<night>tonight)),?"
    r"\s+(?:at|by|from|around|about|until|till|before|after)(?:\s+(?:about|around))?\s+$",
    re.I,
)
_BEFORE_CHARACTERS: Final = 48
_HOURS: Final = {**{word: at for at, word in enumerate(_COUNTED, 1)}, "noon": 12, "midnight": 0}
_PARTS: Final = {"half": 30, "quarter": 15, "twenty-five": 25, "twenty": 20, "ten": 10, "five": 5}
_LAST_HOUR: Final = 24
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_MONTH: Final = rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)\.?"
_DAY: Final = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(_ORDINALS)})"
_DATES: Final = (
    re.compile(r"\b(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})[-/.](?P<number>\d{1,2})[-/.](?P<year>\d{4})\b"),
    re.compile(rf"\b(?P<day>{_DAY})\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b{_MONTH}\s+(?P<day>{_DAY}),?\s+(?P<year>\d{{4}})\b", re.I),
)
_WHOLE_BELOW: Final = 1e15  # what floats keep exact
_DAY_MINUTES: Final = 24 * 60


def numbers_of(text: str) -> Found:
    """Every number, in digits or in words, and every run of digits."""
    return _gathered(_numbers(text))


def times_of(text: str) -> Found:
    """Every time of day, as HH:MM; where it is not said which half of the day, both."""
    return _gathered(_times(text))


def dates_of(text: str) -> Found:
    """Every date with its year, as YYYY-MM-DD; where it is not sure what is the month, both."""
    return _gathered(_dates(text))


def spelled(value: float) -> str:
    """A number as JSON spells it: without a point where it is whole."""
    return str(int(value)) if value == int(value) else repr(value)


def _gathered(found: Iterator[tuple[str, int, int]]) -> Found:
    places: dict[str, list[Place]] = defaultdict(list)
    for value, start, end in found:
        place = Place(start, end)
        if place not in places[value]:
            places[value].append(place)
    return {value: tuple(every) for value, every in places.items()}


def _numbers(text: str) -> Iterator[tuple[str, int, int]]:
    for found in numbers_in(text):
        for number in found.halves or (found,):
            for value in (number.value, number.second):
                if value is not None and abs(value) < _WHOLE_BELOW:
                    yield spelled(value), number.start, number.end
    for ordinal in _ORDINAL.finditer(text):
        yield str(_ORDINALS.index(ordinal[1].lower()) + 1), ordinal.start(), ordinal.end()
    for run in _DIGITS.finditer(text):
        with suppress(ValueError):
            yield spelled(float(run[0])), run.start(), run.end()


def _times(text: str) -> Iterator[tuple[str, int, int]]:
    taken: set[int] = set()  # an hour in a longer time is none of its own
    for clock in _CLOCK.finditer(text):
        taken.update(range(*clock.span()))
        yield from _near(clock[1], int(clock[2]), clock[3], clock)
    for part in _PART.finditer(text):
        word = part[1].lower()
        if part[2].lower() == "past" or word in ("half", "quarter"):  # "ten to six" may be a span
            taken.update(range(*part.span()))
        minutes = _PARTS[word] if word in _PARTS else int(word)
        yield from _near(part[3], -minutes if part[2].lower() == "to" else minutes, part[4], part)
    for hour in _HOUR.finditer(text):
        if hour.start() not in taken:
            yield from _near(hour[1], 0, hour[2], hour)


def _near(
    hour: str, minutes: int, half: str | None, at: re.Match[str]
) -> Iterator[tuple[str, int, int]]:
    """So many minutes after an hour, in the half of the day that is said, else in both; none where
    the hour is more than a day has."""
    number = int(hour) if hour.isdecimal() else _HOURS[hour.lower()]
    if number > _LAST_HOUR:
        return
    half = {"noon": "p", "midnight": "a"}.get(hour.lower(), half or _side(number, at))
    half = half or ("a" if hour.startswith("0") else None)  # nobody writes 09:30 for the evening
    noon = _DAY_MINUTES // 2
    ways = {number * 60 + minutes}
    if half:
        ways = {number * 60 % noon + (noon if half.lower() == "p" else 0) + minutes}
    elif number <= _LAST_HOUR // 2:
        ways |= {way % noon + side for way in ways for side in (0, noon)}
    for way in sorted(ways):
        whole, minute = divmod(way % _DAY_MINUTES, 60)
        yield f"{whole:02}:{minute:02}", at.start(), at.end()


def _side(hour: int, at: re.Match[str]) -> str | None:
    """The half of the day that is said in words beside a time; None where none is."""
    before = at.string[max(0, at.start() - _BEFORE_CHARACTERS) : at.start()]
    said = _AFTER.match(at.string, at.end()) or _BEFORE.search(before)
    if said is None:
        return None
    if said["night"]:
        return "p" if hour % 12 >= 5 else "a"
    if said["side"].lower() == "morning":
        return None if hour == 12 else "a"
    return "p"


def _dates(text: str) -> Iterator[tuple[str, int, int]]:
    for form in _DATES:
        for found in form.finditer(text):
            parts = found.groupdict()
            name = parts.get("month")
            number = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["number"])
            day, year = _day(parts["day"]), int(parts["year"])
            ways = {(number, day)} if name or form is _DATES[0] else {(number, day), (day, number)}
            for month, in_month in sorted(ways):
                with suppress(ValueError):
                    yield date(year, month, in_month).isoformat(), found.start(), found.end()


def _day(written: str) -> int:
    digits = re.match(r"\d+", written)
    return int(digits[0]) if digits else _ORDINALS.index(written.lower()) + 1
