"""Where a long sound is cut for a model that hears half a minute at once: in its quietest moments.

Pure functions on float32 samples. Only the places where a cut may be are looked at, and of those
each eighth sample: an hour costs some tenths of a second in Python. Knows no model.
"""

from collections.abc import Sequence
from itertools import pairwise
from operator import mul
from typing import Final

LONGEST_S: Final = 30.0
# A cut is looked for in the last third of what a model hears at once.
_EARLIEST: Final = 2 / 3
_FRAME_S: Final = 0.1
_EVERY: Final = 8
# -60 dB of full scale: the noise of a quiet room is above it, a muted microphone's is not.
_SILENT: Final = 0.001


def pieces_of(samples: bytes, rate_hz: int, longest_s: float = LONGEST_S) -> list[bytes]:
    """The sound in pieces of at most `longest_s`, cut where it is quietest; together all of it."""
    view = memoryview(samples).cast("f")
    longest = int(longest_s * rate_hz)
    cuts = [0]
    while len(view) - cuts[-1] > longest:
        first = cuts[-1] + int(longest * _EARLIEST)
        cuts.append(_quietest(view, first, cuts[-1] + longest, rate_hz))
    cuts.append(len(view))
    return [view[a:b].tobytes() for a, b in pairwise(cuts) if b > a]


def is_silent(samples: bytes) -> bool:
    """Whether no sample that is looked at is louder than a thousandth of full scale."""
    numbers = memoryview(samples).cast("f")[::_EVERY].tolist()
    return not numbers or max(max(numbers), -min(numbers)) < _SILENT


def _quietest(view: "memoryview[float]", first: int, end: int, rate_hz: int) -> int:
    """The middle of the frame with the least energy; of equals the last, so that pieces are long.

    At least half a frame stays behind it: no rest is too short to be heard.
    """
    frame = int(_FRAME_S * rate_hz)
    starts = range(end - frame, first - 1, -(frame // 2))
    return frame // 2 + min(starts, key=lambda at: _energy(view[at : at + frame : _EVERY]))


def _energy(samples: "memoryview[float]") -> float:
    numbers: Sequence[float] = samples.tolist()
    return sum(map(mul, numbers, numbers), 0.0)
