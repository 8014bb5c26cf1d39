"""Packs float32 weights into bytes: blocks of 32 numbers with one float16 scale each.

A byte q stands for (q - 128) * scale. A block's scale is the best of a few, such that weights
which come from a 5-bit or 8-bit GGUF grid are kept exactly. Knows nothing of ONNX.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.weights.shape import MATRICES, NORMS, Floats, Shape, Weights

BLOCK = 32
ZERO_POINT = 128
ALIGNMENT_BYTES = 64
ROWS_AT_ONCE = 4096
# A GGUF block is scale * whole numbers up to m; m times a power of two, up to 127, hits its grid.
STEPS_TO_LARGEST = (127, 120, 112, 104, 96, 88, 80, 72, 64)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one array lies: file name within the model folder, offset and length in bytes."""

    name: str
    file: str
    offset_bytes: int
    dtype: str
    shape: tuple[int, ...]

    @property
    def length_bytes(self) -> int:
        return int(np.prod(self.shape)) * np.dtype(self.dtype).itemsize


def quantise(rows: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Bytes [N, K] and scales [N, K/32] for weights [N, K]; K is a multiple of 32."""
    parts = [_quantise(rows[i : i + ROWS_AT_ONCE]) for i in range(0, len(rows), ROWS_AT_ONCE)]
    return np.concatenate([q for q, _ in parts]), np.concatenate([s for _, s in parts])


def _quantise(rows: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    blocks = rows.reshape(-1, BLOCK)
    largest = np.abs(blocks).max(axis=1)
    best_scale = np.zeros(len(blocks), np.float16)
    best_error = np.full(len(blocks), np.inf, np.float32)
    for steps in STEPS_TO_LARGEST:
        todo = np.flatnonzero(best_error > 0)
        if not len(todo):
            break
        scale = (largest[todo] / np.float32(steps)).astype(np.float16)
        error = _squared_error(blocks[todo], scale)
        won = error < best_error[todo]
        best_scale[todo[won]] = scale[won]
        best_error[todo[won]] = error[won]
    packed = _round(blocks, best_scale).astype(np.int16) + ZERO_POINT
    shape = (len(rows), rows.shape[1] // BLOCK)
    return packed.astype(np.uint8).reshape(rows.shape), best_scale.reshape(shape)


def _round(blocks: Floats, scale: NDArray[np.float16]) -> Floats:
    wide = scale.astype(np.float32)
    inverse = np.divide(1, wide, out=np.zeros_like(wide), where=wide > 0)
    return np.clip(np.rint(blocks * inverse[:, None]), 1 - ZERO_POINT, ZERO_POINT - 1)


def _squared_error(blocks: Floats, scale: NDArray[np.float16]) -> Floats:
    gap = _round(blocks, scale) * scale.astype(np.float32)[:, None] - blocks
    summed: Floats = np.einsum("bi,bi->b", gap, gap)
    return summed


def quantise_rows(rows: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """Bytes [N, K] and scales [N] for weights [N, K]: what products of whole numbers take."""
    largest = np.abs(rows).max(axis=1)
    scales = (np.where(largest > 0, largest, 1) / (ZERO_POINT - 1)).astype(np.float32)
    packed = np.rint(rows / scales[:, None]).astype(np.int16) + ZERO_POINT
    return packed.astype(np.uint8), scales


def widen_rows(packed: NDArray[np.uint8], scales: Floats) -> Floats:
    """What the bytes stand for, [N, K] float32: the inverse of `quantise_rows` up to rounding."""
    wide: Floats = (packed.astype(np.float32) - ZERO_POINT) * scales[:, None]
    return wide


def widen(packed: NDArray[np.uint8], scales: NDArray[np.float16]) -> Floats:
    """What the bytes stand for, [N, K] float32: the inverse of `quantise` up to rounding."""
    blocks = packed.reshape(*scales.shape, BLOCK).astype(np.float32) - ZERO_POINT
    return (blocks * scales.astype(np.float32)[..., None]).reshape(packed.shape)


def write_body(weights: Weights, path: Path) -> list[Slot]:
    """Writes all but the embedding to `path`: matrices as bytes and scales, norms as float32."""
    return write_arrays(path, body_arrays(weights))


def write_table(weights: Weights, kept_ids: NDArray[np.int64] | None, path: Path) -> list[Slot]:
    """Writes the embedding (also the head) of the kept token ids, in their order, to `path`."""
    table = weights.tensor("embed")
    packed, scales = quantise(table if kept_ids is None else table[kept_ids])
    return write_arrays(path, [("embed.bytes", packed), ("embed.scales", scales)])


def stored_weights(shape: Shape, folder_of: dict[str, Path], slots: Iterable[Slot]) -> Weights:
    """The weights as a runtime sees them: read back from the files and widened."""
    by_name = {slot.name: slot for slot in slots}

    def read(name: str) -> NDArray[Any]:
        slot = by_name[name]
        file = folder_of[slot.file]
        count = int(np.prod(slot.shape))
        raw = np.fromfile(file, slot.dtype, count, offset=slot.offset_bytes)
        return raw.reshape(slot.shape)

    def tensor(name: str) -> Floats:
        if name in by_name:
            return read(name)
        if f"{name}.row_scales" in by_name:
            return widen_rows(read(f"{name}.bytes"), read(f"{name}.row_scales"))
        return widen(read(f"{name}.bytes"), read(f"{name}.scales"))

    return Weights(shape, tensor)


def body_arrays(weights: Weights, *, by_row: bool = False) -> Iterator[tuple[str, NDArray[Any]]]:
    """All arrays but the embedding, by name, as they are stored: with scales by block or by row."""
    yield "final_norm", weights.tensor("final_norm")
    for layer in range(weights.shape.layers):
        for name in NORMS:
            yield f"{layer}.{name}", weights.tensor(f"{layer}.{name}")
        for name in MATRICES:
            yield from matrix_arrays(weights, f"{layer}.{name}", by_row=by_row)


def matrix_arrays(
    weights: Weights, name: str, *, by_row: bool
) -> Iterator[tuple[str, NDArray[Any]]]:
    """The bytes of one matrix and its scales."""
    packed, scales = (quantise_rows if by_row else quantise)(weights.tensor(name))
    yield f"{name}.bytes", packed
    yield f"{name}.{'row_scales' if by_row else 'scales'}", scales


def write_arrays(path: Path, arrays: Iterable[tuple[str, NDArray[Any]]]) -> list[Slot]:
    """Writes named arrays one after another, each at a multiple of 64 bytes; where they lie."""
    slots = []
    with path.open("wb") as file:
        for name, array in arrays:
            file.write(b"\0" * (-file.tell() % ALIGNMENT_BYTES))
            little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
            slots.append(Slot(name, path.name, file.tell(), little.dtype.str, array.shape))
            file.write(little.tobytes())
    return slots
