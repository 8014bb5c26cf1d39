"""What a text within an answer may be beyond its length: words of a source, a date, a pattern.

A JSON schema's grammar knows nothing of these, so candidates are held to them one by one. Texts are
as JSON writes them between its quotes, in UTF-8. Knows nothing of tokens.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from string import ascii_letters, digits, punctuation
from typing import Any, Final, Protocol

from hearthside.generation.grammar.schema import refused


class Shape(Protocol):
    """What one text may be."""

    def begins(self, text: bytes) -> bool:
        """Whether some whole text begins so."""
        ...

    def is_whole(self, text: bytes) -> bool:
        """Whether it may end here."""
        ...

    def following(self, text: bytes) -> list[str]:
        """Texts that may follow, at least one where any may: for when none of the best fits."""
        ...


# What needs no escape in JSON.
_PLAIN: Final = frozenset(ascii_letters + digits + punctuation + " ") - {'"', "\\"}
_MOST_PLACES: Final = 256
_REPEATED: Final = 64  # what `*` and `+` stand for at most
_ITEM: Final = re.compile(
    r"(?:\[(?P<set>[^\]\[\\^]+)\]|(?P<digit>\\d)|\\(?P<sign>[^\w\s])|(?P<plain>[^\\\[\](){}*+?.^$|]))"
    r"(?P<times>\{\d{1,3}(?:,\d{1,3})?\}|[?*+])?"
)
_RANGE: Final = re.compile(r"(.)-(.)|(.)", re.DOTALL)


@dataclass(frozen=True)
class Pattern:
    """Ways to write a text: places in a row, each with what may stand there and whether it must.

    Written as in regular expressions, of which it has `[A-Z0-9]`, `\\d`, `{2}`, `{1,3}`, `?`, `*`,
    `+` (at most 64 times) and `|` between whole patterns; the text is the whole of it.
    """

    ways: tuple[tuple[tuple[frozenset[str], bool], ...], ...]

    def begins(self, text: bytes) -> bool:
        return any(self._after(way, text) for way in self.ways)

    def is_whole(self, text: bytes) -> bool:
        return any(len(way) in self._after(way, text) for way in self.ways)

    def following(self, text: bytes) -> list[str]:
        places = ((way, at) for way in self.ways for at in self._after(way, text))
        return sorted({one for way, at in places if at < len(way) for one in way[at][0]})

    def _after(self, way: tuple[tuple[frozenset[str], bool], ...], text: bytes) -> set[int]:
        """The places that may come after `text`, by their numbers."""
        at = _skipped(way, {0})
        for one in text.decode("latin-1"):
            at = _skipped(way, {n + 1 for n in at if n < len(way) and one in way[n][0]})
        return at


def _skipped(way: tuple[tuple[frozenset[str], bool], ...], places: set[int]) -> set[int]:
    every = set(places)
    for place in places:
        while place < len(way) and not way[place][1]:
            place += 1
            every.add(place)
    return every


@lru_cache(64)
def pattern_of(written: str) -> Pattern:
    """A pattern as a person writes it. Raises InvalidInput (grammar.invalid)."""
    ways = tuple(_way(one) for one in re.split(r"(?<!\\)\|", written))
    if not written or any(len(way) > _MOST_PLACES for way in ways):
        raise refused("A pattern describes a text of at least one and at most 256 characters.")
    return Pattern(ways)


def _way(written: str) -> tuple[tuple[frozenset[str], bool], ...]:
    places: list[tuple[frozenset[str], bool]] = []
    at = 0
    while at < len(written):
        item = _ITEM.match(written, at)
        if item is None:
            raise refused(f"The pattern cannot have “{written[at]}” here, in “{written}”.")
        allowed = frozenset(digits) if item["digit"] else _allowed(item)
        if not allowed or not allowed <= _PLAIN:
            raise refused(f"The pattern can have plain characters only, not “{item[0]}”.")
        least, most = _times(item["times"])
        places += [(allowed, True)] * least + [(allowed, False)] * (most - least)
        at = item.end()
    return tuple(places)


def _allowed(item: re.Match[str]) -> frozenset[str]:
    if not item["set"]:
        return frozenset(item["sign"] or item["plain"])
    found = set[str]()
    for low, high, single in _RANGE.findall(item["set"]):
        found |= {single} if single else {chr(code) for code in range(ord(low), ord(high) + 1)}
    return frozenset(found)


def _times(written: str | None) -> tuple[int, int]:
    if written is None:
        return 1, 1
    if written in "?*+":
        return int(written == "+"), 1 if written == "?" else _REPEATED
    least, _, most = written[1:-1].partition(",")
    return int(least), max(int(most or least), int(least))


class Date:
    """A day of the calendar, as 2026-11-29."""

    def begins(self, text: bytes) -> bool:
        written = text.decode("latin-1")
        year, rest = written[:4], written[4:]
        known = year.isdecimal() and year.isascii() and year != "0000" if year else True
        return known and (not rest or any(day.startswith(rest) for day in _days(year)))

    def is_whole(self, text: bytes) -> bool:
        return len(text) == len("2026-11-29") and self.begins(text)

    def following(self, text: bytes) -> list[str]:
        return [one for one in (*digits, "-") if self.begins(text + one.encode())]


@lru_cache(64)
def _days(year: str) -> tuple[str, ...]:
    """What follows the year in each of its days."""
    first = date(int(year), 1, 1).toordinal()
    count = date(int(year), 12, 31).toordinal() - first + 1
    return tuple(date.fromordinal(first + n).isoformat()[4:] for n in range(count))


def shape_of(schema: Mapping[str, Any]) -> Shape | None:
    """The shape that a text's plain schema asks for, but for copied ones; None for none."""
    if schema.get("x-date"):
        return Date()
    return pattern_of(schema["x-pattern"]) if "x-pattern" in schema else None
