"""What a text denies: "no fever, cough or rash" denies three things, "not only a fever" none.

    denied("No fever or chills, but a cough")    # "fever" and "chills", by the "No"

English, and narrow on purpose: a denial reaches the next noun over a few small words, and on
through a list only where "or" or "nor" closes it: "no fever, vomiting since Monday" denies the
fever alone. Knows nothing of a "no" that comes after ("fever: no"), of doubt ("no fever?") or of
who speaks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.text.words import listed

_TOKEN: Final = re.compile(r"[^\W_]+(?:['\u2019\u00b4`][^\W_]+)*|[^\w\s]|\n")
_NO: Final = listed(
    "no not never without nor neither denies denied denying isnt wasnt arent werent hasnt havent "
    "hadnt doesnt dont didnt aint"
)
# What may stand between the "no" and what is denied: "not had any sign of a high fever".
_BETWEEN: Final = listed(
    "a an the any of to in her his my their our your him me them been being be had has have having "
    "feel feels feeling felt got get gets see seen noticed show shows sign signs symptom symptoms "
    "trace history evidence complaint complaints kind sort new recent current real other further "
    "more high severe serious bad strong obvious great major visible much actual really actually "
    "currently ever yet"
)
# Nouns that are denied together with what stands before them: "no chest pain".
_HEADS: Final = listed(
    "pain pains ache aches bleeding swelling injury injuries infection problem problems trouble "
    "difficulty difficulties attack attacks discharge loss"
)
_ENDS: Final = frozenset('.;:!?\n()\u2014\u2013-"\u201c\u201d') | listed(
    "and but since because with although though however except just still until unless so then "
    "today yesterday now i he she it we they you"
)
# "no idea why", "not only", "no longer", "no change": nothing that comes after is denied.
_PSEUDO: Final = listed(
    "idea clue change changes better worse longer only sure certain improvement doubt wonder "
    "matter why what because just even until sooner"
)
_OR: Final = frozenset({"or", "nor"})
_MOST_ITEM_WORDS: Final = 2
_REACH: Final = 40  # words and signs


@dataclass(frozen=True, slots=True)
class Denied:
    """A word that is denied, from `start` to `end` (characters), by the "no" at `by`."""

    start: int
    end: int
    by: int


@dataclass(frozen=True, slots=True)
class _Token:
    folded: str
    start: int
    end: int


def denied(text: str) -> list[Denied]:
    """The words that `text` denies, in order."""
    tokens = [_Token(_folded(it.group()), it.start(), it.end()) for it in _TOKEN.finditer(text)]
    return [
        Denied(token.start, token.end, no.start)
        for at, no in enumerate(tokens)
        if no.folded in _NO
        for item in _items(tokens[at + 1 : at + 1 + _REACH])
        for token in _noun(item)
    ]


def _folded(word: str) -> str:
    return re.sub("['\u2019\u00b4`]", "", word.casefold())


def _items(after: Sequence[_Token]) -> list[list[_Token]]:
    """What one "no" reaches: the first thing, and those of a list that "or" or "nor" closes."""
    items: list[list[_Token]] = [[]]
    closed = 1
    for token in after:
        separates = token.folded == "," or token.folded in _OR
        if token.folded in _ENDS | _NO | _PSEUDO or (separates and not items[0]):
            break  # "no, ..." answers, and denies nothing
        if separates:
            items += [[]] if items[-1] else []
            closed = len(items) if token.folded in _OR else closed
        elif token.folded not in _BETWEEN:
            items[-1].append(token)
            if len(items[-1]) > _MOST_ITEM_WORDS:
                break
    long = (at for at, item in enumerate(items) if len(item) > _MOST_ITEM_WORDS)
    return items[: max(1, min(closed, next(long, closed) + 1))]


def _noun(item: Sequence[_Token]) -> Sequence[_Token]:
    """The words of an item that are denied: its first one of weight, and a head that follows."""
    return item[:2] if len(item) > 1 and item[1].folded in _HEADS else item[:1]
