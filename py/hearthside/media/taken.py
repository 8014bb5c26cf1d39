"""A picture and a sound as a model takes them: values. Knows no files and no engine."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Picture:
    """RGBA pixels row by row, of the size that is fitted to one of the model's budgets."""

    rgba: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sound:
    """float32 samples, little-endian, of one channel at the model's rate."""

    samples: bytes


Taken: TypeAlias = Picture | Sound
