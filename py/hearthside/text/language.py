"""Which language a text is in: by its script where that settles it, else by words and letters.

Most scripts belong to one language (Greek, Thai, Hangul; kana makes Japanese). Where many share
one, naive Bayes sums up how much likelier a language makes the words and the threes of letters than
a text in none would, less for letters that it is not written with; `profiles.txt` holds the
commonest of each, written by tests/quality/languages/make_profiles.py. "" when unsure: few words,
two languages nearly as likely, or none that fits. Croatian, Bosnian and Serbian in Latin letters
are all "hr" to it. Knows nothing of files, and takes a text in two languages for one of them.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

# Read now: in the page Python starts from a snapshot of its memory, which has no files.
_PROFILES: Final = files(__package__).joinpath("profiles.txt").read_text("utf-8")

_LANGUAGE_OF: Final = {
    "armenian": "hy", "bengali": "bn", "ethiopic": "am", "georgian": "ka", "greek": "el",
    "gujarati": "gu", "gurmukhi": "pa", "hangul": "ko", "hebrew": "he", "kannada": "kn",
    "khmer": "km", "lao": "lo", "malayalam": "ml", "myanmar": "my", "oriya": "or",
    "sinhala": "si", "tamil": "ta", "telugu": "te", "thaana": "dv", "thai": "th", "tibetan": "bo",
}  # fmt: skip
_EAST: Final = ("cjk", "hiragana", "katakana")
_DENSE: Final = (*_EAST, "hangul")
_SHARED: Final = ("arabic", "cyrillic", "devanagari", "latin")
_KANA_SHARE: Final = 0.05  # Chinese borrows a sign of kana now and then
# What cannot be told from another, or only by its script, and from which.
_LIKE: Final = {
    "as": "bn", "bs": "hr", "nb": "no", "nn": "no", "sh": "hr", "sr": "hr", "ti": "am",
    "tl": "fil", "yi": "he", "yue": "zh",
}  # fmt: skip
_ENOUGH_WORDS: Final = 4
# Natural logarithms. How much likelier the first must be than the second; the expected language is
# taken to be, and is again by each word known for it; the least a letter is to add.
_MARGIN: Final = 1.5
_AT_HOME: Final = 4.0
_KNOWN_WORD: Final = 3.0
_LEAST: Final = 0.42
# The share that what no profile has is taken to have; threes hang together, so they count less.
FLOOR_OF_WORDS: Final = -11.0
FLOOR_OF_THREES: Final = -9.5
_THREES_WEIGH: Final = 0.4
_STRANGE: Final = 2.0  # what a letter of another alphabet takes away


def script_of(text: str) -> str:
    """The script of most letters in lower case ("latin", "arabic", "cjk"); "" without letters.
    A sign that stands for a syllable or a word counts twice."""
    return max(counts, key=counts.__getitem__) if (counts := _scripts(text)) else ""


def language_of(text: str, home: str = "", known: Collection[str] = ()) -> str:
    """The language of `text`: a code of two letters, of three where there is none; "" when unsure.

    `home`: the code of the language that is expected. It stands where the text has too few words,
    and where no other is clearly likelier. `known`: words without accents, in lower case, that
    count for it: a note like "cough, sore throat" has no other sign of its language.
    """
    plain = unicodedata.normalize("NFKC", text)
    scripts, script = _scripts(plain), script_of(plain)
    if not script:
        return home
    script = _EAST[0] if script in _EAST else script
    like = _LIKE.get(home, home)
    if _scripts_of_languages().get(like, script) != script:
        home = like = ""  # not what was expected
    if script in _SHARED:
        guess = _by_words(words_of(plain), like, known)
    elif script in _EAST:
        kana = scripts["hiragana"] + scripts["katakana"]
        guess = "ja" if kana > _KANA_SHARE * scripts["cjk"] else "zh"
    else:
        guess = _LANGUAGE_OF.get(script, "")
    return home if guess == like else guess


def languages() -> tuple[str, ...]:
    """The codes that `language_of` may say by itself, in their order."""
    return tuple(sorted(_scripts_of_languages()))


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, the marks of their letters with them."""
    plain = unicodedata.normalize("NFC", text.casefold())
    return "".join([c if _is_of_a_word(c) else " " for c in plain]).split()


def threes_of(word: str) -> list[str]:
    """Three signs of `word` in a row, each; `_` stands before and after it."""
    padded = f"_{word}_"
    return [padded[at : at + 3] for at in range(len(word))]


@lru_cache(maxsize=20_000)
def bare(word: str) -> str:
    """`word` without accents."""
    return "".join([c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)])


def _by_words(words: list[str], home: str, known: Collection[str]) -> str:
    if len(words) < _ENOUGH_WORDS:
        return home
    totals = _totals(words)
    if home:
        totals[home] = totals.get(home, 0.0)
        totals[home] += _AT_HOME + _KNOWN_WORD * sum(bare(word) in known for word in words)
    best, second = sorted(totals, key=totals.__getitem__, reverse=True)[:2]
    if totals[best] < _LEAST * sum(map(len, words)):
        return ""
    if totals[best] - totals[second] < _MARGIN and home not in (best, second):
        return ""
    return best


def _totals(words: Sequence[str]) -> dict[str, float]:
    """By how much each language makes `words` likelier than none, as a logarithm."""
    profiles = _profiles()
    totals = dict.fromkeys(profiles.alphabets, 0.0)
    for word in words:
        for code, gain in profiles.words.get(word, ()):
            totals[code] += gain
        for three in threes_of(word):
            for code, gain in profiles.threes.get(three, ()):
                totals[code] += gain
    marked = Counter(letter for letter in "".join(words) if letter > "z")
    for code, alphabet in profiles.alphabets.items():
        totals[code] -= _STRANGE * sum(marked[letter] for letter in marked.keys() - alphabet)
    return totals


@dataclass(frozen=True, slots=True)
class _Profiles:
    """What a word and a three of letters add to each language that has it, and the letters beyond
    a to z that each language is written with."""

    words: dict[str, list[tuple[str, float]]]
    threes: dict[str, list[tuple[str, float]]]
    alphabets: dict[str, frozenset[str]]


@cache
def _profiles() -> _Profiles:
    """`profiles.txt`, read: of each language a line of words, of threes and of letters.

    A `|` before one says that its share is by half a step of the natural logarithm smaller than
    that of the one before it.
    """
    read = _Profiles(defaultdict(list), defaultdict(list), {})
    lines = iter([line.split("\t") for line in _PROFILES.splitlines()])
    for (code, words), (_, threes), (_, letters) in zip(lines, lines, lines, strict=True):
        for listed, gains, floor, weight in (
            (words, read.words, FLOOR_OF_WORDS, 1.0),
            (threes, read.threes, FLOOR_OF_THREES, _THREES_WEIGH),
        ):
            share = 0.0
            for marked in listed.split(" "):
                name = marked.lstrip("|")
                share -= (len(marked) - len(name)) / 2
                gains[name].append((code, weight * (share - floor)))
        read.alphabets[code] = frozenset(letters)
    return read


@cache
def _scripts_of_languages() -> dict[str, str]:
    one_each = {code: script for script, code in _LANGUAGE_OF.items()}
    lines = [line.split("\t") for line in _PROFILES.splitlines()[::3]]
    return one_each | dict.fromkeys(("ja", "zh"), _EAST[0]) | {c: script_of(w) for c, w in lines}


def _scripts(text: str) -> Counter[str]:
    counts = Counter(_script(c) for c in text if c.isalpha())
    for dense in _DENSE:
        counts[dense] *= 2
    return +counts


@lru_cache(maxsize=10_000)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0].lower()


@lru_cache(maxsize=10_000)
def _is_of_a_word(c: str) -> bool:
    return unicodedata.category(c)[0] in "LM"
