"""What can be done about a sort: values that the handlers ask for and the actions carry out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.effects import Effect
from app.rooms.sort.state import SortState

SheetForm: TypeAlias = Literal["csv", "xlsx", "examples"]


class SortEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ReadTable(SortEffect):
    """Make a table of a file's bytes or, without any, of pasted text."""

    name: str
    content: bytes = b""
    pasted: str = ""
    header: bool | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ReadAgain(SortEffect):
    """The same table, its first row or its sheet understood as the person says."""

    header: bool | None
    sheet: str


@dataclass(frozen=True, slots=True)
class ListJobs(SortEffect):
    pass


@dataclass(frozen=True, slots=True)
class OpenJob(SortEffect):
    key: str
    resume: bool = False


@dataclass(frozen=True, slots=True)
class DeleteJob(SortEffect):
    key: str


@dataclass(frozen=True, slots=True)
class StartSort(SortEffect):
    """Begin with what the form's fields say; they may be wrong."""

    sort: SortState
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadRows(SortEffect):
    """Read what is not read yet. `anew`: with another model, all of it."""

    sort: SortState
    anew: bool = False


@dataclass(frozen=True, slots=True)
class PauseSort(SortEffect):
    pass


@dataclass(frozen=True, slots=True)
class Teach(SortEffect):
    """Learn what a person said of the rows: keep it, decide all rows anew, look at the evidence."""

    sort: SortState


@dataclass(frozen=True, slots=True)
class Weigh(SortEffect):
    """Look at the evidence again, for a line that was drawn differently."""

    sort: SortState


@dataclass(frozen=True, slots=True)
class WriteSheet(SortEffect):
    """Put the labels beside the table; as examples, what a person said beside the texts alone."""

    sort: SortState
    form: SheetForm


@dataclass(frozen=True, slots=True)
class Compare(SortEffect):
    """Try the other model on the rows that a person labelled; not `asked`: on a few of them, to see
    whether it is to be proposed."""

    sort: SortState
    asked: bool = True


@dataclass(frozen=True, slots=True)
class FindAlike(SortEffect):
    """The rows most like row `at`, or with None all that are nearly the same as another."""

    sort: SortState
    at: int | None


@dataclass(frozen=True, slots=True)
class ProposeLabels(SortEffect):
    """Group rows of the table by what they are about, and name the groups; `written` are the lines
    that stand in the field."""

    sort: SortState
    written: str = ""


@dataclass(frozen=True, slots=True)
class StopConsidering(SortEffect):
    """End the comparison, or the search for labels, that is under way."""
