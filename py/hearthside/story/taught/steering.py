"""What may be drawn in a scene: names as they are, no word that is not for bedtime, nothing twice.

A small model misspells a name that it saw a moment ago (Tarfa, Tara), changes a hero's sex, and
goes round in circles. Checks find that when the sentence is over; here it cannot be drawn.
Knows nothing of tokens, or of what happens in the scene.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hearthside.story.checks import NOBODY, STARTS, words_of
from hearthside.text.degeneration import runs_of
from hearthside.text.escape import is_control
from hearthside.text.words import listed

_RUN_WORDS: Final = 3
_ALIKE_LETTERS: Final = 3
_TAIL_CHARACTERS: Final = 120  # long enough for two words
_LAST_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]*)?$")
_FIRST_LETTERS: Final = re.compile(r"[^\W\d_]+")
# Where a run of words ends that may not come back.
_BREAK: Final = re.compile(r"[.!?;:\u2026\"\u201c\u201d]")
# Words with which sentences begin, though a name may begin as they do ("The" and "Theo").
_ORDINARY: Final = listed(
    "a about above after again all along also always an and any are around as at away back because"
    " before behind below beside between but by can come could dad did do does down each even every"
    " everybody everyone everything far first for from go good goodnight granny had has have he her"
    " here him his how i if in inside into is it its just last later let like little long look mama"
    " many may maybe me more morning most mum my near never next night no nobody not nothing now of"
    " off oh on once one only open or other our out outside over papa perhaps please quick quiet"
    " right round she sit slowly small so some somebody someone something soon still suddenly take"
    " thank that the their them then there these they this those three through to today together"
    " tomorrow tonight too two under until up very wait was watch we well were what when where"
    " which while who why will with without yes you your"
)


@dataclass(frozen=True, slots=True)
class SceneSteering:
    """The say in a scene that goes on after `before`.

    `names` are spelled as they must be; `capitals` are words, in lower case, that may begin with a
    capital within a sentence; `refused` may not be drawn at all; `said` are runs of three words
    that may not come again, and `spared` those of names and things, which may. No line ends before
    there are `least` words.
    """

    names: tuple[str, ...]
    capitals: frozenset[str]
    refused: frozenset[str]
    said: frozenset[tuple[str, ...]] = frozenset()
    spared: frozenset[tuple[str, ...]] = frozenset()
    before: str = ""
    least: int = 0

    def required(self, text: str) -> str:
        """The rest of a name that was begun, where nothing else begins so."""
        word = _last_word(text)
        if len(word) < 2 or not word[0].isupper() or word.lower() in _ORDINARY | self.capitals:
            return ""
        return next((n[len(word) :] for n in self.names if n.startswith(word) and n != word), "")

    def allows(self, text: str, piece: str) -> bool:
        """Whether `piece` may follow (see `generation.steering`); no thought may."""
        if is_control(piece):
            return False
        start = piece.lstrip()
        letters = _FIRST_LETTERS.match(start)
        if letters is None:
            return "\n" not in piece or len(words_of(self.before + text)) >= self.least
        begun = _last_word(text) if start == piece else ""
        word = begun + letters[0]
        before = self.before + text[: len(text) - len(begun)] + piece[: len(piece) - len(start)]
        if word.lower() in self.refused or (
            word[0].isupper() and not self._may_begin(word, before)
        ):
            return False
        return not self._again(word.lower(), before)

    def _may_begin(self, word: str, before: str) -> bool:
        """Whether a word with a capital may stand here, as far as it is spelled."""
        word = re.split(r"['\u2019]", word)[0]
        lower = word.lower()
        if any(name.startswith(word) for name in self.names):
            return True
        if any(known.startswith(lower) for known in self.capitals | NOBODY):
            return True
        begins = not before.strip() or STARTS.search(before)
        return bool(begins) and self._unlike(lower)

    def _unlike(self, lower: str) -> bool:
        """Whether a word at the start of a sentence is not somebody's name, misspelt."""
        if lower in _ORDINARY:
            return True
        alike = [name.lower()[: max(2, min(_ALIKE_LETTERS, len(name) - 1))] for name in self.names]
        return not any(lower.startswith(head) for head in alike)

    def _again(self, lower: str, before: str) -> bool:
        """Whether the word ends a run of three that was said already."""
        tail = _BREAK.split(before[-_TAIL_CHARACTERS:])[-1]
        run = (*words_of(tail)[1 - _RUN_WORDS :], lower)
        if len(run) < _RUN_WORDS or run in self.spared:
            return False
        return run in self.said or run in _runs(before)


def _last_word(text: str) -> str:
    found = _LAST_WORD.search(text)
    return found[0] if found else ""


def _runs(text: str) -> set[tuple[str, ...]]:
    return {run for part in _BREAK.split(text) for run in runs_of(words_of(part), _RUN_WORDS)}


def runs_said(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Every run of three words within a sentence of the texts."""
    return frozenset(run for text in texts for run in _runs(text))
