"""What the Look & listen room is showing: what was given, what is being said, and what was said.

Pixels and samples are not here: the page holds them and hands them over when asked.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from app.state import Part
from hearthside.look import Begun
from hearthside.store import read_as

Kind: TypeAlias = Literal["picture", "sound"]
# More than these are let go of, the oldest first.
MOST_KEPT: Final = 20
MOST_PICTURES: Final = 4
# What is asked of a recording while it goes on.
HEAR: Final = "hear"


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
class Answer:
    """What was said: the ask in words, what it was about, and how it ended if not by itself.

    One that was cut short can go on: `asked` is what was asked, and `part_at` the place in the text
    where part `part` begins.
    """

    ask: str
    about: str
    text: str
    note: str = ""
    asked: Asked | None = None
    part: int = 1
    part_at: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How many tokens of a prompt with pictures a model read in a second, on a device."""

    model: str
    device: str
    tokens_s: float


@dataclass(frozen=True, slots=True)
class LookState(Part):
    """`given` are pictures in their order, or one sound; `opening` are the page's ids of more.
    `number` counts what was asked for; `live` is what has been said to it so far, in part `part`
    of `parts`, which begins at `part_at`; `fetching` says how far what reads it has come; `pace`
    was measured last. Of what is written down while it is recorded, `behind_s` is still to come."""

    given: tuple[Given, ...] = ()
    opening: tuple[str, ...] = ()
    recording: bool = False
    asked: Asked | None = None
    number: int = 0
    live: str = ""
    fetching: str = ""
    part: int = 1
    parts: int = 1
    part_at: int = 0
    behind_s: int = 0
    answers: tuple[Answer, ...] = ()
    pace: Pace | None = None

    @property
    def kind(self) -> Kind | None:
        """What is given; None where nothing is."""
        return self.given[0].kind if self.given else None

    @property
    def begun(self) -> Begun:
        """How far what is being said has come."""
        return Begun(self.live[self.part_at :], self.part, self.live[: self.part_at])

    @property
    def hears(self) -> bool:
        """Whether what is said is being written down as it is said."""
        return self.asked is not None and self.asked.what == HEAR

    @property
    def busy(self) -> bool:
        return self.asked is not None


def answered(look: LookState, note: str = "", *, cut_short: bool = False) -> LookState:
    """What was being said is over, and kept where there is any of it."""
    rest = replace(look, asked=None, live="", fetching="", part=1, parts=1, part_at=0, behind_s=0)
    if look.asked is None or not look.live.strip():
        return rest
    return replace(rest, answers=(_said(look, note, cut_short), *look.answers)[:MOST_KEPT])


def _said(look: LookState, note: str, cut_short: bool) -> Answer:
    assert look.asked is not None
    text, before = look.live.strip(), len(look.live) - len(look.live.lstrip())
    said = Answer(look.asked.words, look.asked.about, text, note)
    if not cut_short or look.hears:
        return said  # what is heard as it is said is in no part of the recording that can be told
    # The page's names of what was given mean nothing to another page.
    of = tuple([replace(one, id="", preview="") for one in look.asked.of])
    part_at = min(max(0, look.part_at - before), len(text))
    return replace(
        said, asked=replace(look.asked, of=of, handed=0), part=look.part, part_at=part_at
    )


def is_there(asked: Asked, look: LookState) -> bool:
    """Whether what is given is what was asked about, as far as its kind and size tell."""
    return bool(look.given) and _measures(look.given) == _measures(asked.of)


def _measures(given: tuple[Given, ...]) -> list[tuple[object, ...]]:
    return [(one.kind, one.width, one.height, round(one.seconds, 1)) for one in given]


def made_of(look: LookState) -> tuple[object, ...]:
    """What lasts, by identity."""
    return (look.answers, look.live, look.asked)


def lasting(look: LookState) -> Any:
    """As plain values; what is being said counts as said so far, even if that is nothing yet."""
    answers = look.answers
    if look.asked is not None:
        answers = (_said(look, "It was cut short.", cut_short=True), *answers)
    return [asdict(one) for one in answers[:MOST_KEPT]]


def revived(kept: Any) -> LookState:
    """From plain values. Raises on others."""
    return LookState(answers=read_as(tuple[Answer, ...], kept)[:MOST_KEPT])


def paced(look: LookState, kept: Any) -> LookState:
    """With the pace that was kept, as plain values. Raises on others."""
    return replace(look, pace=None if kept is None else read_as(Pace, kept))
