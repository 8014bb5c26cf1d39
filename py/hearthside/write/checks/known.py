"""The numbers and names that a text may have, since its source has them.

    known = Known.of(source, question)
    known.allows("Call Edd", "a")        # a say in each token, while it is drawn
    known.strange(text)                  # what slipped through, to be marked

A name is a word with a capital that begins no sentence. So it is no check of German, where every
noun has one, and of scripts without capitals; a name that begins a sentence passes. Numbers are
known by their digits, written out or not; a sum of two of them is not.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hearthside.text.language import language_of
from hearthside.text.numbers import numbers_in
from hearthside.text.sentences import ends_abbreviated
from hearthside.text.words import listed
from hearthside.write.result import Mark

_RUN: Final = re.compile(r"\d+|[^\W\d_]+(?:['\u2019](?:s|[^\W\d_]{1,3})(?![^\W\d_]))?")
_WORD: Final = re.compile(r"[^\W\d_]+")
_BEGINS: Final = re.compile(
    r"(?:[.!?:\u2026\n][\"'\u201d\u2019\u00bb)\]]*\s+|\n|[\"\u201c\u2018\u00ab\u201e(\[])"
    r"[\"'\u201c\u2018\u00ab(\[*\u2022-]*\s*$"
)
# Capitals of English that name nobody.
_ALWAYS: Final = listed(
    "i i'm i'll i've i'd mr mrs ms miss dr prof professor sir madam ok ps tv am pm"
)
_DAYS: Final = listed("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_HOUR: Final = re.compile(
    r"\b(\d{1,2})(?=:\d\d|(?:\.\d\d)?\s*(?:[ap]\.?m\b|o.clock|in the (?:after|eve)|at night))",
    re.IGNORECASE,
)
_AFTERNOON: Final = 12
_LANGUAGE_CHARACTERS: Final = 2_000
_CHUNK_CHARACTERS: Final = 4_000
_TAIL_CHARACTERS: Final = 120
_NEAR_CHARACTERS: Final = 16
_WHOLE_BELOW: Final = 1e15  # what floats keep exact


@dataclass(frozen=True, slots=True)
class Known:
    """What may be said. `words` in small letters, sorted; `numbers` as digits, with leading
    zeros and without; `values` of numbers however they are written. `names`: whether these are
    looked at."""

    words: tuple[str, ...]
    numbers: frozenset[str]
    values: frozenset[float]
    names: bool = True

    @classmethod
    def of(cls, *texts: str, names: bool = True) -> "Known":
        """Of what stands in any of the texts; the first is the source, whose language counts."""
        joined = "\n".join(texts)
        words = {word.casefold() for word in _WORD.findall(joined)}
        values = set(_values(joined))
        runs = set(re.findall(r"\d+", joined))
        numbers = runs | set(map(_plain, runs))
        numbers |= {str(int(value)) for value in values if value == value // 1 < _WHOLE_BELOW}
        hours = [int(hour) for hour in _HOUR.findall(joined)]
        numbers |= {str((hour + _AFTERNOON) % (2 * _AFTERNOON)) for hour in hours}
        begun = {word[:3] for word in words}
        for number, month in enumerate(_MONTHS, 1):
            if month[:3] in begun or month in words:
                numbers.add(str(number))
            elif str(number) not in numbers:
                continue
            words.add(month)
        words |= {day for day in _DAYS if day[:3] in begun}
        german = language_of(texts[0][:_LANGUAGE_CHARACTERS]) == "de" if texts else False
        return cls(
            tuple(sorted(words)), frozenset(numbers), frozenset(values), names and not german
        )

    def allows(self, text: str, piece: str) -> bool:
        """Whether `piece` may follow: no number and no name that is unknown ends with it, or has
        begun so that it can only become unknown."""
        before = text[-_TAIL_CHARACTERS:]
        whole = before + piece
        for run in _RUN.finditer(whole, _last_run(before)):
            open_end = run.end() == len(whole)
            if run.end() >= len(before) and not self._has(run[0], whole[: run.start()], open_end):
                return False
        return True

    def strange(self, text: str) -> tuple[Mark, ...]:
        """Every number and name of `text` that is unknown."""
        found = [
            Mark(run.start(), run.end(), "number" if run[0][0].isdecimal() else "name")
            for run in _RUN.finditer(text)
            if not self._has(run[0], text[: run.start()], False)
        ]
        for number in numbers_in(text):
            pair = (number.value, *([] if number.second is None else [number.second]))
            spelled = not any(map(str.isdecimal, text[number.start : number.end]))
            if spelled and any(value not in self.values for value in pair if value > 1):
                digits = {str(int(value)) for value in pair}
                if not digits <= self.numbers:
                    found.append(Mark(number.start, number.end, "number"))
        return tuple(sorted(found, key=lambda mark: mark.start))

    def _has(self, run: str, before: str, open_end: bool) -> bool:
        if run[0].isdecimal():
            digits = _plain(run)
            begins = open_end and any(one.startswith((run, digits)) for one in self.numbers)
            return begins or digits in self.numbers or (digits == "0" and before.endswith(":"))
        if not self.names or not run[0].isupper() or begins_sentence(before):
            return True
        word = run.casefold().replace("\u2019", "'")
        if word in _ALWAYS or (open_end and any(one.startswith(word) for one in _ALWAYS)):
            return True
        return self._knows(word, open_end)

    def _knows(self, word: str, open_end: bool) -> bool:
        stems = {word, word.partition("'")[0], word.removesuffix("s")}
        for stem in stems - {""}:
            at = bisect_left(self.words, stem)
            near = self.words[at] if at < len(self.words) else ""
            if near == stem or (open_end and near.startswith(stem)):
                return True
        return False


def begins_sentence(before: str) -> bool:
    """Whether what stands after `before` begins a sentence, a line or a quotation."""
    tail = before[-_NEAR_CHARACTERS:] if len(before) > _NEAR_CHARACTERS else f"\n{before}"
    return bool(_BEGINS.search(tail)) and not ends_abbreviated(tail.rstrip())


def _last_run(before: str) -> int:
    """Where the run of letters or digits begins with which `before` ends."""
    at = len(before)
    while at and (before[at - 1].isalnum() or before[at - 1] in "'\u2019"):
        at -= 1
    return at


def _plain(digits: str) -> str:
    """Digits of any script as ASCII has them, without leading zeros."""
    plain = "".join([str(unicodedata.digit(one)) for one in digits])
    return plain.lstrip("0") or "0"


def _values(text: str) -> Iterator[float]:
    for start in range(0, len(text), _CHUNK_CHARACTERS):
        # A number at a chunk's border is known by its digits all the same.
        for number in numbers_in(text[start : start + _CHUNK_CHARACTERS]):
            yield number.value
            if number.second is not None:
                yield number.second
