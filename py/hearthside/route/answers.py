"""The check of a model's answer before anybody sees it.

It asks what plain string work can see: length, going in circles, numbers and names that are neither
in the text nor in the policy, phrases that the policy forbids, another language, litter. Knows
nothing of truth: an answer that passes can still be wrong, and is shown as a model's words.
"""

import re
from collections.abc import Iterator
from typing import Final

from hearthside.route.policy import Policy
from hearthside.text.degeneration import LITTER, goes_in_circles
from hearthside.text.language import language_of
from hearthside.text.numbers import numbers_in
from hearthside.text.words import Words, found_any, listed, readable

_RUN_WORDS: Final = 6
_LITTER: Final = re.compile(rf"{LITTER}|[\w.]+@[\w.]+")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:\u2026]|\n)[\s\"\u201c\u2018'(*-]*$")
# Capitalised words that are nobody's name.
_NO_NAMES: Final = listed(
    "i im ive ill id dear hello hi thanks thank regards sincerely best kind monday tuesday "
    "wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december ok okay english please sorry yes no"
)


def fault_of_answer(answer: str, text: str, policy: Policy) -> str:
    """What is wrong with `answer` to `text`, as the end of a sentence; "" when it may be shown."""
    words = Words(readable(answer))
    count, rules = len(words.words), policy.answers
    if count < max(rules.least_words, 1):
        return "it is too short" if count else "nothing was written"
    if count > rules.most_words:
        return f"it is longer than {rules.most_words} words"
    known = Words(readable(f"{text}\n{policy.text}\n{' '.join(rules.may_say)}"), policy.typos)
    checks = (
        _forbidden(words, policy),
        _litter(words.text),
        _circles(words),
        _numbers(words.text, known.text),
        _names(words, known),
        _language(words, policy),
    )
    return next((fault for fault in checks if fault), "")


def _forbidden(words: Words, policy: Policy) -> str:
    found = next(found_any(words, policy.answers.forbid), None)
    return f"it says \u201c{words.quote(found)}\u201d, which the policy forbids" if found else ""


def _litter(answer: str) -> str:
    return "it holds signs or an address that do not belong there" if _LITTER.search(answer) else ""


def _circles(words: Words) -> str:
    lines = [line.strip().casefold() for line in words.text.split("\n") if line.strip()]
    folded = [word.folded for word in words.words]
    again = len(set(lines)) < len(lines) or goes_in_circles(folded, _RUN_WORDS)
    return "it says the same thing twice" if again else ""


def _numbers(answer: str, known: str) -> str:
    allowed = set(_values(known))
    strange = [value for value in _values(answer) if value not in allowed]
    return f"the number {strange[0]:g} is neither in the text nor in the policy" if strange else ""


def _values(text: str) -> Iterator[float]:
    for number in numbers_in(text):
        # "one" is said of anything and measures nothing.
        if number.value != 1 or text[number.start].isdigit():
            yield number.value
        if number.second is not None:
            yield number.second


def _names(words: Words, known: Words) -> str:
    there = {word.folded for word in known.words}
    for word in words.words:
        written = words.text[word.start : word.end]
        bare = re.sub(r"['\u2019]s$", "", written)
        folded = word.folded if bare == written else word.folded[:-1]
        if not written[0].isupper() or folded in there or word.folded in there | _NO_NAMES:
            continue
        if not _SENTENCE_START.search(words.text[: word.start]):
            return f"the name \u201c{written}\u201d is neither in the text nor in the policy"
    return ""


def _language(words: Words, policy: Policy) -> str:
    home = policy.language
    other = language_of(words.text, home, policy.known_words)
    return "" if other == home else "it is in another language"
