"""What counts as a word of a text, and where words stand in it.

A word counts whatever its case, width and form (NFKC, casefold); one with accents counts with and
without them. Scripts that set no blanks are read letter by letter and in pairs; codes ("AB-12/3")
whole and in parts. Nothing is stemmed: the languages are too many. Knows nothing of who looks for
words.
"""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from hearthside.text.unseen import visible

# Of the rules below: what was read by two editions never mixes.
TERMS_EDITION: Final = 1
_LONGEST_TERM: Final = 64


def _letter_marks() -> str:
    """Marks that belong to the letter before them: Python's \\w leaves them out."""
    found = [c for c in range(0x300, 0x3100) if unicodedata.category(chr(c))[0] == "M"]
    return "".join([chr(c) for c in found if not _DENSE_LETTER.match(chr(c))]) + "\u200c\u200d"


# Thai, Lao, Burmese, Khmer, kana: no blanks between words. (Hangul has them.) Of Han each letter
# is a word as well.
_HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DENSE: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f" + _HAN
)
_DENSE_LETTER: Final = re.compile(f"[{_DENSE}]")
_HAN_LETTER: Final = re.compile(f"[{_HAN}]")
_WORD: Final = rf"(?:[^\W_{_DENSE}]+[{_letter_marks()}]*)+"
_JOINTS: Final = "-_./:,@+"
_TERM: Final = re.compile(rf"[{_DENSE}]+|{_WORD}(?:[{_JOINTS}]{_WORD})*")
_ASCII_TERM: Final = re.compile(rf"[a-z0-9]+(?:[{_JOINTS}][a-z0-9]+)*")
_PART: Final = re.compile(rf"[^{_JOINTS}]+")


def terms_of(text: str) -> dict[str, int]:
    """The terms of `text` and how often each is there: plain words as they are met, then others."""
    small = text.lower()
    terms = dict(Counter((_ASCII_TERM if small.isascii() else _TERM).findall(small)))
    # A plain word is its only form, and most words are plain: no call for each of those.
    odd = [
        word
        for word in terms
        if not (word.isascii() and word.isalnum() and len(word) <= _LONGEST_TERM)
    ]
    for word, count in [(word, terms.pop(word)) for word in odd]:
        for form in _forms(word) if len(word) <= _LONGEST_TERM else _long(word):
            terms[form] = terms.get(form, 0) + count
    return terms


def marks(query: str, text: str) -> list[tuple[int, int]]:
    """Where words of `query` stand in `text`, as (start, end), ascending and apart: to be marked.

    In scripts without blanks pairs of letters are marked, single ones only for a query of one.
    """
    wanted = frozenset(telling(terms_of(visible(query))))
    found: list[tuple[int, int]] = []
    for match in _TERM.finditer(text):
        for start, end in _marked(match.group(), wanted):
            start, end = start + match.start(), end + match.start()
            if found and start <= found[-1][1] and _DENSE_LETTER.match(text[start]):
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return found


def _marked(word: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The places in one match of _TERM that count as one of `wanted`."""
    if _DENSE_LETTER.match(word):
        for at in range(len(word)):
            for width in (2, 1):
                if _plain(word[at : at + width]) in wanted and at + width <= len(word):
                    yield at, at + width
                    break
    elif _plain(word[:_LONGEST_TERM]) in wanted:
        yield 0, len(word)
    else:
        for part in _PART.finditer(word):
            if wanted.intersection(_forms(part.group()[:_LONGEST_TERM])):
                yield part.span()


def telling(terms: Iterable[str]) -> Iterator[str]:
    """`terms` without single letters of a script without blanks where there are pairs of them."""
    terms = list(terms)
    pairs = any(len(term) > 1 and _DENSE_LETTER.match(term) for term in terms)
    return (t for t in terms if not (pairs and len(t) == 1 and _DENSE_LETTER.match(t)))


@lru_cache(maxsize=65536)
def _forms(word: str) -> tuple[str, ...]:
    """Every term that a match of _TERM counts as."""
    if _DENSE_LETTER.match(word):
        return tuple(_dense_forms(word))
    if word.isascii() and word.isalnum():
        return (sys.intern(word.lower()),)
    parts = _PART.findall(word)
    whole = word if len(parts) > 1 and any(map(str.isdigit, word)) else ""
    forms: list[str] = []
    for part in [*parts, whole]:
        plain = _plain(part)
        bare = plain if plain.isascii() else _bare(plain)
        forms += [plain, bare] if bare != plain else [plain]
    return tuple([sys.intern(form) for form in forms if form])


def _dense_forms(word: str) -> list[str]:
    plain = _plain(word)
    singles = [c for c in plain if len(plain) == 1 or _HAN_LETTER.match(c)]
    return singles + [plain[at : at + 2] for at in range(len(plain) - 1)]


def _long(word: str) -> list[str]:
    """The terms of what is no word, an endless line for one: of each part the beginning counts."""
    if _DENSE_LETTER.match(word):
        return _dense_forms(word)
    return [form for part in _PART.findall(word) for form in _forms(part[:_LONGEST_TERM])]


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())


def _bare(word: str) -> str:
    """`word` without accents; marks that are vowels, as in Devanagari, stay."""
    apart = unicodedata.normalize("NFD", word)
    kept = [c for c in apart if c >= "\u0900" or not unicodedata.combining(c)]
    return unicodedata.normalize("NFC", "".join(kept))
