"""Numbers in a text: digits of every script, decimal points and commas, and words up to 999.

"39.5", "39,5", "1,200", "80/50", "-18", "thirty nine point five", "a hundred and four".
A time of day ("10:30") is none.
Knows nothing of what a number measures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


def _counted(words: str, first: int, step: int) -> dict[str, float]:
    return {word: first + step * place for place, word in enumerate(words.split())}


_VALUE_OF: Final[dict[str, float]] = {
    **_counted("zero one two three four five six seven eight nine ten eleven twelve", 0, 1),
    **_counted("thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 13, 1),
    **_counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    "fourty": 40,
}
_NAME: Final = "|".join(sorted((*_VALUE_OF, "hundred"), key=len, reverse=True))
_IN_WORDS: Final = (
    rf"(?:an?\s+(?=hundred))?(?:{_NAME})(?:(?:[\s-]+(?:and\s+|point\s+)?)(?:{_NAME}))*"
)
_SIGN: Final = r"(?:(?<![\w.,)%])[-\u2212](?=\d))?"
_DIGITS: Final = r"(?<![\d.,/])\d+(?:,\d{3}(?!\d))*(?:[.,\u00b7]\d+)?"
_NUMBER: Final = re.compile(
    rf"(?P<time>\b\d{{1,2}}:\d\d\b)|(?P<digits>{_SIGN}{_DIGITS})|(?P<words>\b{_IN_WORDS}\b)",
    re.IGNORECASE,
)
_PAIR: Final = re.compile(r"\s*(?:/|\bover\b)\s*(?P<second>\d{1,3}(?:\.\d+)?)(?![\d/])", re.I)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands (characters, the end excluded).

    `second` is what stands after a stroke or "over" ("80/50", "80 over 50"): then `end` is behind
    it. None for a single number.
    """

    value: float
    start: int
    end: int
    second: float | None = None


def numbers_in(text: str) -> Iterator[Number]:
    """Every number of `text` in order; the halves of a pair come as one."""
    at = 0
    while found := _NUMBER.search(text, at):
        at = found.end()
        if found["time"]:
            continue
        words = found["words"]
        value = _of_words(words) if words else _of_digits(found["digits"])
        pair = _PAIR.match(text, at)
        if pair:
            at = pair.end()
        yield Number(value, found.start(), at, float(pair["second"]) if pair else None)


def _of_digits(digits: str) -> float:
    plain = digits.replace("\u2212", "-").replace("\u00b7", ".")
    plain = re.sub(r",(?=\d{3}(?!\d))", "", plain)
    return float(plain.replace(",", "."))


def _of_words(words: str) -> float:
    whole, _, fraction = words.lower().partition("point")
    total = 0.0
    for word in re.findall(r"[a-z]+", whole):
        if word == "hundred":
            total = 100 * max(total, 1)
        else:
            total += _VALUE_OF.get(word, 0)
    decimals = "".join(str(int(_VALUE_OF.get(word, 0))) for word in re.findall(r"[a-z]+", fraction))
    return total + (float(f"0.{decimals}") if decimals else 0)
