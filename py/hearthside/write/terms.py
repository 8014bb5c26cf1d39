"""The words of a text that carry its sense, for comparing what is said with what it rests on.

English function words are left out, and endings are taken off. Knows nothing of tasks.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from hearthside.text.sentences import sentence_spans
from hearthside.text.words import Words, listed
from hearthside.write.result import Place

_LIGHT: Final = listed(
    "a an the of to in on at by for with from as is are was were be been being am it its they them "
    "he she him her his hers this that these those which who whom whose what when where why how "
    "and or but if so than then there here has have had having do does did done not no i you we us "
    "my your our their me will would can could should may might must because about into much many"
)
_ENDINGS: Final = ("ing", "ed", "es", "s")
_STEM_LETTERS: Final = 3


def terms_of(text: str) -> list[str]:
    """The heavy words, folded, without common endings, in order."""
    return [stem(word.folded) for word in Words(text).words if word.folded not in _LIGHT]


def commonest_words(text: str, most: int) -> list[str]:
    """The heavy words that stand in a text most often, as they stand first; the longer of two that
    stand as often."""
    words = [word for word in Words(text).words if word.folded not in _LIGHT]
    first = {word.folded: text[word.start : word.end] for word in reversed(words)}
    counts = Counter(word.folded for word in words)
    ranked = sorted(counts, key=lambda word: (-counts[word], -len(word)))
    return [first[word] for word in ranked[:most]]


def stem(word: str) -> str:
    """`word` without a common English ending: "boats" is "boat"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_LETTERS:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > _STEM_LETTERS else word


@dataclass(frozen=True, slots=True)
class Grounds:
    """The sentences of a source with their heavy words: what an answer may rest on."""

    spans: tuple[tuple[int, int], ...]
    terms: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, source: str) -> "Grounds":
        """All sentences of a text."""
        spans = tuple(sentence_spans(source))
        return cls(spans, tuple(frozenset(terms_of(source[a:b])) for a, b in spans))

    def under(self, said: str, asked: str = "") -> tuple[Place, ...]:
        """The sentence that shares most with what is said, then with what was asked; none where no
        heavy word of it stands there."""
        heavy, wanted = set(terms_of(said)), set(terms_of(asked))
        scored = [
            (len(heavy & terms) / len(heavy) + len(wanted & terms) / (len(wanted) + 1), -at)
            for at, terms in enumerate(self.terms)
            if heavy & terms
        ]
        return (Place(*self.spans[-max(scored)[1]]),) if scored else ()
