"""The rows of a model's head as they are stored, so that a few logits need not cost all of them.

Knows how the bytes of a table file mean numbers (see `table` in a model's manifest). Knows nothing
of graphs, caches or tokens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of whole numbers in blocks with a scale each, left on the disk until asked for.

    `stored` is uint8 [rows, columns], `scales` float16 [rows, columns / block].
    """

    stored: npt.NDArray[np.uint8]
    scales: npt.NDArray[np.float16]
    zero_point: int

    @classmethod
    def open(cls, files: Mapping[str, Path], facts: Mapping[str, Any]) -> Self:
        """The table that a manifest tells of, among the model's files by name."""
        path, rows, columns = files[facts["file"]], facts["rows"], facts["columns"]
        blocks = columns // facts["block"]
        return cls(
            np.memmap(path, np.uint8, "r", facts["bytes_offset"], (rows, columns)),
            np.memmap(path, np.float16, "r", facts["scales_offset"], (rows, blocks)),
            facts["zero_point"],
        )

    def rows(self, ids: Sequence[int]) -> npt.NDArray[np.float32]:
        """The rows of `ids` as float32 [ids, columns]."""
        chosen = np.array(ids, np.int64)
        blocks = self.scales.shape[1]
        wide = self.stored[chosen].astype(np.float32) - np.float32(self.zero_point)
        scaled = wide.reshape(len(ids), blocks, wide.shape[1] // blocks)
        scaled *= self.scales[chosen].astype(np.float32)[..., None]
        return scaled.reshape(wide.shape)

    def logits(
        self, hidden: npt.NDArray[np.float32], ids: Sequence[int]
    ) -> npt.NDArray[np.float32]:
        """The logits of `ids` after the hidden state `hidden` [columns]."""
        answers: npt.NDArray[np.float32] = self.rows(ids) @ hidden
        return answers
