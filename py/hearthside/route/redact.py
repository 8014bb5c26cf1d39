"""Takes out of a text what would say who it is about, by pattern: names, numbers, addresses.

    redacted = redact("My name is Ana Ruiz, call 0555 123 4567.")
    redacted.text       # "My name is [name], call [phone number]."

Known: names after a title, after "my name is" and its like, in greetings and signatures, and the
same names again later; e-mail and web addresses; telephone, card (by their check digit), account
and identity numbers; dates of birth and other full dates; street addresses and postcodes.
Not known: a name that nothing announces, a nickname, a place, a job, a rare illness, or a story by
which somebody is recognised. So a person reads the text before it goes anywhere (see LIMITS).
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hearthside.route.words import listed

LIMITS: Final = (
    "Names and numbers were taken out by simple patterns. What they miss is still there: read it "
    "before you pass it on."
)
_CAPITAL: Final = r"[A-Z\u00c0-\u00de][\w\u2019'-]+"
_TITLE: Final = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Nurse|Sister|Sr|Sra|Se\u00f1or|Se\u00f1ora|Herr|Frau|Mme"
    r"|Monsieur|Madame|Doctor|Professor|Captain|Pastor|Father|Aunt|Uncle|Auntie|Mama|Baba)"
)
_PERSON: Final = (
    r"(?:son|daughter|wife|husband|mother|father|mum|mom|dad|brother|sister|baby|child)"
)
_NAME: Final = rf"(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}})"
# Typed in haste a name is in small letters: two words, none of which goes on with the sentence.
_ANY_NAME: Final = (
    r"(?P<name>[^\W\d_][\w\u2019'-]*"
    r"(?: (?!(?i:and|but|i|i'm|my|he|she|we)\b)[^\W\d_][\w\u2019'-]*)?)"
)
_NAMED: Final = (
    r"\b(?i:my|his|her|the|our|patient'?s?|full|first|last) (?i:name is|name's|name:)\s*"
    + _ANY_NAME,
    rf"\b(?i:patient|name|client|customer|contact|from|signed)\s*:\s*{_NAME}",
    r"\b(?i:I am|I'm|I\u2019m|this is|called|named|speaking to|spoke to|speak to)\s+" + _NAME,
    rf"\b{_TITLE}\.?\s+{_NAME}",
    rf"\b(?i:my|our|his|her) (?i:{_PERSON}),? {_NAME}",
    rf"(?m)^\s*(?i:dear|hi|hello|hey)\s+{_NAME}\s*[,!.:\n]",
    r"(?i:regards|sincerely|thanks|thank you|cheers|yours|love|best|wishes|faithfully)"
    rf"\s*[,.!]?\s*[\n-]+\s*{_NAME}",
)
# Capitalised words that follow "I am" or "this is" and are nobody's name.
_NOT_NAMES: Final = listed(
    "a an the not so very still at in on here there sorry happy unable having getting writing "
    "pregnant diabetic feeling ok okay fine well english german french spanish indian african "
    "monday tuesday wednesday thursday friday saturday sunday support team"
)
_STREET: Final = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Close|Court|Ct|Square"
    r"|Place|Pl|Terrace|Crescent|Highway|Hwy|Alley|Row)"
)
_PLAIN: Final = (
    ("e-mail", r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
    ("web address", r"\b(?:https?://|www\.)\S+[^\s.,;:!?)\]]"),
    ("account number", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"),
    ("identity number", r"\b\d{3}-\d{2}-\d{4}\b|\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    (
        "date of birth",
        r"(?i:\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birth ?date|birthday(?: is)?))"
        r"\s*[:=]?\s*(?:\d{1,4}[./\s-]+(?:\d{1,2}|[A-Za-z]{3,9})[./\s,-]+\d{2,4}"
        r"|[A-Za-z]{3,9} \d{1,2},? \d{4})",
    ),
    (
        "identity number",
        r"(?i:\b(?:id|mrn|nhs|ssn|passport|insurance|policy|account|patient|member|customer|licen[cs]e"
        r"|national|social security|hospital|case|ticket|order|booking|invoice|reference|ref)"
        r"(?: (?:id|no|nr|number|num|code|card))*)\.?\s*(?:is\s|[:#=])?\s*#?"
        r"(?=[\w-]*\d)[A-Za-z0-9][\w-]*(?: \d[\w-]*)*",
    ),
    (
        "address",
        rf"\b\d{{1,5}}[A-Za-z]?,? (?:{_CAPITAL} ){{1,3}}{_STREET}\b\.?"
        r"|\b[A-Z\u00c0-\u00de]\w+(?:stra\u00dfe|strasse|str\.|gasse|weg|platz) \d{1,4}[a-z]?\b"
        r"|\b(?i:p\.? ?o\.? box) \d+",
    ),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b"),
    (
        "date",
        r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"
        r"|\b\d{1,2}(?:st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*,? "
        r"(?:19|20)\d{2}\b",
    ),
)
_BEFORE_RUNS: Final = 4  # what would else be taken for a run of digits
# Digits with what people put between them; a decimal number or a blood pressure is no such run.
_RUN: Final = re.compile(r"(?<![\w.,/])\+?\(?\d(?:[ ().-]{0,2}\d){6,18}(?![\w/]|[.,]\d)")
_CARD_DIGITS: Final = (13, 19)
_PHONE_DIGITS: Final = (7, 15)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with marks like `[name]` in it, and how many of each kind were put there."""

    text: str
    counts: tuple[tuple[str, int], ...]


def redact(text: str) -> Redacted:
    """`text` without what its patterns know. Applying it twice changes nothing more."""
    counts: Counter[str] = Counter()

    def mark(kind: str) -> Callable[[re.Match[str]], str]:
        def put(found: re.Match[str]) -> str:
            counts[kind] += 1
            return f"[{kind}]"

        return put

    for kind, pattern in _PLAIN[:_BEFORE_RUNS]:
        text = re.sub(pattern, mark(kind), text)
    text = _RUN.sub(lambda found: _number(found, counts), text)
    for kind, pattern in _PLAIN[_BEFORE_RUNS:]:
        text = re.sub(pattern, mark(kind), text)
    for name in sorted(_names(text), key=len, reverse=True):
        text = re.sub(rf"(?<![\w\[]){re.escape(name)}(?!\w)", mark("name"), text)
    return Redacted(text, tuple(sorted(counts.items())))


def is_card(digits: str) -> bool:
    """Whether `digits` (13 to 19 of them) pass the check of payment cards (Luhn)."""
    if not _CARD_DIGITS[0] <= len(digits) <= _CARD_DIGITS[1] or len(set(digits)) == 1:
        return False
    doubled = [int(d) * (2 if at % 2 else 1) for at, d in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _number(found: re.Match[str], counts: Counter[str]) -> str:
    run = found.group()
    digits = re.sub(r"\D", "", run)
    if re.search(r"(?<!\d)\d{1,3}\.\d(?!\d)", run):
        return run  # measured values in a row
    if is_card(digits):
        kind = "card number"
    elif re.fullmatch(r"[1-9]\d\d \d{3} \d{4}", run):
        kind = "identity number"
    elif re.fullmatch(r"(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d{2}", run):
        return run  # a date: the next patterns say which kind
    elif _PHONE_DIGITS[0] <= len(digits) <= _PHONE_DIGITS[1]:
        kind = "phone number"
    else:
        kind = "long number"
    counts[kind] += 1
    return f"[{kind}]"


def _names(text: str) -> set[str]:
    """Every announced name, whole and in its parts."""
    found: set[str] = set()
    for pattern in _NAMED:
        for match in re.finditer(pattern, text):
            parts = match["name"].split()
            while parts and parts[0].lower() in _NOT_NAMES:
                parts.pop(0)
            if parts and len(parts) < len(match["name"].split()):
                continue  # "I am Very Happy": the first word says that no name follows
            found.update(" ".join(parts[start:]) for start in range(len(parts)))
            found.update(part for part in parts)
    return {name for name in found if len(name) > 1 and name.lower() not in _NOT_NAMES}
