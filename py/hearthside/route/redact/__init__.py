"""Takes out of a text what would say who it is about, by pattern: names, numbers, addresses.

    redacted = redact("My name is Ana Ruiz, call 0555 123 4567.")
    redacted.text       # "My name is [name], call [phone number]."

Known: names after a title, after "my name is" and its like, in greetings and signatures, and the
same names again later (names.py); e-mail and web addresses; telephone numbers of all countries and
cards (phones.py); accounts and the identity numbers of 24 countries (identity.py says which),
others where a word announces them; dates of birth and other full dates; street addresses;
postcodes.
Not known: a name that nothing announces, a nickname, a place, a job, a rare illness, or a story by
which somebody is recognised. So a person reads the text before it goes anywhere (see LIMITS).
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hearthside.route.redact.identity import is_card, without_numbers
from hearthside.route.redact.names import CAPITAL, names_in
from hearthside.route.redact.phones import without_runs

__all__ = ["LIMITS", "Redacted", "is_card", "redact"]

LIMITS: Final = (
    "Names and numbers were taken out by simple patterns. What they miss is still there: read it "
    "before you pass it on."
)
_STREET: Final = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Close|Court|Ct|Square"
    r"|Place|Pl|Terrace|Crescent|Highway|Hwy|Alley|Row)"
)
_DOTTED: Final = r"(?:\s*(?:[\[(]\s*dot\s*[\])]|\.)\s*|\s+dot\s+)"
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_ADDRESSES: Final = (
    (
        "e-mail",
        rf"(?<![\w.+%-])[\w.+%-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+|(?<![\w.+-])[\w.+-]{{1,64}}\s?[\[(]\s*(?:at"
        rf"|@)\s*[\])]\s*[\w-]+(?:{_DOTTED}\w+)+"
        rf"|(?<![\w.+-])[\w.+-]{{1,64}} at (?:gmail|outlook|hotmail|yahoo|icloud){_DOTTED}\w+",
    ),
    (
        "web address",
        r"\b(?:https?://|www\.)\S+[^\s.,;:!?)\]]"
        r"|(?<![\w.-])[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,3}\.[a-z]{2,6}/[^\s,;!?)\]]*[\w/]",
    ),
    ("user name", r"(?<![\w@.])@[A-Za-z_][\w.]{2,}\b"),
)
# Announced: by a word that says so itself, by any of these with "no." and its like, or by a sign
# and a number of some length ("patient is 45" announces none).
_CODE: Final = r"(?=[\w/-]{0,40}\d)[A-Za-z0-9][\w/-]{2,40}(?: \d{3,}[\w-]*)*"
_ISSUER: Final = (
    r"(?:patient|policy|account|member|customer|client|licen[cs]e|national|hospital|case"
    r"|ticket|order"
    r"|booking|invoice|reference|ref|insurance|identity|tax|driver'?s licen[cs]e|registration)"
)
_IDENTITY: Final = (
    r"(?i:\b(?:id|mrn|nhs|ssn|passport|social security|dni|nie|nif|iban|bsn|pesel|nino"
    r"|cpf|aadhaar|pan"
    rf"|{_ISSUER}(?: {_ISSUER})? (?:id|no|nr|number|num|code|card))(?: (?:id|no|nr|number"
    rf"|num|code|card))*\b"
    rf"\.?\s*(?:(?:is|es|ist)\s|[:#=])?\s*#?{_CODE}"
    rf"|\b{_ISSUER}\s*[:#=]\s*#?{_CODE}|\b{_ISSUER}\s(?!(?:19"
    rf"|20)\d\d\b)(?=[\w/-]{{0,40}}\d\d)[A-Za-z0-9][\w/-]{{3,40}})"
)
_BIRTH: Final = (
    r"(?i:\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birth ?date|birthday(?: is)?))"
    r"\s*[:=]?\s*(?:\d{1,4}[./\s-]+(?:\d{1,2}|[A-Za-z]{3,9})[./\s,-]+\d{2,4}"
    r"|[A-Za-z]{3,9} \d{1,2},? \d{4})"
)
_PLAIN: Final = (
    (
        "address",
        rf"\b\d{{1,5}}[A-Za-z]?,? (?:{CAPITAL} ){{1,3}}{_STREET}\b\.?"
        r"|\b[A-Z\u00c0-\u00de]\w+(?:stra\u00dfe|strasse|str\.|gasse|weg|platz) \d{1,4}[a-z]?\b"
        r"|\b(?i:p\.? ?o\.? box) \d+",
    ),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b"),
    (
        "date",
        r"\b\d{1,2}([./-])\d{1,2}\1(?:19|20)\d{2}\b|\b(?:19|20)\d{2}([./-])\d{1,2}\2\d{1,2}\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? (?:19|20)\d{{2}}\b"
        rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}\b",
    ),
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with marks like `[name]` in it, and how many of each kind were put there."""

    text: str
    counts: tuple[tuple[str, int], ...]


def redact(text: str) -> Redacted:
    """`text` without what its patterns know. Applying it twice changes nothing more."""
    counts: Counter[str] = Counter()

    def put(kind: str) -> str:
        counts[kind] += 1
        return f"[{kind}]"

    def mark(kind: str) -> Callable[[re.Match[str]], str]:
        return lambda found: put(kind)

    for kind, pattern in _ADDRESSES:
        text = re.sub(pattern, mark(kind), text)
    text = without_numbers(text, put)
    text = re.sub(_BIRTH, mark("date of birth"), text)
    text = re.sub(_IDENTITY, mark("identity number"), text)
    text = without_runs(text, put)
    for kind, pattern in _PLAIN:
        text = re.sub(pattern, mark(kind), text)
    for name in sorted(names_in(text), key=len, reverse=True):
        text = re.sub(rf"(?<![\w\[]){re.escape(name)}(?!\w)", mark("name"), text)
    return Redacted(text, tuple(sorted(counts.items())))
