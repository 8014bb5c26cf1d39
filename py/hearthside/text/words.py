"""A text as words that can be compared, and phrases found in it.

Case, accents, width and apostrophes do not matter ("Can\u2019t" is "cant"), nor what stands between
words but for the end of the text. A phrase is written as people say it, with two signs of its own:

    cant ... breathe     `...` stands for at most three words: "can't really breathe"
    convuls*             a star ends a word in any way: "convulsing", "convulsions"

With `typos`, a word of five letters and more may differ by one typo, its first letter
apart: a letter missing, doubled, swapped with the next or (from six letters on) taken for another;
and a letter may be drawn out in any word ("paaain").
Knows nothing of grammar: the other forms of a word are the author's to write, and a "no" before a
phrase changes nothing.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from hearthside.text.escape import neutralise
from hearthside.text.unseen import in_one_script

GAP: Final = "..."
GAP_WORDS: Final = 3
_APOSTROPHES: Final = (
    "'\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02c8\u055a\u05f3\ua78c`"
)
# An apostrophe on its own, or as NFKC would take it apart into a blank and a mark.
_ACCENTS: Final = re.compile(
    "[\u00b4\u0384\u1fbd\u1fbf\u1ffd\u1ffe\uff07]|(?<=\\w)\u00e2\u20ac\u2122(?=\\w)"
)
# "can t", "can' t", "can;t", "can?t": what keyboards and other programs make of an apostrophe.
_NOT: Final = (
    r"(?:ca|wo|do|does|did|is|are|was|were|has|have|had|could|would|should|must|need|ai)n"
    rf"(?:\s?[{_APOSTROPHES}]\s?|[;,?\"\ufffd]|\s)t(?![^\W_])"
)
_WORD: Final = re.compile(rf"(?<![^\W_]){_NOT}|[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*", re.IGNORECASE)
_PATTERN_WORD: Final = re.compile(rf"\.\.\.|[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*\*?")
_TYPO_LETTERS: Final = 5
_TAKEN_LETTERS: Final = 6
_DEGREES: Final = re.compile("[\u00ba\u02da\u1d52\u25e6\u2218]|(?<=\\d)\\s?\u2070")
_FRACTION: Final = re.compile("(?<=\\d)(?=[\u00bc-\u00be\u2150-\u215e])")
_RAISED: Final = re.compile("(?<=\\d)(?=\u207b?[\u00b9\u00b2\u00b3\u2074-\u2079])")
_UNSEEN: Final = re.compile("[\u034f\u115f\u1160\u180b-\u180e\u2800\u3164\ufe00-\ufe0f]")
_RUN: Final = re.compile(r"(.)\1+")
_LONG_RUN: Final = re.compile(r"([^\W\d_])\1\1")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, folded, and where it stands in the text (characters, the end excluded)."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """Where a phrase was found: its first and last word, counted from 0."""

    first: int
    last: int


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written with blanks between them."""
    return frozenset(words.split())


def readable(text: str) -> str:
    """`text` as the rules read it: compatible forms made plain, nothing invisible in it, each word
    in one script.

    Applying it twice changes nothing more; what is quoted from a text is quoted from this.
    """
    # What NFKC would take apart, or glue to what stands before it.
    text = _ACCENTS.sub("'", neutralise(text))
    text = _RAISED.sub("^", _FRACTION.sub(" ", _DEGREES.sub("\u00b0", text)))
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return in_one_script("".join([c for c in plain if unicodedata.category(c) != "Cf"]))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """`word` without case, accents and apostrophes; a star stays."""
    bare = unicodedata.normalize("NFD", word.casefold())
    return "".join([c for c in bare if c.isalnum() or c == "*"])


@dataclass(slots=True)
class Words:
    """The words of a readable text, found again by how they are spelled."""

    text: str
    typos: bool = False
    words: list[Word] = field(init=False)
    _places: dict[str, list[int]] = field(init=False, repr=False)
    _kin: dict[str, list[str]] = field(init=False, repr=False)
    _known: dict[str, list[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.words = [
            Word(fold(found.group()), found.start(), found.end())
            for found in _WORD.finditer(self.text)
        ]
        self._places, self._kin, self._known = defaultdict(list), defaultdict(list), {}
        for number, word in enumerate(self.words):
            if word.folded not in self._places and word.folded:
                self._kin[word.folded[0]].append(word.folded)
            self._places[word.folded].append(number)

    def quote(self, found: Found) -> str:
        """The found words as they stand in the text."""
        return self.text[self.words[found.first].start : self.words[found.last].end]

    def places(self, pattern: str) -> list[int]:
        """Where a word of a phrase stands, in order."""
        if pattern not in self._known:
            kin = self._kin.get(pattern[:1], ())
            alike = [word for word in kin if _is(word, pattern, self.typos)]
            self._known[pattern] = sorted(n for word in alike for n in self._places[word])
        return self._known[pattern]

    def find(self, phrase: Sequence[str]) -> list[Found]:
        """Everywhere `phrase` (see `phrase_of`) stands, one for each place it begins at."""
        return [
            Found(first, last)
            for first in self.places(phrase[0])
            if (last := self._follow(phrase, first)) is not None
        ]

    def _follow(self, phrase: Sequence[str], first: int) -> int | None:
        reached, reach = {first}, 1
        for pattern in phrase[1:]:
            if pattern == GAP:
                reach += GAP_WORDS
                continue
            near = {at + step for at in reached for step in range(1, reach + 1)}
            reached, reach = near.intersection(self.places(pattern)), 1
            if not reached:
                return None
        return min(reached)


def phrase_of(text: str) -> tuple[str, ...]:
    """The words of a written phrase, gaps among them. Raises ValueError when it has none."""
    parts = [part if part == GAP else fold(part) for part in _PATTERN_WORD.findall(readable(text))]
    while parts and parts[0] == GAP:
        parts.pop(0)
    while parts and parts[-1] == GAP:
        parts.pop()
    if not parts:
        raise ValueError(f"{text!r} has no word in it")
    return tuple(parts)


def found_any(words: Words, phrases: Iterable[Sequence[str]]) -> Iterator[Found]:
    """Every place of every phrase."""
    for phrase in phrases:
        yield from words.find(phrase)


def _is(word: str, pattern: str, typos: bool) -> bool:
    if (
        typos
        and _LONG_RUN.search(word)
        and _matches(_RUN.sub(r"\1", word), _RUN.sub(r"\1", pattern))
    ):
        return True  # "heeelp"
    return _matches(word, pattern, typos)


def _matches(word: str, pattern: str, typos: bool = False) -> bool:
    if pattern.endswith("*"):
        stem = pattern[:-1]
        if word.startswith(stem):
            return True
        if not typos or len(stem) < _TAKEN_LETTERS:
            return False
        return any(one_typo(stem, word[: len(stem) + more]) for more in (-1, 0, 1))
    return word == pattern or (typos and one_typo(pattern, word))


def one_typo(wanted: str, written: str) -> bool:
    """Whether `written` is `wanted` but for one typo after its first letter."""
    if len(wanted) < _TYPO_LETTERS or wanted[:1] != written[:1] or wanted.isdigit():
        return False
    short, long = sorted((wanted, written), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    rest, other = wanted[at:], written[at:]
    swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:] and len(rest) > 1
    taken = len(wanted) >= _TAKEN_LETTERS and rest[1:] == other[1:]
    return swapped or taken
