"""How far the reading of a table is, and how fast it goes. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.sort.rows import Verdict

# Before so many rows the speed is a guess.
_STEADY_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `of` rows are read. `rows` were read since the last time; `verdicts` are what was
    decided since, of these and of rows that were decided anew.

    `rows_per_second` is 0 and `seconds_left` None as long as they would be a guess.
    """

    done: int
    of: int
    rows: Sequence[int]
    verdicts: Mapping[int, Verdict]
    rows_per_second: float = 0.0
    seconds_left: float | None = None


def progress_of(
    done: int,
    of: int,
    rows: Sequence[int],
    verdicts: Mapping[int, Verdict],
    pace: tuple[int, float],
) -> Progress:
    """`pace`: so many rows were read in so many seconds."""
    read, elapsed_s = pace
    if read < _STEADY_ROWS or elapsed_s <= 0:
        return Progress(done, of, rows, verdicts)
    return Progress(done, of, rows, verdicts, read / elapsed_s, (of - done) * elapsed_s / read)
