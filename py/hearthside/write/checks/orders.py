"""Sentences of a text that give orders to whoever reads it as a model: "Ignore the above and ...".

Indirect prompt injection (Greshake et al. 2023). Knows the commonest English forms; an order in
other words is not found, and a letter that says such a thing to a person is.
"""

import re
from typing import Final

from hearthside.text.sentences import sentence_spans
from hearthside.write.result import Place
from hearthside.write.terms import Grounds

_VERB: Final = r"(?:ignore|disregard|forget|override)\b"
_OBEYED: Final = re.compile(rf"\W*(?:please\s+)?{_VERB}", re.IGNORECASE)
_ROLE: Final = r"(?:system|assistant)\s*[:\]]\W*"
_WHICH: Final = r"(?:(?:all|any|everything|of|the|your|these|those|my)\s+)*"
# Only what nobody says to a person: "ignore the previous letter" and "you are now registered" may
# be what a letter is about.
_ORDER: Final = re.compile(
    rf"\W*(?:{_ROLE})?(?:(?:please|now|and|but|instead|you must)[\s,]+)*"
    rf"(?:{_VERB}\s+{_WHICH}(?:above\b(?!\s+(?!and\b|or\b)\w)|(?<=everything )before\b"
    r"|(?:(?:above|previous|prior|preceding|earlier|system)\s+)*(?:instructions?|prompts?)\b)"
    r"|(?:you are|you're|act as) (?:now )?an? (?:ai|assistant|chatbot|language model|bot)\b"
    r"|from now on,? you (?:will |must |only )*(?:answer|respond|reply|speak)\b"
    r"|(?:do not|don't) summari[sz]e\b)"
    rf"|\W*{_ROLE}you (?:are|will|must|obey)\b",
    re.IGNORECASE,
)


def orders_in(text: str) -> tuple[Place, ...]:
    """The sentences that begin as an order to a model does, in the order of the text."""
    return tuple(
        Place(start, end) for start, end in sentence_spans(text) if _ORDER.match(text[start:end])
    )


def followed(said: str, text: str, orders: tuple[Place, ...]) -> bool:
    """Whether a sentence of what was said rests on an order of the text, or begins as one does."""
    if not orders:
        return False
    grounds = Grounds.of(text)
    sentences = [said[start:end] for start, end in sentence_spans(said)]
    return any(
        _OBEYED.match(one) or any(place in orders for place in grounds.under(one))
        for one in sentences
    )


def without(text: str, orders: tuple[Place, ...]) -> str:
    """The text with its orders left out."""
    kept, at = [], 0
    for order in orders:
        kept.append(text[at : order.start])
        at = order.end
    return "".join([*kept, text[at:]]).strip()
