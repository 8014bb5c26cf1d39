"""Many texts to extract the same fields from: what was brought, how far it is, what came of each.

The texts themselves are not here: actions have them, and the shelf. Knows nothing of how any of it
changes.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.state import Part

Unit: TypeAlias = Literal["file", "row"]
Stage: TypeAlias = Literal["", "reading", "ready", "working", "stopped", "done"]
# All columns of a row, as "column: value", where no single one is the text.
WHOLE_ROW = -1


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one text, which is called `about`: a value of JSON for each field; `doubtful`
    names the fields whose value stands nowhere in it; `error` says why there is none."""

    about: str
    values: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class ManyState(Part):
    """What is in hand. `run` is the number of the last request: what comes of an older one is
    dropped. Of a table `column` is its text; `fields` are the names of what is extracted."""

    run: int = 0
    stage: Stage = ""
    name: str = ""
    unit: Unit = "row"
    of: int = 0
    columns: tuple[str, ...] = ()
    column: int = WHOLE_ROW
    fields: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    notes: tuple[str, ...] = ()
    seconds_left: float | None = None

    @property
    def busy(self) -> bool:
        return self.stage == "working"
