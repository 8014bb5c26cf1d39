"""Packs float32 matrices into 4 bits: blocks of 32 numbers with a scale and a zero point each.

A number q from 0 to 15 stands for (q - zero point) * scale; two lie in a byte, the lower one first,
as MatMulNBits and GatherBlockQuantized read them. Knows nothing of models.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.weights.quantise import Slot
from models.weights.shape import Floats

BLOCK = 32
LARGEST = 15
Precision = Literal["q4", "q4f16"]
"""The hub's names: 4-bit matrices, and all else in float32 or in float16."""
FLOAT: dict[Precision, type[np.float32] | type[np.float16]] = {
    "q4": np.float32,
    "q4f16": np.float16,
}
Arrays = Iterator[tuple[str, NDArray[Any]]]


def packed(name: str, rows: Floats, precision: Precision) -> Arrays:
    """The arrays of one matrix [N, K], K a multiple of 32: NAME.q [N, K/2], .scales, .zeros.

    Scales are what float16 holds in either precision, so that both stand for the same weights.
    """
    blocks = rows.reshape(len(rows), -1, BLOCK)
    low, high = np.minimum(blocks.min(-1), 0), np.maximum(blocks.max(-1), 0)
    scales = ((high - low) / np.float32(LARGEST)).astype(np.float16)
    scales[scales == 0] = 1
    wide = scales.astype(np.float32)
    zeros = np.clip(np.rint(-low / wide), 0, LARGEST)
    numbers = np.clip(np.rint(blocks / wide[..., None]) + zeros[..., None], 0, LARGEST)
    yield f"{name}.q", _pairs(numbers.reshape(len(rows), -1))
    yield f"{name}.scales", scales.astype(FLOAT[precision])
    yield f"{name}.zeros", _pairs(np.pad(zeros, ((0, 0), (0, zeros.shape[1] % 2))))


def widened(name: str, array: Callable[[str], NDArray[Any]]) -> Floats:
    """What the arrays of one matrix stand for, float32 [N, K]; `array` reads one by its name."""
    scales = array(f"{name}.scales").astype(np.float32)
    zeros = _halves(array(f"{name}.zeros"))[:, : scales.shape[1]]
    numbers = _halves(array(f"{name}.q")).reshape(*scales.shape, BLOCK)
    wide: Floats = (numbers - zeros[..., None]) * scales[..., None]
    return wide.reshape(len(scales), -1)


def _pairs(numbers: Floats) -> NDArray[np.uint8]:
    whole = numbers.astype(np.uint8)
    return whole[:, ::2] | np.left_shift(whole[:, 1::2], 4, dtype=np.uint8)


def _halves(pairs: NDArray[np.uint8]) -> Floats:
    both = np.stack([pairs & LARGEST, pairs >> 4], axis=-1)
    return both.reshape(len(pairs), -1).astype(np.float32)


def read_slots(folder: Path, slots: Iterable[Slot]) -> Callable[[str], NDArray[Any]]:
    """Reads an array by its name out of the files where the slots lie."""
    by_name = {slot.name: slot for slot in slots}

    def read(name: str) -> NDArray[Any]:
        slot = by_name[name]
        count = int(np.prod(slot.shape))
        raw = np.fromfile(folder / slot.file, slot.dtype, count, offset=slot.offset_bytes)
        return raw.reshape(slot.shape)

    return read
