"""The language of a document: what it declares, unless its text says otherwise.

Where the script settles it (Greek, Thai, Hangul), the script decides; else the small words of some
languages are counted. Knows nothing of files.
"""

import re
from collections.abc import Sequence
from typing import Final

from hearthside.documents.document import Section
from hearthside.route.language import UNKNOWN, language_of, script_of
from hearthside.route.words import Words

_SAMPLE_CHARACTERS: Final = 4_000
_CODE: Final = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)
_KANA: Final = re.compile("[\u3040-\u30ff]")
_UKRAINIAN: Final = re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457]")
_PERSIAN: Final = re.compile("[\u067e\u0686\u0698\u06af\u06cc]")
# Scripts that nearly all texts of one language are written in, and that few others use.
_LANGUAGE_OF: Final = {
    "arabic": "ar",
    "armenian": "hy",
    "bengali": "bn",
    "cyrillic": "ru",
    "devanagari": "hi",
    "georgian": "ka",
    "greek": "el",
    "gujarati": "gu",
    "hangul": "ko",
    "hebrew": "he",
    "hiragana": "ja",
    "katakana": "ja",
    "tamil": "ta",
    "telugu": "te",
    "thai": "th",
}


def language(sections: Sequence[Section], declared: str = "") -> str:
    """A two-letter code (three where there is none of two); "" when nothing is to be trusted."""
    sample = _sample(sections)
    script = script_of(sample.lower())
    guess = _by_script(script, sample) if script not in ("", "latin") else _latin(sample)
    told = _CODE.fullmatch(declared.strip())
    # Programs declare the language of their own menus: the text counts for more.
    return guess or (told[1].lower() if told else "")


def _latin(sample: str) -> str:
    found = language_of(Words(sample), home="")
    return "" if found == UNKNOWN else found


def _by_script(script: str, sample: str) -> str:
    if script == "cjk":
        return "ja" if _KANA.search(sample) else "zh"
    if script == "cyrillic" and _UKRAINIAN.search(sample):
        return "uk"
    if script == "arabic" and _PERSIAN.search(sample):
        return "fa"
    return _LANGUAGE_OF.get(script, "")


def _sample(sections: Sequence[Section]) -> str:
    """Text from the first sections that have some, tables last."""
    parts: list[str] = []
    left = _SAMPLE_CHARACTERS
    for section in sorted(sections, key=lambda it: it.kind == "table"):
        if left <= 0:
            break
        parts.append(section.text[:left])
        left -= len(parts[-1])
    return "\n".join(parts)
