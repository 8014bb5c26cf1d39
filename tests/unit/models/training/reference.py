"""The loss of a text under an adapter in float64, by the plain forward pass: the adapter is merged
into the weights. Knows no graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from models.weights import forward
from models.weights.shape import MATRICES, Weights

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Text:
    """Ids, and of which places what follows is learnt, with what weight."""

    ids: np.ndarray
    places: np.ndarray
    weights: np.ndarray

    def feeds(self, chunk: int) -> dict[str, np.ndarray]:
        """What the graph takes, filled up to whole chunks."""
        missing = -len(self.places) % chunk
        answers = self.ids[self.places + 1]
        return {
            "input_ids": self.ids,
            "answer_places": np.pad(self.places, (0, missing)),
            "answer_ids": np.pad(answers, (0, missing)),
            "answer_weights": np.pad(self.weights, (0, missing)).astype(np.float32),
        }


def widened(base: Weights) -> Weights:
    """The weights in float64, each read once."""
    return Weights(base.shape, cache(lambda name: base.tensor(name).astype(np.float64)))


def loss_of(base: Weights, arrays: Arrays, text: Text) -> float:
    """The weighted sum of the losses, in nats, under adapters and weights in float64."""

    def tensor(name: str) -> Any:
        wide = base.tensor(name)
        layer, _, module = name.partition(".")
        if module in MATRICES:
            a, b = (arrays[f"{module}.{side}"][int(layer)] for side in "AB")
            wide = wide + (a @ b).T
        return wide

    merged = Weights(base.shape, tensor)
    states = forward.hidden_states(merged, text.ids)[text.places]
    scores = forward.logits(merged, states).astype(np.float64)
    high = scores.max(axis=1, keepdims=True)
    whole = high[:, 0] + np.log(np.exp(scores - high).sum(axis=1))
    hit = scores[np.arange(len(scores)), text.ids[text.places + 1]]
    return float(((whole - hit) * text.weights).sum())
