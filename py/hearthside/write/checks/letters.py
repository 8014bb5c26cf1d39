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
    r"^\W*(?:(?:kind|best|warm|many|with)\s+(?:kind\s+|best\s+|warm\s+|many\s+)?"
    r"(?:regards|wishes|greetings|thanks)|yours(?:\s+(?:sincerely|faithfully|truly))?|sincerely"
    r"|regards|best|cheers|thanks|thank you|love|greetings|respectfully|hugs|kisses|see you|\w+ly)"
    r"\b[\s,.!]*",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"(?:^|[.!?)\u201d\"]\s+)(?P<tail>[^.!?]*(?:\b(?:Mr|Mrs|Ms|Dr|Prof)\. [^.!?]*)?)$"
)
_OWN: Final = re.compile(r"^(?:your|the|from)\s+(?=\S)", re.IGNORECASE)
_TITLES: Final = listed("mr mrs ms miss dr prof professor the your")
_NOBODY: Final = listed(
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow please thanks yes no"
)
_MOST_NAME_WORDS: Final = 5
_SIGNATURE_CHARACTERS: Final = 120
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
    for at in reversed(range(len(lines))):
        closing = _CLOSING.match(lines[at])
        signed = lines[at][closing.end() :] if closing else ""
        after = lines[at + 1] if closing and not signed and at + 1 < len(lines) else signed
        if name := _first_name(after):
            return name
    return _first_name(_tail_of(lines)) if lines else ""


def _tail_of(lines: list[str]) -> str:
    """What may be a signature: the last line where it is no sentence, or what ends it."""
    tail = _TAIL.search(lines[-1])
    said = tail["tail"].strip() if tail else ""
    alone = len(lines) < 2 and said == lines[-1]  # one line that is a note, not a letter
    return "" if alone and "," not in said else said


def greeted_in(reply: str) -> str:
    """The first line of a reply, where it greets somebody."""
    return reply.strip().split("\n")[0].split(",")[0] if _GREETING.match(reply.strip()) else ""


def closed_once(letter: str) -> str:
    """The letter without closings that stand under a closing: small models go on closing."""
    kept: list[str] = []
    for line in letter.split("\n"):
        if not (kept and _closes(line) and _closes(kept[-1])):
            kept.append(line)
    return "\n".join(kept)


def _closes(line: str) -> bool:
    found = _CLOSING.match(line)
    return found is not None and found.end() == len(line)


def signed_in(text: str) -> str:
    """The signature of whoever wrote a text: from the name on that `sender_of` finds."""
    at = text.rfind(sender_of(text))
    return text[at:][:_SIGNATURE_CHARACTERS]


def shares_name(left: str, right: str) -> bool:
    """Whether both have a word of a name in common, titles apart."""
    return bool(_words(left) & _words(right))


def _first_name(signed: str) -> str:
    """The first part between commas that is a name."""
    closing = _CLOSING.match(signed)
    parts = re.split(r"[,(/|\u2013\u2014]| - ", signed[closing.end() if closing else 0 :])
    return next((name for name in map(_name, parts) if name), "")


def _name(part: str) -> str:
    """A part of a signature's line as a name; "" where it is none."""
    bare = _OWN.sub("", part.strip(" -~*.!"))
    words = [word for word in bare.split() if word.casefold() not in ("and", "&", "de", "van")]
    named = [word for word in words if word[:1].isupper()]
    if bare.casefold() in _NOBODY or not words or len(words) > _MOST_NAME_WORDS:
        return ""
    return "" if len(named) * 2 <= len(words) or any(map(str.isdecimal, bare)) else bare


def _words(name: str) -> set[str]:
    found = {word.casefold().removesuffix("'s") for word in re.findall(r"[^\W\d_]+", name)}
    return {word for word in found if len(word) > 1} - _TITLES
