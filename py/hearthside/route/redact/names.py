"""Names that something announces: a title, "my name is", a greeting, a signature.

In English, German, French, Spanish, Italian, Dutch and Portuguese. Not known: a name that nothing
announces, and whether an announced word is a name.
"""

import re
from typing import Final

from hearthside.text.words import listed

CAPITAL: Final = r"[A-Z\u00c0-\u00de\u0100-\u017d\u0410-\u042f](?:\.|[\w\u2019'-]+)"
_TITLE: Final = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Nurse|Sister|Sr|Sra|Se\u00f1or|Se\u00f1ora"
    r"|Herrn?|Frau|Mme"
    r"|Signora?|Sig\.ra|Sig|Senhora?|[Mm]evrouw|[Mm]eneer|Dhr|Mevr|Mw|Do\u00f1a|Docteur|Dottor(?:essa)?"
    r"|Monsieur|Madame|Doctor|Professor|Captain|Pastor|Father|Aunt|Uncle|Auntie|Mama|Baba)"
)
_PERSON: Final = (
    r"(?:son|daughter|wife|husband|mother|father|mum|mom|dad|brother|sister|baby|child)"
)
_NAME: Final = (
    rf"(?P<name>{CAPITAL}(?: (?:(?:de|da|del|van|von|der|bin|al|di|la) )*{CAPITAL}){{0,3}})"
)
# Typed in haste a name is in small letters: two words, none of which goes on with the sentence.
_ANY_NAME: Final = (
    r"(?P<name>[^\W\d_][\w\u2019'-]*"
    r"(?: (?!(?i:and|but|i|i'm|my|he|she|we)\b)[^\W\d_][\w\u2019'-]*)?)"
)
_FAREWELL: Final = (
    r"(?:\b(?:kind(?:est)?|best|warm(?:est)?|many) (?:regards|wishes)|\bregards"
    r"|\bsincerely|\bfaithfully"
    r"|\byours (?:truly|sincerely|faithfully)|\brespectfully"
    r"|\bmit freundlichen gr\u00fc(?:\u00df|ss)en"
    r"|\b(?:viele|liebe|beste|herzliche) gr\u00fc(?:\u00df|ss)e|\bcordialement"
    r"|\bbien \u00e0 vous|\b(?:un )?saludos?"
    r"|\batentamente|\bcordiali saluti|\batenciosamente|\babra\u00e7os"
    r"|\b(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|\bgroetjes|\bdistinti saluti"
    r"|\bcom os melhores cumprimentos|\bcumprimentos"
    r"|\bpozdrawiam)"
)
_NAMED: Final = (
    r"\b(?i:my|his|her|the|our|patient'?s?|full|first|last) (?i:name is|name's|name:)\s*"
    + _ANY_NAME,
    rf"\b(?i:patient|name|client|customer|contact|from|signed)\s*:\s*{_NAME}",
    r"\b(?i:I am|I'm|I\u2019m|this is|called|named|speaking to|spoke to|speak to)\s+" + _NAME,
    rf"\b(?:{_TITLE}\.?\s+){{1,3}}(?!{_TITLE}\b){_NAME}",
    rf"\b(?i:my|our|his|her) (?i:{_PERSON}),? {_NAME}",
    r"\b(?i:mi nombre es|me llamo|ich hei(?:\u00df|ss)e|mein name ist|je m['\u2019]appelle"
    r"|mon nom est"
    r"|mi chiamo|il mio nome \u00e8|meu nome \u00e9|chamo-me|me chamo|ik heet|mijn naam is)"
    rf"\s+{_NAME}",
    # One capital behind these may be a trade ("Ich bin Lehrer"), two are a name.
    rf"\b(?i:ich bin|je suis|soy|sono|ik ben|sou)\s+"
    rf"(?P<name>{CAPITAL}(?: (?:de|da|del|van|von|der|di|la) )?(?: ?{CAPITAL}){{1,2}})",
    r"(?m)^\s*(?i:dear|hi|hello|hey|hola|hallo|bonjour|ciao|liebe[r]?|querid[oa]|cher"
    r"|ch\u00e8re|beste|lieve|geachte|estimad[oa]|gentile|egregio|car[oa]|prezad[oa])\s+"
    rf"{_NAME}\s*[,!.:\n]",
    rf"(?i:{_FAREWELL}|thanks|thank you|cheers|yours|love|best|wishes|greetings|ciao|lg|vg|mfg)"
    rf"\s*[,.!]?\s*[\n-]+\s*{_NAME}",
    # On one line it must be the end of it, and a sign or an unmistakable farewell must say so.
    rf"(?im:(?:{_FAREWELL}|\b(?:thanks|thank you|many thanks|cheers|yours|love|best"
    rf"|greetings|lg|vg|mfg))"
    rf"[ \t]*[,.!\u2013\u2014-]+)[ \t]*{_NAME}[.!]?[ \t]*(?m:$)",
    rf"(?im:{_FAREWELL})[ \t]+{_NAME}[.!]?[ \t]*(?m:$)",
    rf"(?im:{_FAREWELL}[ \t]*,)[ \t]*{_ANY_NAME}[.!]?[ \t]*(?m:$)",
)
# Capitalised words that follow "I am" or "this is" and are nobody's name.
_NOT_NAMES: Final = listed(
    "a an the not so very still at in on here there sorry happy unable having getting writing "
    "pregnant diabetic feeling ok okay fine well english german french spanish indian african "
    "everyone all both you it that this these none nobody please call reply sent london "
    "monday tuesday wednesday thursday friday saturday sunday support team customer "
    "service sir madam"
)


def names_in(text: str) -> set[str]:
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
