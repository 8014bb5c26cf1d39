"""Who wrote a letter or a message, and to whom: by its greeting, its closing and its last line.

Rough on purpose: where nothing is found nothing is checked. Knows English closings and greetings.
"""

import re
from typing import Final

from hearthside.text.words import listed

_NAME: Final = r"[^\W\d_][\w.'\u2019-]*"
_NAMES: Final = rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor)\.? )?{_NAME}(?: {_NAME}){{0,3}}"
_GREETING: Final = re.compile(
    rf"^(?:dear|hi|hello|hey|good (?:morning|day|evening|afternoon)|to)[ ,:]+(?P<who>{_NAMES})"
    r"\s*(?:[,!:\u2013-]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_FROM: Final = re.compile(
    rf"^from:\s*(?P<who>{_NAMES})\s*(?:[,<(]|$)", re.IGNORECASE | re.MULTILINE
)
_CLOSING: Final = re.compile(
    r"^\s*(?:(?:kind|best|warm|many|with)\s+(?:kind\s+|best\s+)?(?:regards|wishes|greetings|thanks)"
    r"|yours(?:\s+(?:sincerely|faithfully|truly))?|sincerely|regards|best|cheers|thanks|thank you"
    r"|love|greetings|respectfully)\b[\s,.!]*(?P<who>.*)$",
    re.IGNORECASE,
)
_TRAILING: Final = re.compile(rf"[,.!?]\s*[-\u2013\u2014]?\s*(?P<who>{_NAME}(?: {_NAME})?)\s*$")
_TITLES: Final = listed("mr mrs ms miss dr prof professor the your")
_NOBODY: Final = listed(
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow please thanks yes no"
)
_MOST_NAME_WORDS: Final = 4
_LAST_LINES: Final = 4


def addressee_of(text: str) -> str:
    """Whom the text greets; "" where that is not seen."""
    found = _GREETING.search(text)
    return found["who"].strip(" ,.") if found else ""


def sender_of(text: str) -> str:
    """Who signed the text; "" where that is not seen."""
    if found := _FROM.search(text):
        return found["who"].strip()
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()][-_LAST_LINES:]
    for at, line in enumerate(lines):
        closing = _CLOSING.match(line)
        if closing and closing["who"].strip():
            return _name(closing["who"])
        if closing and at + 1 < len(lines):
            return _name(lines[at + 1])
    last = lines[-1] if lines else ""
    if len(lines) > 1 and not last.endswith((".", "!", "?")) and _name(last):
        return _name(last)
    trailing = _TRAILING.search(last) if last[-1:].isalnum() else None
    return _name(trailing["who"]) if trailing else ""


def greeted_in(reply: str) -> str:
    """The first line of a reply, where it greets somebody."""
    return reply.strip().split("\n")[0].split(",")[0] if _GREETING.match(reply.strip()) else ""


def shares_name(left: str, right: str) -> bool:
    """Whether both have a word of a name in common, titles apart."""
    return bool(_words(left) & _words(right))


def _name(line: str) -> str:
    """The name that a signature's line begins with; "" where it is none."""
    part = re.split(r"[,(/|\u2013\u2014]| - ", line.strip(" -\u2013\u2014~*"))[0].strip(" .!")
    words = part.split()
    if part.casefold() in _NOBODY:
        return ""
    named = [word for word in words if word[:1].isupper()]
    if not words or len(words) > _MOST_NAME_WORDS or len(named) * 2 < len(words):
        return ""
    return part if not any(map(str.isdecimal, part)) else ""


def _words(name: str) -> set[str]:
    found = {word.casefold().removesuffix("'s") for word in re.findall(r"[^\W\d_]+", name)}
    return {word for word in found if len(word) > 1} - _TITLES
