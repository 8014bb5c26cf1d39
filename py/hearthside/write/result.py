"""What comes of a task: events on the way, and what stands at its end. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from hearthside.write.prompt import Kind

PartName: TypeAlias = Literal["instruction", "examples", "context", "input", "answer lead", "marks"]


@dataclass(frozen=True, slots=True)
class PromptPart:
    """A part of what a model reads, and how many of its tokens begin in it.

    "context" is the text, "input" what is asked of it; "marks" are the signs of turns, blank lines
    and the token that every prompt begins with. Those of a template are "instruction", "prompt",
    "context", "answer lead" and its slots.
    """

    name: PartName | str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Of a text that is too long `kept` of `of` characters are read. `words` says it to people."""

    kept: int
    of: int
    words: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A prompt as it was sent. `budget_tokens` is what it may have beside the answer."""

    parts: tuple[PromptPart, ...]
    budget_tokens: int
    cut: Cut | None = None

    @property
    def tokens(self) -> int:
        """How many tokens the model reads: those of all parts."""
        return sum(part.tokens for part in self.parts)

    @property
    def text(self) -> str:
        """The prompt, marks and all."""
        return "".join([part.text for part in self.parts])


@dataclass(frozen=True, slots=True)
class Piece:
    """What can be shown now. `anew`: all that was shown before is taken back first.

    A long text is read in `parts`; what is made of them all together is one more.
    """

    text: str
    anew: bool = False
    part: int = 1
    parts: int = 1


Event: TypeAlias = Sent | Piece


@dataclass(frozen=True, slots=True)
class Place:
    """The characters `start` to `end` (excluded) of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of what was written that the source does not hold, so perhaps made up.

    Characters `start` to `end` of `Written.text`. "differs": another answer beside it has other
    words there.
    """

    start: int
    end: int
    what: Literal["number", "name", "words", "differs"]


@dataclass(frozen=True, slots=True)
class Written:
    """What a task gave. `source` is the text as it was read; `sources` are places in it.

    `said` is False where the text does not answer. `partial`: it was stopped, or ended by a limit,
    before it was whole. `notes` are for people. `redraws` counts drafts that a check refused.
    `values`, of an extraction, are by name; `found` says where in `source` each stands, none where
    it was nowhere found word for word.
    """

    kind: Kind | Literal["template"]
    source: str
    text: str = ""
    marks: tuple[Mark, ...] = ()
    sources: tuple[Place, ...] = ()
    sent: tuple[Sent, ...] = ()
    said: bool = True
    partial: bool = False
    notes: tuple[str, ...] = ()
    redraws: int = 0
    tokens: int = 0
    seconds: float = 0.0
    values: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    @property
    def cut(self) -> Cut | None:
        """What was left out of what was read, if anything."""
        return next((one.cut for one in self.sent if one.cut), None)


@dataclass(frozen=True, slots=True)
class Row:
    """What came of the text `index` (from 0) of `of`; or why nothing did, in words for people."""

    index: int
    of: int
    written: Written | None = None
    problem: str = ""
