"""What the Sort room is showing, as one frozen value.

A row's reading is not here: it is large, and only the deeds use it. Knows nothing of how the state
changes (handlers/) or of what is done about it (actions/).
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from app.shell.deciding import By
from hearthside.classify import Form, Label, Labelled
from hearthside.classify.report import Report
from hearthside.classify.threshold import NOTHING, Threshold
from hearthside.documents.tables import Table
from hearthside.store import read_as

# Fewer labelled rows tell nothing of which model does better on them.
LEAST_COMPARED: Final = 10

Phase: TypeAlias = Literal["", "prepare", "read"]
LineKind: TypeAlias = Literal["own", "accuracy", "cost"]
Order: TypeAlias = Literal["table", "doubt", "random", "near"]
Review: TypeAlias = Literal["", "given", "confirmed", "corrected"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of the rows. `given` is the column that holds labels known before, or None;
    `even`: a person says that all labels are about equally common; `by`: which model decides, the
    language model by the labels' likelihood or the embedding model by what it was shown."""

    column: int = 0
    labels: tuple[Label, ...] = ()
    task: str = ""
    form: Form = "one"
    given: int | None = None
    examples: tuple[Labelled, ...] = ()
    even: bool = False
    by: By = "likelihood"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple([label.name for label in self.labels])


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision as the page shows it; `scores` are the likeliest few, highest first.

    `strange`: the text is like nothing that was shown."""

    label: str
    probability: float
    margin: float
    chosen: tuple[str, ...]
    scores: tuple[tuple[str, float], ...] = ()
    value: float | None = None
    notes: tuple[str, ...] = ()
    strange: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one row. `truth` is what a person said, None before they did; `said` is what
    was decided at that time. `drawn`: the row came up by chance, not because it was doubtful;
    `given`: its label stood in the table."""

    verdict: Verdict | None = None
    truth: tuple[str, ...] | None = None
    said: tuple[str, ...] = ()
    drawn: bool = False
    given: bool = False

    @property
    def review(self) -> Review:
        if self.truth is None:
            return ""
        if self.given:
            return "given"
        return "confirmed" if set(self.truth) == set(self.said) else "corrected"

    @property
    def labels(self) -> tuple[str, ...]:
        """What holds of the row now: a person's word, else what was decided."""
        if self.truth is not None:
            return self.truth
        return self.verdict.chosen if self.verdict is not None else ()


@dataclass(frozen=True, slots=True)
class Line:
    """From which probability on a row may stand. `kind`: a line of the person's own (`at`), the
    wanted `accuracy`, or what a mistake costs against a look by a person."""

    kind: LineKind = "own"
    at: float = 0.8
    accuracy: float = 0.95
    mistake: float = 10.0
    person: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the reviewed rows show. `drawn`: only rows that came up by chance were counted."""

    report: Report
    threshold: Threshold
    drawn: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How the reading goes along. `done` and `of` count rows, or readings of a preparation."""

    done: int = 0
    of: int = 0
    rows_per_second: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are of each kind; `none`: a person says that no label fits; `by_label`
    goes by the labels' names."""

    read: int = 0
    doubtful: int = 0
    reviewed: int = 0
    corrected: int = 0
    none: int = 0
    strange: int = 0
    by_label: tuple[tuple[str, int], ...] = ()


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
class JobTag:
    """A sort on the shelf, as a list shows it."""

    key: str
    name: str
    when: str
    rows: int
    read: int
    reviewed: int


@dataclass(frozen=True, slots=True)
class SortState:
    """The whole room. `key` is the job's place on the shelf. `wanted`: the rows are to be read as
    soon as there is a model; `phase` is what is being done. `order` are the rows in sight by index,
    as `pile.py` arranged them. `by` is the choice that stands in the form; `model` is the id of the
    model that read the rows, `other_model` of one that is loaded instead; `asking`: the sort that
    is about to be deleted. `comparing` is how far the other model has read the person's rows,
    `compared` says how both did, `better` which did clearly better; `tried` is how many rows were
    labelled when that was last looked at unasked; `grouping`: labels are being proposed."""

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
    counts: Counts = Counts()
    sight: Sight = Sight()
    line: Line = Line()
    evidence: Evidence | None = None
    pace: Pace = Pace()
    model: str = ""
    other_model: str = ""
    learned: str = ""
    comparing: Pace | None = None
    compared: str = ""
    better: By | Literal[""] = ""
    tried: int = 0
    grouping: bool = False
    notice: str = ""
    asking: str = ""
    line_wrong: str = ""

    @property
    def running(self) -> bool:
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
        if self.line.kind == "own":
            return self.line.at
        return self.evidence.threshold.at if self.evidence is not None else NOTHING

    def text_of(self, index: int) -> str:
        """The text of a row that is decided on."""
        if self.table is None or self.settings is None:
            return ""
        return self.table.rows[index][self.settings.column]

    def doubtful(self, row: Row) -> bool:
        """Whether the row waits for a person."""
        if row.truth is not None or row.verdict is None:
            return False
        return row.verdict.probability < self.stands_from


def lasting(sort: SortState) -> dict[str, Any]:
    """What the page holds for a new mind; the job itself stands on the shelf."""
    return {"key": sort.key, "wanted": sort.wanted, "by": sort.by}


def revived(kept: Any) -> SortState:
    """The room as a new mind finds it. Raises ValueError on what `lasting` does not give."""
    return read_as(
        SortState, {name: kept[name] for name in ("key", "wanted", "by") if name in kept}
    )
