"""Plots by people: a bank of outlines, the choice of one for a form, and its slots filled.

Knows nothing of how a scene is written from a line.
"""

from hearthside.story.outlines.bank import SLOTS, Outline, outline_bank, outline_named
from hearthside.story.outlines.choice import Ranked, choose, ranked
from hearthside.story.outlines.closeness import closeness_by_words, closeness_of
from hearthside.story.outlines.inventing import INVENTED, invented
from hearthside.story.outlines.pictured import Seen, seen_in
from hearthside.story.outlines.slots import Filled, filled, hero_of, line_filled

__all__ = [
    "INVENTED",
    "SLOTS",
    "Filled",
    "Outline",
    "Ranked",
    "Seen",
    "choose",
    "closeness_by_words",
    "closeness_of",
    "filled",
    "hero_of",
    "invented",
    "line_filled",
    "outline_bank",
    "outline_named",
    "ranked",
    "seen_in",
]
