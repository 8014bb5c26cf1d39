"""Words, sentences, numbers and names of plain English, as far as checking the data needs them.

Rough on purpose: what they find wrong, a person looks at.
"""

import re
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
)
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
_OTHERS = {"ninety": 90, "hundred": 100, "dozen": 12, "half": 30, "quarter": 15, "once": 1}
_VALUES = {word: value for value, word in enumerate(_UNITS.split())} | _TENS | _OTHERS
_VALUES |= {"twice": 2, "noon": 12, "midnight": 0}
_YEAR = "january february march april may june july august september october november december"
_ABBREVIATED = re.compile(r"\b(Mr|Mrs|Ms|Dr|St|No|e\.g|i\.e|a\.m|p\.m|Prof)\.")
_END = re.compile(r"(?<=[.!?])[\"')]*\s+|\n+")
_FIRST_PERSON = {"i", "i'm", "i'll", "i've", "i'd"}


def words(text: str) -> list[str]:
    """The words of `text`, with their apostrophes and hyphens."""
    return _WORD.findall(text)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of so many words, in small letters."""
    small = [word.lower() for word in words(text)]
    return {tuple(small[at : at + length]) for at in range(len(small) - length + 1)}


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`."""
    plain = re.sub(r"(?<=\d)\.(?=\d)", "", _ABBREVIATED.sub(r"\1", text.strip()))
    return [part for part in _END.split(plain) if part.strip()]


def unsupported(output: str, source: str) -> list[str]:
    """Numbers and names of `output` that do not stand in `source`."""
    small = source.lower()
    known = known_numbers(source)
    stray = [number for number in sorted(_digits(output)) if number not in known]
    names = sorted(_names(output))
    return stray + [name for name in names if name.lower().removesuffix("'s") not in small]


def known_numbers(text: str) -> set[str]:
    """The numbers that `text` gives, in digits or in words, as digits: months and the hours of the
    afternoon among them."""
    known = _digits(text)
    small = [word.lower() for word in words(text.replace("-", " "))]
    values = [_VALUES[word] for word in small if word in _VALUES]
    known |= {str(value) for value in values}
    known |= {str(value * 100) for value in values if value < 100}
    known |= {str(ten + one) for ten, one in pairwise(values) if ten % 10 == 0 and one < 10}
    known |= {str(int(number) + 12) for number in known if int(number) < 12}
    for number, month in enumerate(_YEAR.split(), 1):
        if month in small or month[:3] in small:
            known.add(str(number))
    return known


def _digits(text: str) -> set[str]:
    return {found.lstrip("0") or "0" for found in re.findall(r"\d+", text.replace(",", ""))}


def _names(text: str) -> set[str]:
    """Words with a capital that begin no sentence."""
    inner = [word for sentence in sentences(text) for word in words(sentence)[1:]]
    return {word for word in inner if word[0].isupper() and word.lower() not in _FIRST_PERSON}
