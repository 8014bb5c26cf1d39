"""What a sentence of a story must not be, and what is said of a finished scene.

Every fault has one word: it is shown, counted and tested. The rules are plain string work, the same
for every model. They see loops, strangers and litter; they know nothing of sense or of beauty.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hearthside.text.degeneration import LITTER, goes_in_circles, runs_of
from hearthside.text.sentences import ends_well, sentence_ends, sentences_of
from hearthside.text.words import listed

FAULTS: Final = {
    "empty": "nothing was written",
    "unfinished": "it did not end as a sentence",
    "litter": "it was not story text (a heading, a list, an address, code)",
    "unsuitable": "it held a word that is not for children",
    "long": "the sentence ran on",
    "loop": "it went round in circles",
    "repeat": "it had been said before",
    "stranger": "somebody else's name turned up",
    "borrowed": "it came out of another story",
    "worn": "one word was used too often",
    "soon": "the wish came true too early",
    "outdone": "another draw told its line better",
}

# A small list, on purpose: words that have no place at bedtime. Matched as whole words.
UNSUITABLE: Final = listed(
    "kill kills killed killing murder murdered dead die died dies dying death corpse blood bloody "
    "gun guns shot shoot knife stab stabbed sword war bomb weapon weapons suicide hang hanged "
    "sex sexy sexual naked nude rape raped drunk beer wine whisky vodka drug drugs cigarette "
    "cigarettes damn hell devil slave slaves torture tortured hate hated stupid idiot fat ugly "
    "blind cancer prison jail poison poisoned beaten whipped buried grave starve starved "
    "steal steals stole stealing hunt hunts hunting hunted hunter hunters"
)
# Harmless words that are not for bedtime together.
_UNKIND: Final = re.compile(
    r"\b(?:sle(?:ep|pt|eping) (?:with|together)|kiss(?:ed|es|ing)?|ate (?:him|her|them)"
    r"|eat (?:you|me|him|her|them|us)|eaten|cut off|in (?:his|her|its) mouth)\b",
    re.IGNORECASE,
)
# First words of a sentence that are far more often a name than not: those this model likes to use.
_FAMILIAR: Final = listed(
    "lily lila timmy tommy tom max emma jack sarah john mary anna sally sam ben bob billy jane "
    "lucy mia ella sophie peter paul david daniel michael alice jenny susie molly otto wren "
    "charlie george henry oliver olivia james robert william elizabeth kate katie amy lisa"
)
# Capitalised words that are nobody's name.
NOBODY: Final = listed(
    "i i'm i'll i've i'd mom mum mama mommy mummy dad daddy papa mother father grandma grandpa "
    "granny mr mrs miss sir lady king queen prince princess sun moon earth monday tuesday "
    "wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter oh ok yes no good"
)
_LITTER: Final = re.compile(
    rf"{LITTER}|[*=@\d\n]|;\s*$|\b(?:Title|Hero|Friend|Place|Mood|Story|Question|Answer|Chapter|Scene"
    r"|Note|Author)s?:"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
# What stands before a word that begins a sentence.
STARTS: Final = re.compile(r"(?:^|[.!?\u2026:]\s+|[\"\u201c\u201e\u00ab(]\s*|[\"\u201d]\s+)$")
_STOP_WORDS: Final = listed(
    "to the a an and of for find found get have has had his her their my in on at with how way "
    "see be is was lost learn make go new little first one"
)
# Words of four letters and more that a story needs often.
_LIGHT: Final = listed(
    "said that they them then there this with were have what when would could very were your will "
    "came come went want wanted away home back like into from about their little good night down "
    "asked looked some more will know don't didn't it's i'll i'm"
)
_CIRCLE_WORDS: Final = 3
_RUN_WORDS: Final = 6
BORROWED_RUN_WORDS: Final = 4
_WORN_TIMES: Final = 4
_ALIKE: Final = 0.75


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What the checks of one story need to know."""

    allowed: frozenset[str]  # words that may be capitalised, in lower case
    hero_words: frozenset[str]
    wish_words: frozenset[str]
    max_words: int
    borrowed: frozenset[str] = frozenset()  # words that are not this story's, or not yet
    borrowed_runs: frozenset[tuple[str, ...]] = frozenset()  # and runs of words (see runs_of)
    literals: tuple[str, ...] = ()  # what a person typed: litter in it is theirs
    english: bool = True  # the lists of words and the rule of names are for English alone


@dataclass(frozen=True, slots=True)
class SceneChecks:
    """How a scene came about. `strength` is the share of sentences that passed at once."""

    sentences: int  # that the model wrote and that stand
    first_time: int  # of these, at the first try
    retries: int
    closed: int  # open leads that the plan had to end itself
    left_out: int  # sentences given up
    hero_named: int
    ended: bool
    faults: tuple[str, ...] = ()  # of every failed try, in order

    @property
    def strength(self) -> float:
        """From 0 to 1; 1.0 for a scene of which the model was asked nothing."""
        asked = self.sentences + self.closed + self.left_out
        return self.first_time / asked if asked else 1.0


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, in every script."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def trimmed(text: str) -> str:
    """`text` up to its last sentence that ended, with its quotation closed; "" if there is none."""
    return closed_quote(text[: max(sentence_ends(text), default=0)].rstrip())


def closed_quote(text: str) -> str:
    """`text` with the quotation mark that its last paragraph forgot."""
    last = text.rsplit("\n", 1)[-1]
    if last.count('"') % 2:
        return text + '"'
    return text + "\u201d" if last.count("\u201c") > last.count("\u201d") else text


def wish_words(wish: str) -> frozenset[str]:
    """The words of a wish ("to ...") that would give it away; a trouble may be spoken of."""
    if not wish.lower().startswith("to "):
        return frozenset()
    return frozenset(word for word in words_of(wish) if len(word) > 2) - _STOP_WORDS


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Every word of `texts`, in lower case, with and without a genitive."""
    return frozenset(word for text in texts for word in words_of(text))


def fault_on_the_way(sentence: str, context: CheckContext) -> str:
    """The fault that an unfinished sentence cannot recover from; "" while there is hope."""
    for literal in context.literals:
        sentence = sentence.replace(literal, "it")
    if _LITTER.search(sentence):
        return "litter"
    words = words_of(sentence)
    if context.english and _unsuitable(sentence, words, context):
        return "unsuitable"
    if not context.borrowed.isdisjoint(words) or not context.borrowed_runs.isdisjoint(
        runs_of(words, BORROWED_RUN_WORDS)
    ):
        return "borrowed"
    if len(words) > context.max_words:
        return "long"
    if _circles(words):
        return "loop"
    return ""


def fault_of(sentence: str, before: str, context: CheckContext, *, fresh: bool = False) -> str:
    """The first fault of a whole sentence, given the text `before` it; "" when it may stand."""
    if not words_of(sentence):
        return "empty"
    if not ends_well(sentence):
        return "unfinished"
    fault = fault_on_the_way(sentence, context)
    if fault:
        return fault
    if context.english and stranger_in(sentence, context.allowed):
        return "stranger"
    if _said_before(sentence, before):
        return "repeat"
    if context.english and _worn(words_of(sentence), words_of(before), context):
        return "worn"
    if fresh and not context.wish_words.isdisjoint(words_of(sentence)):
        return "soon"
    return ""


def stranger_in(sentence: str, allowed: frozenset[str]) -> str:
    """The first name in `sentence` that nobody of the cast bears; "" if there is none."""
    for found in _WORD.finditer(sentence):
        word = found.group()
        bare = re.sub(r"['\u2019]s?$", "", word.lower())
        if not word[0].isupper() or bare in allowed or word.lower() in NOBODY:
            continue
        if not STARTS.search(sentence[: found.start()]) or bare in _FAMILIAR:
            return word
    return ""


def _circles(words: list[str]) -> bool:
    twice = any(a == b for a, b in pairwise(words) if a not in ("very", "so"))
    return twice or goes_in_circles(words, _CIRCLE_WORDS)


def _said_before(sentence: str, before: str) -> bool:
    words = words_of(sentence)
    earlier = words_of(before)
    if not set(runs_of(earlier, _RUN_WORDS)).isdisjoint(runs_of(words, _RUN_WORDS)):
        return True
    return any(_alike(words, words_of(other)) for other in sentences_of(before))


def _unsuitable(sentence: str, words: list[str], context: CheckContext) -> bool:
    return bool(_UNKIND.search(sentence)) or not UNSUITABLE.isdisjoint(set(words) - context.allowed)


def _worn(words: list[str], before: list[str], context: CheckContext) -> bool:
    """Whether a word that carries meaning was used up by the story so far."""
    heavy = {w for w in words if len(w) > 3} - context.allowed - _LIGHT
    return any(before.count(word) >= _WORN_TIMES for word in heavy)


def _alike(left: list[str], right: list[str]) -> bool:
    if len(left) < 3:
        return left == right
    both, either = len(set(left) & set(right)), len(set(left) | set(right))
    return both / either >= _ALIKE
