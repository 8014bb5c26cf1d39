"""Which outline a form's story is told from.

    closeness = await closeness_of(form, outline_bank(), model, embedder)
    outline = choose(outline_bank(), form, closeness, told=titles, seed=7)

What the wish is about counts most; then that the outline is for the listener's age and the mood;
one that was told lately waits. Among the best few the seed draws, so that the same wish is another
story the next time. Knows nothing of shelves, or of how a story is told.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.generation.sampling import derive_seed
from hearthside.story.form import CHOICES, StoryForm
from hearthside.story.outlines.bank import Outline

# What another age and another mood cost, beside a closeness from 0 to 1. Set by reading the three
# best of thirty forms (tests/quality).
_AGE_COST: Final = 0.12
_MOOD_COST: Final = 0.06
_TOLD_COST: Final = 1.0
_TOLD_LATELY: Final = 30
_SAME_BEST: Final = 0.15
_DRAWN_FROM: Final = 4


@dataclass(frozen=True, slots=True)
class Ranked:
    """An outline and its score, a closeness less what does not fit."""

    outline: Outline
    score: float


def ranked(
    bank: Sequence[Outline], form: StoryForm, closeness: Sequence[float], told: Sequence[str] = ()
) -> list[Ranked]:
    """The outlines, best first; `closeness` is of each, from 0 to 1, and `told` are the titles of
    outlines told before, the latest first. Of equals the earlier in the bank comes first."""
    lately = set(told[:_TOLD_LATELY])
    scored = [
        Ranked(one, near - _cost(one, form) - (_TOLD_COST if one.title in lately else 0.0))
        for one, near in zip(bank, closeness, strict=True)
    ]
    return sorted(scored, key=lambda each: -each.score)


def choose(
    bank: Sequence[Outline],
    form: StoryForm,
    closeness: Sequence[float],
    told: Sequence[str] = (),
    seed: int = 0,
) -> Outline:
    """One of the best few, drawn by the seed (see `ranked`)."""
    best = ranked(bank, form, closeness, told)[:_DRAWN_FROM]
    near = [each.outline for each in best if each.score >= best[0].score - _SAME_BEST]
    return random.Random(derive_seed(seed, "outline")).choice(near)


def _cost(outline: Outline, form: StoryForm) -> float:
    ages = CHOICES["age"]
    years = abs(ages.index(outline.age) - ages.index(form.age))
    return _AGE_COST * years + _MOOD_COST * (outline.mood != form.mood)
