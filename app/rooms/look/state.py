"""What the Look & listen room is showing: what was given, what is being said, and what was said.

Pixels and samples are not here: the page holds them and hands them over when asked.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from app.state import Part
from hearthside.store import read_as

Kind: TypeAlias = Literal["picture", "sound"]
# More than these are let go of, the oldest first.
MOST_KEPT: Final = 20
MOST_PICTURES: Final = 4


@dataclass(frozen=True, slots=True)
class Given:
    """A picture or a sound that the page holds under `id`; sizes in pixels, or seconds."""

    id: str
    kind: Kind
    name: str
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said: the ask in words, what it was about, and how it ended if not by itself."""

    ask: str
    about: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for now. `what` names it, `question` and `language` are a person's own; of what
    it is about the page has handed over so many."""

    what: str
    words: str
    of: tuple[Given, ...] = ()
    question: str = ""
    language: str = ""
    handed: int = 0

    @property
    def about(self) -> str:
        return ", ".join([one.name for one in self.of])


@dataclass(frozen=True, slots=True)
class LookState(Part):
    """`given` are pictures in their order, or one sound; `opening` are the page's ids of more.
    `number` counts what was asked for; `live` is what has been said to it so far, in part `part`
    of `parts`; `fetching` says how far what reads it has come."""

    given: tuple[Given, ...] = ()
    opening: tuple[str, ...] = ()
    recording: bool = False
    asked: Asked | None = None
    number: int = 0
    live: str = ""
    fetching: str = ""
    part: int = 1
    parts: int = 1
    answers: tuple[Answer, ...] = ()

    @property
    def kind(self) -> Kind | None:
        """What is given; None where nothing is."""
        return self.given[0].kind if self.given else None

    @property
    def busy(self) -> bool:
        return self.asked is not None


def answered(look: LookState, note: str = "") -> LookState:
    """What was being said is over, and kept where there is any of it."""
    text = look.live.strip()
    rest = replace(look, asked=None, live="", fetching="", part=1, parts=1)
    if look.asked is None or not text:
        return rest
    said = Answer(look.asked.words, look.asked.about, text, note)
    return replace(rest, answers=(said, *look.answers)[:MOST_KEPT])


def made_of(look: LookState) -> tuple[object, ...]:
    """What lasts, by identity."""
    return (look.answers, look.live, look.asked)


def lasting(look: LookState) -> Any:
    """As plain values; what is being said counts as said so far."""
    kept = answered(look, "It was cut short.")
    return [asdict(one) for one in kept.answers]


def revived(kept: Any) -> LookState:
    """From plain values. Raises on others."""
    return LookState(answers=read_as(tuple[Answer, ...], kept)[:MOST_KEPT])
