"""Numbers in words of German, French, Spanish, Italian, Dutch and Portuguese.

    zweihundertfünfzig   quatre-vingt-dix-sept   treinta y nueve coma cinco   trentanove e mezzo
    zweitausend fünfhundert   anderthalb   negenendertig   cento e quatro

Every number below a thousand is in a table, as it is written; thousands and parts are put to it.
One alone is none: it is the article in all six. Words that are English too ("once", "due", "elf")
count only where the text is in that language. Knows nothing of digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hearthside.text.language import language_of
from hearthside.text.spoken.tables import LANGUAGES, Counting
from hearthside.text.words import fold, listed

_TOKEN: Final = re.compile(r"[^\W\d_]+")
_BETWEEN: Final = re.compile(r"(?:\s+|\s?[-\u2010\u2011]\s?)")
_MOST_TOKENS: Final = 7
# Words of English, or names, before anything else.
_DOUBTFUL: Final = listed(
    "elf cent cents sept mille once dos mil due otto sei venti twee doze six null nul zero"
)
_HALVES: Final = re.compile(
    r"[\s-]+(?:et[\s-]+demie?|y[\s-]+medi[oa]|e[\s-]+mezz[oa]|e[\s-]+mei[oa]|en[\s-]+een[\s-]+hal(?:f|ve)"
    r"|und[\s-]+eine?[rsnm]?[\s-]+halbe?[rsnm]?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words and where it stands, the end excluded."""

    value: float
    start: int
    end: int


def spoken_in(text: str) -> Iterator[Spoken]:
    """Every number in words of the six languages, in order."""
    tokens = list(_TOKEN.finditer(text))
    folded = [fold(token[0]) for token in tokens]
    firsts = _firsts()
    if firsts.isdisjoint(folded) and not any(map(_thousand, folded)):
        return
    at = 0
    while at < len(tokens):
        reader = _Reader(text, tokens, folded)
        best = max((reader.read(at, language) for language in LANGUAGES), key=lambda it: it[1])
        value, end = best
        if end == at or (folded[at] in _DOUBTFUL and not reader.is_told(at, end)):
            at += 1
            continue
        stop = tokens[end - 1].end()
        if half := _HALVES.match(text, stop):
            value, stop = value + 0.5, half.end()
        yield Spoken(value, tokens[at].start(), stop)
        while at < len(tokens) and tokens[at].start() < stop:
            at += 1


def half_after(text: str, end: int) -> int:
    """Where "and a half" in one of the languages ends that begins at `end`; `end` if none does."""
    found = _HALVES.match(text, end)
    return found.end() if found else end


@dataclass(frozen=True, slots=True)
class _Reader:
    """The words of a text, read as numbers; a place is that of a word, the end excluded."""

    text: str
    tokens: list[re.Match[str]]
    folded: list[str]

    def read(self, at: int, language: Counting) -> tuple[float, int]:
        """The number that begins at word `at`, and the place after it; `at` if none does."""
        value, end = self._whole(at, language)
        if end == at and self.folded[at] in language.ones and self._says(at + 1, language.points):
            value, end = 1.0, at + 1
        if end == at:
            return 0.0, at
        if self._says(end, language.points):
            digits, after = self._digits(end + 1, language)
            if digits:
                return float(f"{int(value)}.{digits}"), after
        return value, end

    def is_told(self, at: int, end: int) -> bool:
        """Whether a doubtful word is a number: another one beside it says so, what is counted, or
        the language of the text."""
        if end - at > 1 and not _DOUBTFUL.issuperset(self.folded[at:end]):
            return True
        able = [it for it in LANGUAGES if self.read(at, it)[1] == end]
        if any(self._says(end, it.counted) for it in able):
            return True
        return language_of(self.text, "en") in [it.code for it in able]

    def _whole(self, at: int, language: Counting) -> tuple[float, int]:
        value, end = self._small(at, language)
        if end == at and self._says(at, language.thousands):
            value = 1.0
        elif end == at:
            return 0.0, at
        for scale, words in ((1e6, language.millions), (1e3, language.thousands)):
            if (end > at or scale == 1e3) and self._says(end, words):
                value, end = value * scale, end + 1
        if value >= 1000 and value % 1000 == 0 and self._joined(end - 1, end):
            rest, end = self._small(end, language)
            value += rest
        return value, end

    def _small(self, at: int, language: Counting) -> tuple[float, int]:
        """The longest number of the table at word `at`."""
        spoken = language.table()
        last = at
        while last < len(self.tokens) and last - at < _MOST_TOKENS and self._joined(at, last):
            last += 1
        for end in range(last, at, -1):
            value = spoken.get(" ".join(self.folded[at:end]))
            if value is None and end == at + 1:
                value = _glued(self.folded[at], language)
            if value is not None:
                return value, end
        return 0.0, at

    def _digits(self, at: int, language: Counting) -> tuple[str, int]:
        """What follows the sign: digits one by one, or one number."""
        digits, table = "", language.table()
        while at < len(self.tokens) and table.get(self.folded[at], 10.0) < 10:
            digits, at = digits + str(int(table[self.folded[at]])), at + 1
        if digits:
            return digits, at
        value, end = self._small(at, language)
        return (str(int(value)), end) if end > at else ("", at)

    def _says(self, at: int, words: frozenset[str]) -> bool:
        return at < len(self.tokens) and self.folded[at] in words and self._joined(at - 1, at)

    def _joined(self, first: int, last: int) -> bool:
        """Whether only a blank or a hyphen stands before word `last`, where that is a later one."""
        if last <= first or first < 0:
            return True
        if last >= len(self.tokens):
            return False
        before, after = self.tokens[last - 1].end(), self.tokens[last].start()
        return _BETWEEN.fullmatch(self.text, before, after) is not None


def _glued(word: str, language: Counting) -> float | None:
    """Thousands and halves in one word: "zweitausendfünfhundert", "duemila", "zweieinhalb"."""
    table = language.table()
    for half in language.halves:
        if word.endswith(half) and (whole := table.get(word[: -len(half)])) is not None:
            return whole + 0.5
    for thousand in language.thousands if language.glued else ():
        before, found, after = word.partition(thousand)
        more = table.get(after) if after else 0.0
        times = table.get(before) if before else 1.0
        if found and more is not None and times is not None:
            return times * 1000 + more
    return None


@lru_cache(maxsize=1)
def _firsts() -> frozenset[str]:
    """The words that a number may begin with."""
    words = [key.partition(" ")[0] for language in LANGUAGES for key in language.table()]
    return frozenset(words).union(*(language.thousands for language in LANGUAGES))


def _thousand(word: str) -> bool:
    """Whether a word may have thousands or a half within it."""
    return any(
        part in word
        for language in LANGUAGES
        for part in (*language.halves, *(language.thousands if language.glued else ()))
    )
