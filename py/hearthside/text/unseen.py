"""What an eye does not tell: characters that nobody sees, letters that look like another script's.

Soft hyphens, blanks without width and marks of direction come into texts by copying, by programs,
and by people who mean to get past a rule; so do Cyrillic and Greek letters within Latin words, and
Latin ones within theirs. Source of the letters: Unicode Technical Standard 39 (confusables), those
that look alike in common fonts. Knows no other scripts, and no digits for letters.
"""

import re
from collections.abc import Iterable
from typing import Final

DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Soft hyphens (with the end of the line that shows them), the joiner of letters, a Mongolian blank,
# blanks and joiners without width; U+200C and U+200D only where the script before knows neither.
_UNSEEN: Final = re.compile(
    f"\u00ad\n?|[\u034f\u180e\u200b\u2060-\u2064\ufeff{DIRECTIONS}]|"
    "(?<![\u0590-\u1fff\u200c\u200d\u2190-\uffff\U00010000-\U0010ffff])[\u200c\u200d]+"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_OTHERS: Final = re.compile("[\u0370-\u052f\u1f00-\u1fff]")
_LATIN: Final = "Latin"
# Letters of a script, and below each the Latin one that it looks like.
_ALIKE: Final = {
    "Cyrillic": (
        "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u0501\u051b\u051d\u04bb\u04cf"
        "\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425\u0423\u0406\u0408\u0405",
        "aceopxyijsdqwhl" "ABCEHKMOPTXYIJS",
    ),
    "Greek": (
        "\u03b1\u03bf\u03bd\u03c1\u03b9\u03ba\u03c5\u03f2"
        "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
        "aovpikuc" "ABEZHIKMNOPTYX",
    ),
}  # fmt: skip
_AS_LATIN: Final = {
    letter: latin
    for letters, latins in _ALIKE.values()
    for letter, latin in zip(letters, latins, strict=True)
}
_FROM_LATIN: Final = {
    script: {latin: letter for letter, latin in zip(*rows, strict=True)}
    for script, rows in _ALIKE.items()
}
_MISTAKEN: Final = frozenset("".join(_AS_LATIN.values()))


def visible(text: str) -> str:
    """`text` without what cannot be seen, which would part words and numbers."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def in_one_script(text: str) -> str:
    """`text`, as long as before, each word in the letters of one script where that can be told.

    What tells is a letter that looks like none of another script. A word without one is Latin in a
    text that has Latin words and no word of another script.
    """
    if text.isascii() or not _OTHERS.search(text):
        return text
    told = _scripts_told(text)
    return _WORD.sub(lambda found: _told(found[0], told), text)


def _told(word: str, around: set[str]) -> str:
    if word.isascii():
        return word
    latin = "".join([_AS_LATIN.get(c, c) for c in word])
    mixed = any(map(str.isascii, word))
    scripts = _scripts_told(word)
    if not scripts and (around == {_LATIN} or (mixed and not around)):
        scripts = {_LATIN}
    if len(scripts) != 1:
        return word
    script = next(iter(scripts))
    if script == _LATIN:
        return latin
    own = _FROM_LATIN[script]
    return "".join([c if _script_of(c) == script else own.get(plain, c)
                    for c, plain in zip(word, latin, strict=True)])  # fmt: skip


def _scripts_told(letters: Iterable[str]) -> set[str]:
    """The scripts of the letters that cannot be mistaken for another's."""
    return {_script_of(c) for c in letters if c not in _MISTAKEN and c not in _AS_LATIN} - {""}


def _script_of(letter: str) -> str:
    """Its name, "" for one of none of the three and for what is no letter."""
    if not letter.isalpha():
        return ""
    if "\u0400" <= letter <= "\u052f":
        return "Cyrillic"
    if "\u0370" <= letter <= "\u03ff" or "\u1f00" <= letter <= "\u1fff":
        return "Greek"
    return _LATIN if letter <= "\u024f" else ""
