"""What the Sort room is showing, as one frozen value.

A row's features are not here: they are large, and only actions use them. Knows nothing of how it
changes (handlers/) or of what is done about it (actions/).
"""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from app.shell.deciding import By
from app.state import Part
from hearthside.documents.tables import Table
from hearthside.sort import Counts, Evidence, Line, Row, Settings, stands_from
from hearthside.sort.kept import JobTag
from hearthside.store import read_as

Phase: TypeAlias = Literal["", "prepare", "read"]
Order: TypeAlias = Literal["table", "doubt", "random", "near"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How the reading goes along. `done` and `of` count rows, or readings of a preparation."""

    done: int = 0
    of: int = 0
    rows_per_second: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """Which rows a person looks at: `show` is "all", "doubt", "reviewed", "corrected", "none",
    "strange", "picked" (those of `near`, of which `near_words` tells, or why there are none) or
    "=NAME" of a label; `first` is where the part on the page begins, `current` the row in hand (its
    index)."""

    show: str = "all"
    order: Order = "table"
    search: str = ""
    first: int = 0
    current: int | None = None
    picked: tuple[str, ...] | None = None
    near: tuple[int, ...] = ()
    near_words: str = ""


@dataclass(frozen=True, slots=True)
class SortState(Part):
    """The whole room. `key` is the job's place on the shelf. `wanted`: the rows are to be read as
    soon as there is a model; `phase` is what is being done. `order` are the rows in sight by index,
    as `pile.py` arranged them. `by` is the choice that stands in the form; `model` is the id of the
    model that read the rows, `other_model` of one that is loaded instead; `asking`: the sort that
    is about to be deleted. `comparing` is how far the other model has read the person's rows, and
    `asked_for` whether a person wanted that; `compared` says how both did, `better` which did
    clearly better; `tried` is how many rows were labelled when that was last looked at unasked;
    `grouping`: labels are being proposed."""

    key: str = ""
    wanted: bool = False
    phase: Phase = ""
    jobs: tuple[JobTag, ...] | None = None
    table: Table | None = None
    column: int = 0
    given: int | None = None
    by: By = "likelihood"
    editing: bool = False
    settings: Settings | None = None
    rows: tuple[Row, ...] = ()
    order: tuple[int, ...] = ()
    counts: Counts = field(default_factory=Counts)
    sight: Sight = Sight()
    line: Line = field(default_factory=Line)
    evidence: Evidence | None = None
    pace: Pace = Pace()
    model: str = ""
    other_model: str = ""
    learned: str = ""
    comparing: Pace | None = None
    asked_for: bool = False
    compared: str = ""
    better: By | Literal[""] = ""
    tried: int = 0
    grouping: bool = False
    notice: str = ""
    asking: str = ""
    line_wrong: str = ""

    @property
    def busy(self) -> bool:
        return self.phase != ""

    @property
    def at_work(self) -> bool:
        """Whether the rows are shown, and not the form that asks what to do with them."""
        return self.settings is not None and not self.editing

    @property
    def complete(self) -> bool:
        return bool(self.rows) and self.counts.read == len(self.rows)

    @property
    def stands_from(self) -> float:
        """The probability from which on a row needs no person."""
        return stands_from(self.line, self.evidence)

    def text_of(self, index: int) -> str:
        """The text of a row that is decided on."""
        if self.table is None or self.settings is None:
            return ""
        return self.table.rows[index][self.settings.column]

    def doubtful(self, row: Row) -> bool:
        """Whether the row waits for a person."""
        return row.doubtful(self.stands_from)


def made_of(sort: SortState) -> tuple[object, ...]:
    """What `lasting` is made of."""
    return (sort.key, sort.wanted, sort.by)


def lasting(sort: SortState) -> dict[str, Any]:
    """What the page holds for a new mind; the job itself stands on the shelf."""
    return {"key": sort.key, "wanted": sort.wanted, "by": sort.by}


def revived(kept: Any) -> SortState:
    """The room as a new mind finds it. Raises ValueError on what `lasting` does not give."""
    return read_as(
        SortState, {name: kept[name] for name in ("key", "wanted", "by") if name in kept}
    )
