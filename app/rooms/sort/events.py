"""What can happen to a sort: values that tell how a piece of work goes.

`key` says which sort is meant: word of one may come after another was opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.rooms.sort.state import Pace, Phase
from app.shell.deciding import By
from hearthside.documents.tables import Table
from hearthside.sort import Evidence, Line, Row, Settings, Verdict
from hearthside.sort.kept import JobTag


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table has come in; `key` is the place on the shelf that its sort will have."""

    table: Table
    key: str


@dataclass(frozen=True, slots=True)
class JobsListed:
    jobs: tuple[JobTag, ...]


@dataclass(frozen=True, slots=True)
class JobOpened:
    """A sort came from the shelf. `resume`: it was under way when the mind was lost."""

    key: str
    table: Table
    settings: Settings | None
    rows: tuple[Row, ...]
    line: Line
    model: str
    resume: bool


@dataclass(frozen=True, slots=True)
class JobGone:
    """The sort in hand was deleted, or is not on the shelf any more."""

    key: str


@dataclass(frozen=True, slots=True)
class SortBegan:
    """The settings stand and the reading begins; `rows` are as they are known now."""

    settings: Settings
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SortMoved:
    """Rows were read since the last time, or a preparation went on."""

    key: str
    verdicts: Mapping[int, Verdict]
    pace: Pace
    phase: Phase
    model: str = ""


@dataclass(frozen=True, slots=True)
class Redecided:
    """All rows were decided anew, because a person taught something."""

    key: str
    verdicts: Mapping[int, Verdict]


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    key: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SortEnded:
    """Nothing is being read any more. `lost`: the engine went away, and the reading goes on with
    the next one; `other_model`: the id of the model that is loaded now, where another one read the
    rows."""

    key: str
    complete: bool = False
    lost: bool = False
    other_model: str = ""


@dataclass(frozen=True, slots=True)
class SheetWritten:
    """The table with its labels, ready to be saved."""

    filename: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class WaysMoved:
    """The other model has read so many of the labelled rows."""

    key: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class WaysCompared:
    """How both models did on a person's rows, or why that cannot be said; `better` where one did
    clearly better. `asked`: a person wanted to know."""

    key: str
    words: str
    better: By | Literal[""]
    asked: bool = True


@dataclass(frozen=True, slots=True)
class AlikeFound:
    """Rows to look at together, in their order, and what they have in common; of no rows, why there
    are none."""

    key: str
    rows: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class LabelsProposed:
    """Names for groups of rows, the largest group first, a line each; without any, why."""

    key: str
    lines: tuple[str, ...]
    words: str
