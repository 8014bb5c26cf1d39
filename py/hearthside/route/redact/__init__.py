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

from hearthside.route.redact.announced import BIRTH, DATE, IDENTITY
from hearthside.route.redact.identity import is_card, without_numbers
from hearthside.route.redact.names import CAPITAL, names_in
from hearthside.route.redact.phones import without_runs
from hearthside.text.unseen import in_one_script, visible

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
_PLAIN: Final = (
    (
        "address",
        rf"\b\d{{1,5}}[A-Za-z]?,? (?:{CAPITAL} ){{1,3}}{_STREET}\b\.?"
        r"|\b[A-Z\u00c0-\u00de]\w+(?:stra\u00dfe|strasse|str\.|gasse|weg|platz|straat|gracht|laan"
        r"|plein|kade|dijk) \d{1,4}[a-z]?\b"
        rf"|\b\d{{1,4}}(?: bis| ter)?,? (?i:rue|avenue|boulevard|place|all\u00e9e|impasse|quai"
        r"|chemin)"
        rf"(?: (?:de|du|des|la|le|les|{CAPITAL})| [ld]['\u2019]{CAPITAL}){{1,5}}"
        rf"|\b(?:Calle|Avenida|Plaza|Paseo|Via|Viale|Piazza|Corso|Rua|Travessa|Pra\u00e7a)"
        rf"(?: (?:de|del|da|do|dos|la|las|los|{CAPITAL})){{1,5}},? (?:n[\u00ba\u00b0.] ?)?"
        r"\d{1,4}\b"
        r"|\b(?i:p\.? ?o\.? box) \d+",
    ),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b"),
    ("date", DATE),
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with marks like `[name]` in it, and how many of each kind were put there."""

    text: str
    counts: tuple[tuple[str, int], ...]


def redact(text: str) -> Redacted:
    """`text` without what its patterns know, and without what nobody sees; each word is in the
    letters of one script. Applying it twice changes nothing more."""
    text = in_one_script(visible(text))
    counts: Counter[str] = Counter()

    def put(kind: str) -> str:
        counts[kind] += 1
        return f"[{kind}]"

    def mark(kind: str) -> Callable[[re.Match[str]], str]:
        return lambda found: put(kind)

    for kind, pattern in _ADDRESSES:
        text = re.sub(pattern, mark(kind), text)
    text = without_numbers(text, put)
    text = re.sub(BIRTH, mark("date of birth"), text)
    text = re.sub(IDENTITY, mark("identity number"), text)
    text = without_runs(text, put)
    for kind, pattern in _PLAIN:
        text = re.sub(pattern, mark(kind), text)
    for name in sorted(names_in(text), key=len, reverse=True):
        text = re.sub(rf"(?<![\w\[]){re.escape(name)}(?!\w)", mark("name"), text)
    return Redacted(text, tuple(sorted(counts.items())))
