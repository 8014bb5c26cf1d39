"""Which encoding bytes without a name are in: the one in which they are most likely a language.

Each encoding is tried with the letters of its languages, of which a text has the frequent ones
often; signs within words, capitals after small letters and two scripts in one word speak against
it. Made for little text: two rows of a table are enough. Knows nothing of UTF-8, which shows
itself.
"""

import re
from functools import cache
from itertools import groupby, pairwise
from math import log
from typing import Final

from hearthside.documents.encodings.profiles import ALPHABETS, DOUBLE, SIGNS

_SAMPLE_BYTES: Final = 20_000
_UNKNOWN: Final = log(1e-4)  # a letter that the language does not have
_SIGN: Final = log(0.02)
_CAPITAL: Final = log(0.1)  # a name, or a sentence's beginning
_COMMON: Final = log(0.04)  # half a letter of a first page in an encoding of two bytes
_USUAL: Final = log(20)  # how much more often than those the most usual letters come
_RARE: Final = log(1e-3)
_BROKEN: Final = log(1e-5)
_ODD: Final = log(0.02)  # what a word is not made like
_LESS_USUAL: Final = log(0.1)  # the second and further encodings of a language
_WORDS: Final = re.compile(r"[^\W\d_]+")
_SIGN_IN_WORD: Final = re.compile(
    "(?<=[^\\W\\d_])[^\\w\\s\x21-\x7e\u2013-\u201d\u2026\xab\xbb](?=[^\\W\\d_])"
)
_DOUBLE_BYTES: Final = re.compile(rb"[\x80-\xff][\x40-\xff]|[\x80-\xff]", re.DOTALL)


def likeliest(content: bytes) -> str:
    """The codec in which `content`, neither ASCII nor UTF-8, is most likely meant.

    Windows-1252 where nothing speaks for another.
    """
    lines = [line for line in content[:_SAMPLE_BYTES].splitlines() if not line.isascii()]
    sample = b"\n".join(lines)
    scored = [(_double(sample, codec), codec) for codec in DOUBLE]
    for _, codecs, letters in ALPHABETS:
        odds = _odds(letters)
        scored += [
            (_single(sample, codec, odds, letters) + (rank > 0) * _LESS_USUAL, codec)
            for rank, codec in enumerate(codecs)
        ]
    best = max(score for score, _ in scored)
    return next(codec for score, codec in scored if score == best)


@cache
def _odds(letters: str) -> dict[str, float]:
    """The logarithm of how often each of these letters is the next one beyond ASCII, about."""
    weights = [1 / (rank + 1 + len(letters) / 4) for rank in range(len(letters))]
    total = sum(weights)
    known = dict.fromkeys(SIGNS, _SIGN)
    for letter, weight in zip(letters, weights, strict=True):
        known.setdefault(letter.upper(), log(weight / total) + _CAPITAL)
        known[letter] = log(weight / total)
    return known


@cache
def _table(codec: str) -> str:
    return bytes(range(256)).decode(codec, "replace")


def _single(sample: bytes, codec: str, odds: dict[str, float], letters: str) -> float:
    text = sample.decode(codec, "replace")
    score = sum(_BROKEN if it == "\ufffd" else odds.get(it, _UNKNOWN) for it in text if it > "\x7f")
    score += _ODD * len(_SIGN_IN_WORD.findall(text))
    latin = letters[0] < "\u0250"
    return score + _ODD * sum(_oddness(word, latin) for word in _WORDS.findall(text))


def _oddness(word: str, latin: bool) -> int:
    """How many places in `word` no word of its script has."""
    if word.isascii():
        return 0
    odd = sum(1 for a, b in pairwise(word) if a.islower() and b.isupper())
    runs = [(ascii_, len(list(run))) for ascii_, run in groupby(word, str.isascii)]
    if latin:
        return odd + sum(size - 2 for ascii_, size in runs if not ascii_ and size > 2)
    return odd + len(runs) - 1


def _double(sample: bytes, codec: str) -> float:
    pages, usual = DOUBLE[codec]
    text = sample.decode(codec, "replace")
    score = _BROKEN * text.count("\ufffd")
    for pair in _DOUBLE_BYTES.findall(sample):
        first, second = pair[0], pair[-1]
        common = any(a <= first <= b and second >= least for a, b, least in pages)
        score += len(pair) * (_COMMON if common else _RARE)
    return score + _USUAL * sum(map(text.count, usual))
