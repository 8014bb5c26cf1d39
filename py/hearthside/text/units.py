"""Quantities and their units: how both are written. Knows nothing of numbers, or of a text."""

import re
from dataclasses import dataclass
from typing import Final, Literal

_OR_SO: Final = r"(?:\s?[+x\u00d7]|'?s\b|\s?-?ish\b|\s+(?:or\s+(?:so|more)|odd|plus)\b)?"
_ABOUT: Final = (
    r"(?:(?:[x\u00d7*~<>\u2248]|about|around|approx\w*|some|maybe|over|almost|nearly|at least)"
    r"\.?\s*)*"
)
_DOSES: Final = r"(?:m?g|mcg|ug|\u03bcg|m?l|iu|milligrams?|grams?)"
# A word between a number and its unit: none that begins another thought.
_BETWEEN: Final = (
    r"(?:[x\u00d7*]|(?!(?:years?|yrs?|y|yo|months?|weeks?|days?|hours?|hrs?|h|mins?|minutes?|times|ago|old"
    r"|he|she|i|we|they|it|who|and|but|or|then|also|so|took|takes?|taken|taking|swallow\w*|ate|eats?|had"
    r"|has|have|is|was|were|are|since|for|after|before|with|without|at|in|on|from|until|because|no|not"
    r"|m|f|male|female|man|woman|boy|girl|am|pm|c|bpm|percent)\b)[^\W_][\w'/]*(?:[.,]\d+\w*)?)"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """How a unit is spelled, and how its values become the quantity's own: (v - minus) * times.

    `alone`: the unit names the quantity, without another word. `before`: it may also stand before
    the number ("$5", "tablets x30"). `within_words`: how many words may stand between the number
    and it ("30 small white tablets"). `general`: it does not say which of the units is meant
    ("104 degrees"), so that the others are tried. `written`: never tried where it is not written.
    """

    spelled: tuple[str, ...]
    minus: float = 0.0
    times: float = 1.0
    alone: bool = False
    before: bool = False
    within_words: int = 0
    general: bool = False
    written: bool = False

    def after_number(self) -> re.Pattern[str]:
        """What the unit looks like behind a number."""
        more = rf"(?:{_BETWEEN}[\s\-]+){{0,{self.within_words - 1}}}{_BETWEEN}"
        between = rf"(?:[\s\-(]+(?!{_DOSES}\b){more}(?=[\s\-)]))?" if self.within_words else ""
        return re.compile(
            rf"{_OR_SO}{between}[\s\-)]*\u00b0?\s*(?:{self._names()})(?![^\W\d_])", re.IGNORECASE
        )

    def before_number(self) -> re.Pattern[str]:
        """What the unit looks like before a number; the pattern ends where the number begins."""
        names = self._names() if self.before else "(?!)"
        return re.compile(rf"(?<![^\W\d_])(?:{names})\s*[:=(,]?\s*{_ABOUT}$", re.IGNORECASE)

    def _names(self) -> str:
        spelled = sorted(self.spelled, key=len, reverse=True)
        return "|".join(re.escape(n).replace(r"\ ", r"\.?[\s\-]+") for n in spelled) or "(?!)"


Half = Literal["", "first", "second"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is measured. `between` is what a reading can be at all, in its own unit.

    `pair`: which half of "80/50" it is; such a pair counts without being named.
    """

    name: str
    spelled: tuple[str, ...]
    between: tuple[float, float]
    unit: str = ""
    units: tuple[Unit, ...] = ()
    pair: Half = ""
