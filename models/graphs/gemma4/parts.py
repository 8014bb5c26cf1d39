"""Builds what Gemma 4's graphs are made of: 4-bit matrices, norms, bounds, gated feed-forward.

Within a graph all numbers are float32 ("q4") or float16 ("q4f16"); what goes in and out is float32
but for the cache. Knows where stored bytes lie (Slot), not how they were made.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

from models.graphs.nodes import CONTRIB, Nodes
from models.multimodal.four_bits import BLOCK, FLOAT, Precision
from models.weights.quantise import Slot
from models.weights.shape import Floats

BITS = 4
BOUNDS = ("input_min", "input_max", "output_min", "output_max")


def save(model: onnx.ModelProto, path: Path) -> None:
    """Writes a graph, the same bytes each time."""
    path.write_bytes(model.SerializeToString(deterministic=True))


class Parts:
    """The nodes of one graph as they gather."""

    def __init__(self, slots: Sequence[Slot], precision: Precision, epsilon: float) -> None:
        self.g = Nodes(slots)
        self.epsilon = epsilon
        self.float = FLOAT[precision]
        self.kind = TensorProto.FLOAT if precision == "q4" else TensorProto.FLOAT16
        self._sizes = {slot.name: slot.shape for slot in slots}

    def narrow(self, vectors: str) -> str:
        """Float32 from outside, as the graph computes."""
        if self.kind == TensorProto.FLOAT:
            return vectors
        return self.g.op("Cast", [vectors], to=self.kind)

    def widen(self, vectors: str) -> str:
        """What the graph has computed, as float32."""
        if self.kind == TensorProto.FLOAT:
            return vectors
        return self.g.op("Cast", [vectors], to=TensorProto.FLOAT)

    def number(self, value: float) -> str:
        """A constant of the graph's own type."""
        return self.g.constant(f"n_{value:g}", self.float(value))

    def float32(self, value: float) -> str:
        """A constant in float32: places are counted in it, which float16 does up to 2048 only."""
        return self.g.constant(f"f_{value:g}", np.float32(value))

    def linear(self, name: str, vectors: str) -> str:
        """The stored matrix `name`.weight [out, in] times each vector."""
        stored = f"{name}.weight"
        rows, half = self._sizes[f"{stored}.q"]
        blocks = 2 * half // BLOCK
        inputs = [
            self.g.stored(f"{stored}.q", [rows, blocks, BLOCK // 2]),
            self.g.stored(f"{stored}.scales", [rows * blocks]),
            self.g.stored(f"{stored}.zeros", [rows * ((blocks + 1) // 2)]),
        ]
        facts = {"K": 2 * half, "N": rows, "bits": BITS, "block_size": BLOCK}
        return self.g.op("MatMulNBits", [vectors, *inputs], domain=CONTRIB, **facts)

    def norm(self, vectors: str, name: str) -> str:
        """RMS norm over the last axis with a stored factor."""
        return self._norm(vectors, self.g.stored(f"{name}.weight"))

    def bare_norm(self, vectors: str, size: int) -> str:
        """RMS norm over the last axis, `size` numbers, with no factor."""
        return self._norm(vectors, self.g.constant(f"ones_{size}", np.ones(size, self.float)))

    def _norm(self, vectors: str, factor: str) -> str:
        kind = "SimplifiedLayerNormalization"
        return self.g.op(kind, [vectors, factor], axis=-1, epsilon=self.epsilon)

    def gated(self, at: str, vectors: str, linear: Callable[[str, str], str]) -> str:
        """Gate, the tanh form of GELU, up and down; `linear` multiplies by a matrix by its name."""
        g = self.g
        bent = g.op("FastGelu", [linear(f"{at}.mlp.gate_proj", vectors)], domain=CONTRIB)
        up = linear(f"{at}.mlp.up_proj", vectors)
        return linear(f"{at}.mlp.down_proj", g.op("Mul", [bent, up]))

    def add_normed(self, seen: str, branch: str, name: str) -> str:
        """A branch, normalised, on the residual."""
        return self.g.op("Add", [seen, self.norm(branch, name)])


class BoundedParts(Parts):
    """Parts of an encoder, whose matrices bound what goes in and what comes out.

    `tensor` reads a bound by its name: a single number, kept in the graph itself.
    """

    def __init__(
        self,
        slots: Sequence[Slot],
        precision: Precision,
        epsilon: float,
        tensor: Callable[[str], Floats],
    ) -> None:
        super().__init__(slots, precision, epsilon)
        self._tensor = tensor

    def bounded(self, name: str, vectors: str) -> str:
        """The stored matrix `name`.linear.weight times each vector, clipped before and after."""
        g = self.g
        bounds = [
            g.constant(f"{name}.{bound}", self.float(self._tensor(f"{name}.{bound}")))
            for bound in BOUNDS
        ]
        clipped = g.op("Clip", [vectors, *bounds[:2]])
        return g.op("Clip", [self.linear(f"{name}.linear", clipped), *bounds[2:]])
