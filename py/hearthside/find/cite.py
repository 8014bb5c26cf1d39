"""Where an answer stands: passages by number, their sentences, and whether a draft is borne by one.

The check of a draft is plain string work: every word and number that carries meaning must stand in
the cited sentence or in the question, the sentence's own in the sentence's order, and a "not" in
both or in neither. Knows nothing of models, and nothing of truth: what passes says no more than
its sentence says, and can still answer another question.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.find.hits import Hit
from hearthside.text.words import listed

# English words that a short answer may add without changing what is said. Of other languages every
# word must stand in the sentence.
_LIGHT: Final = listed(
    "a an the of to in on at by for with from as is are was were be been it its they he she this "
    "that these those which who and has have had did does do there"
)
_NOT: Final = listed(
    "not no never none neither nor without cannot t nunca sin ne pas jamais sans nicht kein keine "
    "keinen nie ohne n\u00e3o sem non mai senza niet geen nooit zonder "
    "\u043d\u0435 \u043d\u0435\u0442 \u043d\u0438\u043a\u043e\u0433\u0434\u0430 "
    "\u0431\u0435\u0437 \u0644\u0627 \u0644\u0645 \u0644\u0646 \u0644\u064a\u0633 "
    "\u0644\u064a\u0633\u062a \u0628\u062f\u0648\u0646 \u0928\u0939\u0940\u0902 \u0928"
)
_NOT_SIGNS: Final = "\u4e0d\u6ca1\u6c92\u7121\u65e0\u672a\u975e"
_MOST_WORDS: Final = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found for a question; `number` counts from 1 and is what people see."""

    number: int
    hit: Hit


@dataclass(frozen=True, slots=True)
class Citation:
    """The characters `start` to `end` (excluded) of the hit's text of passage `number`."""

    number: int
    start: int
    end: int


def fault_of_draft(draft: str, sentence: str, question: str) -> str:
    """Why `draft` must not be shown as what `sentence` says, in words for people; "" if it may.

    It must say something that the question does not, in words and numbers of the sentence.
    """
    said, borne, asked = _terms(draft), _terms(sentence), _terms(question)
    if not said or draft.rstrip().endswith(("?", "\uff1f", "\u061f")):
        return "it says nothing"
    if len(said) > _MOST_WORDS:
        return "it is too long"
    if _denies(said, draft) != _denies(borne, sentence):
        return "it turns a \u201cnot\u201d around"
    heavy = [term for term in said if term not in _LIGHT]
    plain, open_text = "".join(borne), "".join(asked)
    strange = [t for t in heavy if not _stands(t, borne, plain) and not _may_repeat(t, asked)]
    if strange:
        return f"\u201c{strange[0]}\u201d is not in the sentence"
    news = [term for term in heavy if not _stands(term, asked, open_text)]
    if not news:
        return "it only repeats the question"
    repeated = [term for term in heavy if term in asked]
    if not _in_order(news, borne, plain):
        return "it says the sentence in another order"
    if not _in_order(repeated, borne, plain) and not _in_order(repeated, asked, open_text):
        return "it says the question in another order"
    return ""


def bearing(draft: str, sentence: str, question: str) -> tuple[tuple[int, int], ...]:
    """(start, end) in `sentence` of the words that bear what `draft` says and `question` does not.

    For a draft without a fault. Neighbours are one part where nothing but light words lies between.
    """
    asked = _terms(question)
    news = [term for term in _terms(draft) if term not in _LIGHT and term not in asked]
    found: list[tuple[int, int]] = []
    for start, end in _places(news, sentence):
        if found and set(_terms(sentence[found[-1][1] : start])) <= _LIGHT:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def _places(wanted: Sequence[str], sentence: str) -> Iterator[tuple[int, int]]:
    """Where the words of `wanted` stand, each after the one before it."""
    shape = "".join([_kept(sentence, at) for at in range(len(sentence))])
    words = [(it.span(), "".join(_terms(it.group()))) for it in re.finditer(r"[^ ]+", shape)]
    at, end = 0, 0
    for term in wanted:
        if _unspaced(term) and (start := sentence.find(term, end)) >= 0:
            end = start + len(term)
            yield start, end
            continue
        here = next((n for n in range(at, len(words)) if words[n][1] == term), None)
        if here is not None:
            yield words[here][0]
            at = here + 1


def _terms(text: str) -> list[str]:
    """Words and numbers as they are compared: compatible forms made plain, small letters.

    Marks belong to the letter before them; "1,000" and "3.5" are one number each.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = [_kept(folded, at) for at in range(len(folded))]
    return "".join(kept).split()


def _kept(text: str, at: int) -> str:
    sign = text[at]
    if unicodedata.category(sign)[0] in "LMN":
        return sign
    between = text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
    return sign if sign in ".,:" and between else " "


def _denies(terms: Sequence[str], text: str) -> bool:
    return not _NOT.isdisjoint(terms) or any(sign in text for sign in _NOT_SIGNS)


def _stands(term: str, terms: Sequence[str], plain: str) -> bool:
    """Whether `term` is one of `terms`; where no blanks are set, whether it is a part of them."""
    return term in terms or (_unspaced(term) and term in plain)


def _may_repeat(term: str, asked: Sequence[str]) -> bool:
    """A word of the question may come back in the answer; a number must be in the sentence."""
    return term in asked and not any(map(str.isdigit, term))


def _unspaced(term: str) -> bool:
    # Chinese, Japanese and Thai letters; nothing below them is written without blanks.
    return all("\u0e00" <= c <= "\u0e7f" or "\u2e80" <= c <= "\u9fff" for c in term)


def _in_order(wanted: Sequence[str], terms: Sequence[str], plain: str) -> bool:
    """Whether `wanted` follow each other in `terms`, others between them or not."""
    if wanted and all(map(_unspaced, wanted)):
        return _letters_in_order(wanted, plain)
    left = iter(terms)
    return all(any(term == one for one in left) for term in wanted if not _unspaced(term))


def _letters_in_order(wanted: Sequence[str], plain: str) -> bool:
    at = 0
    for term in wanted:
        at = plain.find(term, at) + len(term)
        if at < len(term):
            return False
    return True
