"""Numbers in English words, as they are written and as they are dictated.

    thirty-nine and a half   a hundred and four   two thousand five hundred   half a dozen
    one eighty (180)   one oh two (102)   ninety eight six (98.6)   thirty nine point five

Knows nothing of digits but those that follow a word ("point 8", "2 thousand 500").
"""

import re
from typing import Final


def _counted(words: str, first: int, step: int = 1) -> dict[str, float]:
    return {word: first + step * place for place, word in enumerate(words.split())}


_UNITS: Final = _counted("one two three four five six seven eight nine", 1)
_ZEROS: Final = dict.fromkeys(("zero", "oh", "o", "nought"), 0.0)
_TEENS: Final = _counted(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
)
_TENS: Final = {
    **_counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    "fourty": 40,
    "ninty": 90,
}
_GLUED: Final = {ten + unit: t + u for ten, t in _TENS.items() for unit, u in _UNITS.items()}
_HUNDRED: Final = {"hundred": 100.0}
_SCALES: Final[dict[str, float]] = {
    "dozen": 12, "thousand": 1e3, "grand": 1e3, "k": 1e3, "lakh": 1e5, "lakhs": 1e5,
    "million": 1e6, "mio": 1e6, "mn": 1e6, "mln": 1e6, "crore": 1e7, "crores": 1e7,
    "billion": 1e9, "bn": 1e9,
}  # fmt: skip
SPELLED_SCALES: Final = tuple(word for word in _SCALES if len(word) > 4)
_DECIMALS: Final = {"half": 0.5, "quarter": 0.25}
FIRST: Final = "|".join(
    sorted((*_UNITS, *_TEENS, *_TENS, *_GLUED, *_HUNDRED, *SPELLED_SCALES, "zero"), key=len)[::-1]
)
_POINT: Final = re.compile(
    r"[\s-]+(?:point|dot|comma|decimal|komma|virgule|virgola|v[i\u00ed]rgula)[\s-]+(?P<digits>\d{1,3}\b)?",
    re.I,
)
_AND_A: Final = re.compile(r"[\s-]+and[\s-]+(?:an?|one)[\s-]+(half|quarter)\b", re.IGNORECASE)
_AND: Final = re.compile(r"[\s-]+and\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[\s-]*([a-z]+)\b", re.IGNORECASE)


def of_words(plain: str, start: int) -> tuple[float | None, int]:
    """The number in words that begins at `start` of a plain text in small letters, None where none
    does; and the index after it."""
    lead = re.compile(r"an?\s+", re.IGNORECASE).match(plain, start)
    part = None if lead else _hundreds(plain, start)
    value, at = part or (1.0, lead.end() if lead else start)
    if lead and (hundred := _hundreds(plain, at)):
        value, at = hundred
    return scaled(plain, value, at)


def scaled(plain: str, value: float, at: int) -> tuple[float, int]:
    """`value` with what follows it at `at`: thousands, and a fraction."""
    total = 0.0
    while (scale := _take(plain, at, _SCALES)) or (scale := _take(plain, at, _HUNDRED)):
        total, at = total + value * scale[0], scale[1]
        value = 0.0
        more = _hundreds(plain, at) or _hundreds(plain, at, joined=True)
        digits = re.compile(r"\s+(\d{1,3})(?![\d.,]*\d)(?=\s*(?:$|[^\s\w]|[a-z]))").match(plain, at)
        if more:
            value, at = more
        elif digits and scale[0] >= 1000 and digits[1] > "0":
            value, at = float(digits[1]), digits.end()
        else:
            break
    total += value
    if half := _AND_A.match(plain, at):
        return total + _DECIMALS[half[1].lower()], half.end()
    if (point := _POINT.match(plain, at)) and total == int(total):
        fraction, end = (point["digits"], point.end()) if point["digits"] else _spoken_digits(
            plain, point.end()
        )  # fmt: skip
        return (float(f"{int(total)}.{fraction}"), end) if fraction else (total, at)
    return total, at


def _hundreds(plain: str, at: int, *, joined: bool = False) -> tuple[float, int] | None:
    """A number below a thousand at `at`, as it is written or as it is dictated ("one eighty")."""
    if joined:
        link = _AND.match(plain, at)
        if not link:
            return None
        at = link.end()
    first = _small(plain, at) or _take(plain, at, {"hundred": 1.0, "zero": 0.0})
    if first is None:
        return None
    value, end = first
    hundred = _take(plain, at, _HUNDRED) or _take(plain, end, _HUNDRED)
    if hundred:
        value, end = value * 100, hundred[1]
        link = _AND.match(plain, end)
        rest = _small(plain, link.end() if link else end)
        return (value + rest[0], rest[1]) if rest else (value, end)
    if 1 <= value <= 9:
        return _dictated(plain, value, end)
    if value > 20 and value % 10 and (tenth := _take(plain, end, _UNITS | {"zero": 0.0})):
        return value + tenth[0] / 10, tenth[1]  # "ninety eight six"
    return value, end


def _dictated(plain: str, value: float, end: int) -> tuple[float, int]:
    """What a single digit begins: "one eighty", "one oh two (four)", "three nine"."""
    tens = _take(plain, end, _TENS | _TEENS | _GLUED)
    if tens:
        rest = _small(plain, end)
        return (value * 100 + rest[0], rest[1]) if rest else (value, end)
    oh = _take(plain, end, _ZEROS)
    last = _take(plain, oh[1], _UNITS) if oh else None
    if last:
        tenth = _take(plain, last[1], _UNITS)
        value = value * 100 + last[0]
        return (value + tenth[0] / 10, tenth[1]) if tenth else (value, last[1])
    digits, after = _spoken_digits(plain, end)
    return (float(f"{int(value)}{digits}"), after) if digits else (value, end)


def _spoken_digits(plain: str, at: int) -> tuple[str, int]:
    """The digits that are spoken at `at`, one by one ("two five") or as one ("twenty five")."""
    digits = ""
    while one := _take(plain, at, _UNITS | _ZEROS):
        digits, at = digits + str(int(one[0])), one[1]
    whole = None if digits else _small(plain, at)
    return (str(int(whole[0])), whole[1]) if whole else (digits, at)


def _small(plain: str, at: int) -> tuple[float, int] | None:
    """A number from 1 to 99 in words."""
    if tens := _take(plain, at, _TENS):
        unit = _take(plain, tens[1], _UNITS)
        return (tens[0] + unit[0], unit[1]) if unit else tens
    return _take(plain, at, _UNITS | _TEENS | _GLUED)


def _take(plain: str, at: int, table: dict[str, float]) -> tuple[float, int] | None:
    word = _WORD.match(plain, at)
    value = table.get(word[1].lower()) if word else None
    return None if word is None or value is None else (value, word.end())
