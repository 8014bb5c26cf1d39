"""Numbers in a text, as people of many countries write and dictate them.

    39.5   39,5   39·5   39½   39. 8   39 point 8   1,200   1.499,00   1'499   1,00,000   2k
    thirty-nine and a half   a hundred and four   one eighty over one ten   two thousand

A sign before three digits alone is read as English writes it ("1,499" is grouped, "1.499" is not),
but beside a currency it groups in any case. Two packs of sixteen are 32. Dates, times of day,
telephone numbers and powers of ten are none. Words are read in English, and in German, French,
Spanish, Italian, Dutch and Portuguese (see `spoken`).
Knows nothing of what a number measures.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hearthside.text.spoken.english import FIRST, SPELLED_SCALES, of_words, scaled
from hearthside.text.spoken.others import half_after, spoken_in

_CURRENCY: Final = (
    r"(?:[$\u00a3\u00a5\u20a0-\u20cf]|(?:euros?|eur|dollars?|usd|pounds?|gbp|chf|francs?|franken"
    r"|rupees?|rs|inr|pln|z\u0142|kr|sek|nok|dkk|czk|k\u010d|huf|ron|lei|reais|pesos?|roubles?|rubles?|rub"
    r"|yen|yuan|lira|try|aud|cad|nzd|brl|mxn|zar|rand|naira|shillings?)\b)"
)
_MONEY_AFTER: Final = re.compile(rf"\s*(?:[.,]?-+\s*)?(?:[kmb]n?\s*)?{_CURRENCY}", re.IGNORECASE)
_MONEY_BEFORE: Final = re.compile(rf"(?<![a-z]){_CURRENCY}\.?\s*-?$", re.IGNORECASE)
_TIME: Final = (
    r"\b\d{1,2}:\d\d(?::\d\d)?\b|\b\d{1,2}[.h]\d\d\s*(?:[ap]\.?m\b|hrs\b|uhr\b|o'clock)"
    r"|\b(?:[01]?\d|2[0-3])h\d\d\b"
)
_DATE: Final = (
    r"\b\d{1,2}(?P<d>[./-])\d{1,2}(?P=d)(?:\d{4}|\d\d)(?![\d.,]*\d)"
    r"|\b(?:19|20)\d\d(?P<y>[./-])\d{1,2}(?P=y)\d{1,2}\b"
)
_PHONE: Final = (
    r"\+\d[\d\s()./-]{6,}\d|\(\d{2,5}\)[\s./-]*\d{3}[\d\s./-]*\d"
    r"|\b\d{3}[\s.-]\d{3}[\s.-]\d{4}\b|\b0\d{2,5}[\s/-]\d{3}[\d\s/-]*\d|\b0\d{8,}\b"
)
_NUMBER: Final = re.compile(
    rf"(?P<none>{_TIME}|{_DATE}|{_PHONE}|\d[\d.]*\s*(?:[x*\u00d7]\s*\d+)?\^-?\d+)"
    r"|(?P<digits>(?:(?<![\w.,)%])-(?=\d))?\d+(?:[.,'_]\d+)*)"
    rf"|\b(?P<half>half\s+an?\s+dozen)\b"
    rf"|\b(?P<words>(?:an?\s+(?=hundred|{'|'.join(SPELLED_SCALES)}))?(?:{FIRST}))\b",
    re.IGNORECASE,
)
_IN_BLANKS: Final = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d\d)?(?![\d.,]*\d)")
_PART: Final = re.compile(r"(?<=\d)\u2044(\d)(?!\d)")
_MIXED: Final = re.compile(r"\s*(?P<above>\d)\u2044(?P<below>\d)(?!\d)|\s(?P<a>1|3)/(?P<b>2|4)\b")
# What an end of a sentence, or a range, would be followed by: then it is no decimal sign.
_COUNTED_NEXT: Final = (
    r"(?!\d|[.,:/-]\d|\s*(?!celsius|degrees|was\b|is\b|as\b|has\b|this\b)(?:[a-z]+s|h|hr|am|pm|mg|ml"
    r"|k?g|year|day|week|month|hour|minute|min|y|yo|st|nd|rd|th|of|in|x|out)\b)"
)
_LOOSE_POINT: Final = re.compile(
    rf"(?:\s?\.\s|\s\.|\u00b0|\u3002)(\d){_COUNTED_NEXT}|(?<=\d\d)-(\d){_COUNTED_NEXT}",
    re.IGNORECASE,
)
_PAIR: Final = re.compile(r"(?:s|\s?-?ish)?\s*(?:/|\bover\b(?:\s+an?\b)?)\s*", re.IGNORECASE)
_LOOSE_PAIR: Final = re.compile(
    r"\s*[-:|\\]\s*|\s+(?:by|on|upon|zu|auf|sur|sobre|su|op|por)\s+", re.IGNORECASE
)
_PACKS: Final = re.compile(
    r"\s+(?:[a-z]+\s+)?(?:pack(?:et|age)?s?|box(?:es)?|strips?|blisters?|sheets?|trays?|bottles?|cards?"
    r"|tubs?|bags?)\s+(?:of|with)\s+|\s*[x*\u00d7]\s*",
    re.IGNORECASE,
)
_DOSE: Final = re.compile(r"\s*(?:m?g|mcg|ug|\u03bcg|m?l|iu)\b", re.IGNORECASE)
_SAME: Final = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u00b7\u22c5\u2219\u30fb\u066b", "."),
    **dict.fromkeys("\u066c\u2019\u02bc\u00b4`", "'"),
    "\u060c": ",",
    "\u2215": "/",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands (characters, the end excluded).

    `second` is what stands after a stroke or "over" ("80/50", "80 over 50"): then `end` is behind
    it. None for a single number. `halves` are the two as numbers of their own, where the sign
    between them may also mean two ("180-110", "40 over 3 days").
    """

    value: float
    start: int
    end: int
    second: float | None = None
    halves: "tuple[Number, ...]" = ()


def numbers_in(text: str) -> Iterator[Number]:
    """Every number of `text` in order; the halves of a pair come as one."""
    plain = _plain(text)
    waiting: list[Number] = list(_packed(plain, _in_any_language(plain)))
    while waiting:
        first = waiting.pop(0)
        second = waiting[0] if waiting else None
        pair = _pair(plain, first, second) if second else None
        if pair:
            waiting.pop(0)
        yield pair or first


def _plain(text: str) -> str:
    """`text`, as long as before, its digits and signs those of ASCII."""
    if text.isascii():
        return text
    return "".join([_SAME.get(c) or (str(unicodedata.digit(c)) if c.isdecimal() else c)
                    for c in text])  # fmt: skip


def _in_any_language(plain: str) -> list[Number]:
    """The single numbers of `plain` in order; of two in one place the longer one."""
    found = list(_singles(plain))
    for spoken in spoken_in(plain):
        same = [it for it in found if it.start < spoken.end and spoken.start < it.end]
        if all(it.end - it.start < spoken.end - spoken.start for it in same):
            found = [it for it in found if it not in same]
            found.append(Number(spoken.value, spoken.start, spoken.end))
    return sorted(found, key=lambda number: number.start)


def _singles(plain: str) -> Iterator[Number]:
    at = 0
    while found := _NUMBER.search(plain, at):
        start, at = found.span()
        if found["none"]:
            continue
        if found["half"]:
            yield Number(6, start, at)
            continue
        if found["digits"]:
            value, at = _of_digits(plain, found)
            half = half_after(plain, at)
            value, at = (value + 0.5, half) if value is not None and half > at else (value, at)
        else:
            value, at = of_words(plain, start)
        if value is not None:
            yield Number(value, start, at)


def _of_digits(plain: str, found: re.Match[str]) -> tuple[float | None, int]:
    """The value of the digits, with what goes on behind them, and where that ends."""
    start, end = found.span()
    money = bool(_MONEY_BEFORE.search(plain[max(0, start - 12) : start]))
    blanks = _IN_BLANKS.match(plain, start)
    if blanks and (money or "," in blanks[0] or _MONEY_AFTER.match(plain, blanks.end())):
        end = blanks.end()
    if part := _PART.match(plain, end):
        return float(found["digits"]) / max(1, int(part[1])), part.end()
    written = plain[start:end].replace(" ", "").replace("_", "")
    money = money or bool(_MONEY_AFTER.match(plain, end))
    value = _value(written, money)
    if value is None:
        return None, end
    if written.isdigit():
        if mixed := _MIXED.match(plain, end):
            above, below = mixed["above"] or mixed["a"], mixed["below"] or mixed["b"]
            return value + int(above) / max(1, int(below)), mixed.end()
        if len(written) in (2, 3) and (loose := _LOOSE_POINT.match(plain, end)):
            return value + int(loose[1] or loose[2]) / 10, loose.end()
    if money and (million := re.compile(r"\s?m\b", re.IGNORECASE).match(plain, end)):
        return value * 1e6, million.end()
    return scaled(plain, value, end)


def _value(written: str, money: bool) -> float | None:
    """The value of digits with signs in them; None for what is no number ("1.2.3.4")."""
    marks = re.findall(r"[.,']", written)
    if not marks:
        return float(written)
    *whole, last = re.split(r"[.,']", written)
    kinds = set(marks)
    grouped = len(whole[0].lstrip("-")) <= 3 and len(last) == 3 and whole[0].lstrip("-0") != ""
    if len(kinds) == 2 and marks.count(marks[-1]) == 1:
        tidy = all(len(g) in (2, 3) for g in whole[1:]) and len(whole[-1]) == 3
        return float(f"{''.join(whole)}.{last}") if tidy else None
    if len(marks) > 1:
        tidy = len(kinds) == 1 and grouped and all(len(g) in (2, 3) for g in whole[1:])
        return float("".join(whole) + last) if tidy else None
    if grouped and (marks[0] != "." or money):
        return float(whole[0] + last)
    return float(f"{whole[0]}.{last}")


def _packed(plain: str, numbers: list[Number]) -> Iterator[Number]:
    """`numbers`, "two packs of sixteen" and "2 x 16" being one."""
    taken = False
    for first, second in pairwise([*numbers, None]):
        if first is None or taken:
            taken = False
            continue
        packs = _PACKS.fullmatch(plain, first.end, second.start) if second else None
        taken = bool(second and packs and not _DOSE.match(plain, second.end))
        yield (
            Number(first.value * second.value, first.start, second.end)
            if second and taken
            else first
        )


def _pair(plain: str, first: Number, second: Number) -> Number | None:
    firm = _PAIR.fullmatch(plain, first.end, second.start)
    loose = _LOOSE_PAIR.fullmatch(plain, first.end, second.start)
    if not (firm or loose) or re.compile(r"[\d/]").match(plain, second.end):
        return None
    if loose and not first.value > second.value >= 20:
        return None
    stroke = bool(firm and "/" in firm[0])
    halves = () if stroke else (first, second)
    return Number(first.value, first.start, second.end, second.value, halves)
