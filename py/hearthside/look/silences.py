"""Where a long sound is cut for a model that hears half a minute at once: in its quietest moments.

One that is still being recorded is cut in a pause as soon as there is one, so that its words come
early. Pure functions on float32 samples; of those that are looked at, each eighth: an hour costs
some tenths of a second in Python. Knows no model.
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
# While it is recorded: the first cut, and the pause that it is made in.
_SOONEST_S: Final = 5.0
_PAUSE_FRAMES: Final = 4
# What is spoken is as loud as the louder frames are; a pause has 15 dB less.
_SPOKEN_RANK: Final = 0.9
_PAUSE_ENERGY: Final = 1 / 32
# -60 dB of full scale: the noise of a quiet room is above it, a muted microphone's is not.
_SILENT: Final = 0.001


def pieces_of(samples: bytes, rate_hz: int, longest_s: float = LONGEST_S) -> list[bytes]:
    """The sound in pieces of at most `longest_s`, cut where it is quietest; together all of it."""
    view = memoryview(samples).cast("f")
    longest = int(longest_s * rate_hz)
    cuts = [0]
    while len(view) - cuts[-1] > longest:
        cuts.append(_latest_cut(view, cuts[-1], longest, rate_hz))
    cuts.append(len(view))
    return [view[a:b].tobytes() for a, b in pairwise(cuts) if b > a]


def piece_so_far(samples: bytes, rate_hz: int, longest_s: float, *, ended: bool) -> bytes:
    """The first piece of a sound of which these samples are here so far, b"" where none can be cut
    off yet. What has `ended` is cut as `pieces_of` does."""
    view = memoryview(samples).cast("f")
    longest = int(longest_s * rate_hz)
    if len(view) > longest:
        cut = _latest_cut(view, 0, longest, rate_hz)
    else:
        cut = len(view) if ended else _last_pause(view, rate_hz)
    return view[:cut].tobytes()


def is_silent(samples: bytes) -> bool:
    """Whether no sample that is looked at is louder than a thousandth of full scale."""
    numbers = memoryview(samples).cast("f")[::_EVERY].tolist()
    return not numbers or max(max(numbers), -min(numbers)) < _SILENT


def _latest_cut(view: "memoryview[float]", start: int, longest: int, rate_hz: int) -> int:
    """Where a piece ends that begins at `start` and has to end somewhere."""
    return _quietest(view, start + int(longest * _EARLIEST), start + longest, rate_hz)


def _last_pause(view: "memoryview[float]", rate_hz: int) -> int:
    """The middle of the last pause, 0 where there is none yet: half of it stays on either side."""
    frame = int(_FRAME_S * rate_hz)
    frames = range(0, len(view) - frame + 1, frame)
    if len(frames) * _FRAME_S < _SOONEST_S:
        return 0
    energies = [_energy(view[at : at + frame : _EVERY]) for at in frames]
    spoken = sorted(energies)[int(len(energies) * _SPOKEN_RANK)]
    quiet = [energy < spoken * _PAUSE_ENERGY for energy in energies]
    soonest = max(0, round(_SOONEST_S / _FRAME_S) - _PAUSE_FRAMES)
    for at in range(len(quiet) - _PAUSE_FRAMES, soonest - 1, -1):
        if all(quiet[at : at + _PAUSE_FRAMES]):
            return at * frame + _PAUSE_FRAMES * frame // 2
    return 0


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
