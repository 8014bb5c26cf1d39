"""Words found again in talks: case and accents do not matter, and the place is told.

Every word that is looked for must begin a word of the turn (in scripts without blanks: stand in
it). Knows nothing of how talks are kept.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hearthside.talk.conversation import Conversation

MOST_HITS: Final = 50
_AROUND: Final = 70
_MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn that holds the words (0: the title). `excerpt` is what stands around the first of
    them, which is its part from `start` to `end`."""

    key: str
    talk: str
    number: int
    excerpt: str
    start: int
    end: int


def search(
    talks: Iterable[tuple[str, Conversation]], query: str, most: int = MOST_HITS
) -> list[Hit]:
    """The turns that hold all words of `query`, of the talks (key, talk) in their order, the latest
    turns of each first; none for a query without words."""
    words = re.findall(r"[^\W_]+", _folded(query[:1000])[0])[:_MOST_WORDS]
    found = _found([_pattern(word) for word in words], talks) if words else iter(())
    return [hit for hit, _ in zip(found, range(most), strict=False)]


def _found(
    patterns: list[re.Pattern[str]], talks: Iterable[tuple[str, Conversation]]
) -> Iterator[Hit]:
    for key, talk in talks:
        texts = [(0, talk.title), *enumerate([one.text for one in talk.turns], start=1)]
        for number, text in reversed(texts):
            if span := _first(patterns, text):
                yield _hit(key, talk.named(), number, text, *span)


def _first(patterns: list[re.Pattern[str]], text: str) -> tuple[int, int] | None:
    """Where the first of the words stands in a text that has all of them."""
    folded, places = _folded(text)
    spans = [found.span() for one in patterns if (found := one.search(folded))]
    if len(spans) < len(patterns):
        return None
    start, end = min(spans)
    return (start, end) if places is None else (places[start], places[end - 1] + 1)


def _hit(key: str, named: str, number: int, text: str, start: int, end: int) -> Hit:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = ("\u2026" if first else "") + text[first:start]
    after = text[end:last] + ("\u2026" if last < len(text) else "")
    return Hit(key, named, number, before + text[start:end] + after, len(before),
               len(before) + end - start)  # fmt: skip


def _pattern(word: str) -> re.Pattern[str]:
    begin = r"(?<![^\W_])" if word[0].isascii() else ""
    return re.compile(begin + re.escape(word))


def _folded(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text without case and accents, and where each of its letters came from; None where each
    is in its own place."""
    if text.isascii():
        return text.lower(), None
    letters, places = [], []
    for at, letter in enumerate(text):
        for one in _plain(letter):
            letters.append(one)
            places.append(at)
    return "".join(letters), tuple(places)


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter.casefold())
    return "".join([one for one in bare if not unicodedata.combining(one)])
