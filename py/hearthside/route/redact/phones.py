"""Runs of digits: which are telephone numbers of any country, which are cards, and which stay.

A number may be written with +, 00, brackets, strokes, dots, blanks and dashes of all kinds, and end
in an extension. Dates, times, prices, readings in a row, versions and numbers of articles stay.
Knows no country's numbering: seven to fifteen digits that are nothing else count as a telephone.
"""

import re
from collections.abc import Callable
from typing import Final

from hearthside.route.redact.identity import is_card

_DASH: Final = r"\-\u2010-\u2015\u2212\u2043"
_BETWEEN: Final = rf"[ \u00a0\u2007\u2009\u202f().{_DASH}/]"
_RUN: Final = re.compile(
    rf"(?<![\w,@#])(?<!\d[./])\+?\(?\+?\d(?:{_BETWEEN}{{0,3}}\d){{6,18}}"
    r"(?:,?\s?(?:ext|x|extension|durchwahl|poste|int)\.?\s?\d{1,5})?(?!\w|[.,/]\d"
    r"|\s?(?:%|\u00b0))",
    re.IGNORECASE,
)
_CALLED: Final = (
    r"\b(?:t[e\u00e9]l(?:[e\u00e9](?:f|ph)o[on](?:e|o)?(?:nummer)?)?|phone|mobile|mobil(?:nummer)?"
    r"|cell"
    r"|handy(?:nummer)?|fax|rufnummer|gsm|mobiel|m\u00f3vil|telem\u00f3vel|celular|cellulare|portable"
    r"|whatsapp|call|ring|text|dial|reach|rufen sie|anrufen|appelez|ll\u00e1m[ea]me|chiami"
    r"|bel|ligue)\b"
)
# Five digits are a telephone number only where that is said.
_SHORT: Final = re.compile(
    rf"({_CALLED}(?:\s+(?:me|us|him|her|no|nr|number|is|on|at|under|via|now|please|mich|uns|unter|ist"
    r"|moi|nous|au|est|le|al|es|el|mi|il|op|is|para|o|\u00e9|\u00e8))*\.?\s?:?\s*)"
    rf"(\+?\(?\d(?:{_BETWEEN}{{0,2}}\d){{4,5}})(?![\w.,/:]?\d|\s?(?:eur|\u20ac|\$|%))",
    re.IGNORECASE,
)
_PHONE_DIGITS: Final = (7, 15)
_MONEY: Final = (
    r"(?:[$\u20ac\u00a3\u00a5\u20b9]|(?:eur|euros?|usd|dollars?|gbp|pounds?|chf|inr|rupees"
    r"|pln|k\u010d|kr|sek|nok)\b)"
)
_COUNTED: Final = re.compile(
    rf"\s?(?:{_MONEY}|(?:k?g|mg|m?l|k?m|cm|mm|people|units|pieces|bytes|steps|views|times"
    rf"|hours|days|schritte|pas|pasos|passi|stappen|passos|person(?:en|nes|as|e)|pessoas|jahren?|tagen?"
    r"|stunden|ans|jours|heures|a\u00f1os|d\u00edas|horas|anni|giorni|ore|jaar|dagen|uur|anos|dias)\b)",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(
    rf"(?:{_MONEY}|\b(?:isbn|ean|upc|sku|item|article|art|part|model|serial|version|v|ip|build"
    r"|art(?:ikel|\u00edculo|icolo|igo)(?:nummer)?)\b"
    r"(?:[ -]?1[03])?(?:\s(?:no|nr|number|code))?[.:]?)\s?(?:#|is\s)?$",
    re.IGNORECASE,
)
_YEAR: Final = r"(?:19|20)\d\d"
_ROWS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # dates, first in the run or all of it: the patterns of dates say which
        rf"(?:\d{{1,2}}([./{_DASH}])\d{{1,2}}\1(?:{_YEAR}|\d\d)"
        rf"|{_YEAR}([./{_DASH}])\d{{1,2}}\2\d{{1,2}})(?:$|[^\d./].*)",
        rf"{_YEAR}(?:\s?[ /{_DASH}]\s?{_YEAR})+",
        # decimals, times and pressures in a row; sums; addresses of computers
        r".*(?<!\d)\d{1,3}\.\d(?!\d).*",
        rf"\d{{1,4}}\.\d\d(?:\s?[ /{_DASH}]\s?\d{{1,4}}\.\d\d)+",
        rf"\d{{2,3}}/\d{{2,3}}(?:[ {_DASH}]+\d{{2,3}}/\d{{2,3}})+",
        r"\d{1,3}(?:[. ]000){2,}|\d(?:\.\d{3}){2,}",
        r"\d{1,3}(?:\.\d{1,3}){3}",
    )
)
_SMALL_ROW: Final = re.compile(
    r"\d{1,3}(?:[ \u00a0]{1,3}\d{1,3}){2,}|\d{2,3}(?:\s?[-\u2013]\s?\d{2,3}){3,}"
)
_COMPACT_DATE: Final = re.compile(rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MOST_READING: Final = 300
_ALIKE: Final = 0.65  # the least of readings in a row is no smaller a part of the greatest


def without_runs(text: str, mark: Callable[[str], str]) -> str:
    """`text` with `mark(kind)` for each card, telephone number and other long number."""
    parts, at = [], 0
    for found in _RUN.finditer(text):
        kind = _kind(
            found[0], text[max(0, found.start() - 24) : found.start()], text[found.end() :]
        )
        if kind:
            parts += [text[at : found.start()], mark(kind)]
            at = found.end()
    text = "".join([*parts, text[at:]])
    return _SHORT.sub(lambda found: found[1] + mark("phone number"), text)


def _kind(run: str, before: str, after: str) -> str:
    """What kind of number a run of digits is; "" for one that stays."""
    digits = re.sub(r"\D", "", re.split(r"[a-z]", run, maxsplit=1, flags=re.IGNORECASE)[0])
    if is_card(digits) and (len(digits) > 13 or not _ARTICLE.search(before)):
        return "card number"
    if re.search(_CALLED, before, re.IGNORECASE) or run.startswith("+"):
        return "phone number"
    if _ARTICLE.search(before) or _COUNTED.match(after) or any(r.fullmatch(run) for r in _ROWS):
        return ""
    if _SMALL_ROW.fullmatch(run):
        values = [int(one) for one in re.findall(r"\d+", run)]
        if run[0] != "0" and max(values) <= _MOST_READING and min(values) >= _ALIKE * max(values):
            return ""
    if _COMPACT_DATE.fullmatch(run):
        return "date"
    return "phone number" if _PHONE_DIGITS[0] <= len(digits) <= _PHONE_DIGITS[1] else "long number"
