"""An embedding model in plain numpy, float32: the measure that its graphs are held against.

Written from the EmbeddingGemma report (arXiv 2509.20354) and the checkpoint's own modules.json:
mean over the tokens, two dense layers without bias or bend, length 1. One text at a time.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.weights.forward import hidden_states
from models.weights.shape import Floats, Shape, Weights

PROJECTION = "projection"
"""Both dense layers as one matrix, their product: nothing stands between them."""


def vectors(weights: Weights, texts_ids: Sequence[Sequence[int]]) -> Floats:
    """The vectors [texts, dimensions] of texts given as token ids."""
    embed = weights.tensor("embed")  # read and widened once

    def tensor(name: str) -> Floats:
        return embed if name == "embed" else weights.tensor(name)

    read = replace(weights, tensor=tensor)
    pooled = [
        hidden_states(read, np.array(ids), both_ways).mean(axis=0, dtype=np.float32)
        for ids in texts_ids
    ]
    projected = np.stack(pooled) @ weights.tensor(PROJECTION).T
    normed: Floats = projected / np.linalg.norm(projected, axis=1, keepdims=True)
    return normed


def both_ways(shape: Shape, full: bool, length: int) -> NDArray[np.bool_]:
    """Which positions a position sees: all, or half the window to either side and itself."""
    apart = np.abs(np.arange(length)[:, None] - np.arange(length)[None, :])
    near: NDArray[np.bool_] = apart <= shape.window_tokens // 2
    return near | full
