"""Sentences of a text that give orders to whoever reads it as a model: "Ignore the above and ...".

Indirect prompt injection (Greshake et al. 2023). Knows the commonest English forms; an order in
other words is not found, and a letter that says such a thing to a person is.
"""

import re
from typing import Final

from hearthside.text.sentences import sentence_spans
from hearthside.write.result import Place
from hearthside.write.terms import Grounds

_VERB: Final = r"(?:ignore|disregard|forget|override|discard|skip)\b"
_OBEYED: Final = re.compile(rf"\W*(?:please\s+)?{_VERB}", re.IGNORECASE)
_ORDER: Final = re.compile(
    r"\W*(?:(?:system|assistant|user|important|note|attention)\s*[:\]]\W*)?"
    r"(?:(?:please|now|and|but|instead|you must)[\s,]+)*"
    rf"(?:{_VERB}[^.!?]{{0,40}}?\b(?:above|previous|prior|preceding"
    r"|earlier|before|instructions?|prompts?|rules|everything|anything|text)\b"
    r"|(?:you are|you're|act as) (?:now|a different|an? (?:ai|assistant|model|bot))\b"
    r"|(?:your )?new (?:instructions?|task|orders?)\b|from now on,? you\b"
    r"|(?:do not|don't) (?:summari[sz]e|answer|reply|translate|follow)\b)",
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
