"""Builds what Gemma 3's graphs are made of: matrices, norms, rotation, feed-forward.

Form "wasm": matrices are widened to float32 once, when the session folds constants; those with a
scale a row are multiplied as bytes. Form "webgpu": MatMulNBits reads the same bytes at each step.
All else is one graph.
Knows where bytes lie (Slot), not how they were made.
"""

from collections.abc import Sequence

import numpy as np
from onnx import TensorProto

from models.graphs.nodes import CONTRIB, Form, Nodes
from models.weights.quantise import BLOCK, ZERO_POINT, Slot
from models.weights.shape import Shape

DOWN_PARTS = 4


class Layers:
    """The nodes of one graph as they gather, and the parts that every Gemma 3 has."""

    def __init__(
        self, shape: Shape, slots: Sequence[Slot], form: Form, context_tokens: int
    ) -> None:
        self.shape = shape
        self.form = form
        self.context_tokens = context_tokens
        self.g = Nodes(slots)

    def embed(self, size: Sequence[int] = (1, -1)) -> str:
        """The scaled embeddings of `input_ids`, [*size, hidden]; 0 stands for its own size."""
        g = self.g
        rows = self._gather("embed", "input_ids", grouped=self.form == "webgpu")
        if self.form == "webgpu":
            rows = g.op("Reshape", [rows, g.integers(*size, self.shape.hidden_size)])
        scale = g.constant("embedding_scale", np.float32(self.shape.embedding_scale))
        return g.op("Mul", [rows, scale])

    def rotary(self, full: bool) -> list[str]:
        """Cosine and sine tables [context, head_dim / 2], folded when the session loads."""
        g, shape = self.g, self.shape
        base = shape.rope_base_full if full else shape.rope_base_sliding
        factor = shape.rope_factor_full if full else 1.0
        steps = np.arange(0, shape.head_dim, 2, dtype=np.float64) / shape.head_dim
        turns = (base**-steps / factor).astype(np.float32)
        limits = [g.constant(f"f_{n}", np.float32(n)) for n in (0, self.context_tokens, 1)]
        places = g.op("Unsqueeze", [g.op("Range", limits), g.integers(1)])
        angles = g.op("Mul", [places, g.constant(f"turns_{'full' if full else 'sliding'}", turns)])
        return [g.op("Cos", [angles]), g.op("Sin", [angles])]

    def head_norm(self, vectors: str, name: str, heads: int) -> str:
        """Normalises each head of [1, S, heads * head_dim] by itself."""
        g = self.g
        if heads == 1:
            return self.norm(vectors, g.stored(name))
        split = g.op("Reshape", [vectors, g.integers(0, -1, heads, self.shape.head_dim)])
        normed = self.norm(split, g.stored(name))
        return g.op("Reshape", [normed, g.integers(0, -1, heads * self.shape.head_dim)])

    def feed_forward(self, layer: int, normed: str) -> str:
        """Gate and up in one matrix, the tanh form of GELU, and down."""
        g, half = self.g, self.shape.ffn_size
        joined = self.linear(f"{layer}.gate_up", normed)
        gate, up = g.ops("Split", [joined, g.integers(half, half)], 2, axis=-1)
        bent = g.op("FastGelu", [gate], domain=CONTRIB)
        return self.linear(f"{layer}.down", g.op("Mul", [bent, up]))

    def join(self, seen: str, branch: str, norm: str, next_norm: str) -> tuple[str, str]:
        """Adds a normalised branch to the residual; gives the sum and the sum normalised."""
        g = self.g
        inputs = [seen, self.norm(branch, g.stored(norm)), g.stored(next_norm)]
        names = [f"normed_{len(g.nodes)}", "", "", f"seen_{len(g.nodes)}"]
        epsilon = self.shape.norm_epsilon
        g.named("SkipSimplifiedLayerNormalization", inputs, names, domain=CONTRIB, epsilon=epsilon)
        return names[3], names[0]

    def norm(self, vectors: str, factor: str) -> str:
        """RMS norm over the last axis."""
        epsilon = self.shape.norm_epsilon
        return self.g.op(
            "SimplifiedLayerNormalization", [vectors, factor], axis=-1, epsilon=epsilon
        )

    # --- matrices ---------------------------------------------------------------------------

    def linear(self, name: str, vectors: str) -> str:
        """The stored matrix `name` [out, in] times each vector."""
        g = self.g
        if self.form == "wasm" and g.holds(f"{name}.row_scales"):
            return self._whole_product(name, vectors)
        if self.form == "wasm":
            return g.op("FusedMatMul", [vectors, self._wide(name)], domain=CONTRIB, transB=1)
        rows, columns = g.size(name)
        return g.op(
            "MatMulNBits",
            [vectors, self._bytes(name, grouped=True), self._scales(name)],
            domain=CONTRIB,
            K=columns,
            N=rows,
            bits=8,
            block_size=BLOCK,
        )

    def _whole_product(self, name: str, vectors: str) -> str:
        """The product in whole numbers: each vector as bytes, by its own largest number.

        Faster on WASM than float32 (`build.py bench --only embedding`), in less memory. The matrix
        is turned once, when the session folds constants. What goes down has numbers far larger
        than the rest: by parts, they spoil less.
        """
        g = self.g
        turned = g.op("Transpose", [self._bytes(name, grouped=False)], perm=[1, 0])
        if not name.endswith(".down"):
            return self._part_product(name, vectors, turned)
        _rows, columns = g.size(name)
        sizes = g.integers(*[columns // DOWN_PARTS] * DOWN_PARTS)
        vector_parts = g.ops("Split", [vectors, sizes], DOWN_PARTS, axis=-1)
        matrix_parts = g.ops("Split", [turned, sizes], DOWN_PARTS, axis=0)
        pairs = zip(vector_parts, matrix_parts, strict=True)
        return g.op("Sum", [self._part_product(name, *pair) for pair in pairs])

    def _part_product(self, name: str, vectors: str, turned: str) -> str:
        """Some columns of the stored matrix, turned, times as many numbers of each vector."""
        g = self.g
        rows, _columns = g.size(name)
        step = g.constant("byte_step", np.float32(1 / (ZERO_POINT - 1)))
        middle = g.constant("zero_point", np.uint8(ZERO_POINT))
        largest = g.op("ReduceMax", [g.op("Abs", [vectors]), g.integers(-1)], keepdims=1)
        size = g.op("Max", [largest, g.constant("nearly_0", np.float32(1e-9))])
        packed = g.op("QuantizeLinear", [g.op("Div", [vectors, size]), step, middle])
        scales, middles = g.stored(f"{name}.row_scales"), g.op("Expand", [middle, g.integers(rows)])
        inputs = [packed, turned, step, scales, middle, middles]
        return g.op("Mul", [g.op("MatMulIntegerToFloat", inputs, domain=CONTRIB), size])

    def _wide(self, name: str) -> str:
        """The matrix as float32 [out, in]: constants only, so the session computes it once.

        That takes SESSION_OPTIONS: without them DequantizeLinear is not folded, and each step pays
        for it. Cast, Sub and Mul are folded by default, but ONNX Runtime keeps the result of each
        until all are folded: 3.0 GB at the peak where this needs 1.5 (a slice, onnxruntime-web).
        """
        g = self.g
        rows, columns = g.size(name)
        zero = g.constant("zero_point", np.uint8(ZERO_POINT))
        zeros = g.op("Expand", [zero, g.integers(rows, columns // BLOCK)])
        inputs = [self._bytes(name, grouped=False), self._scales(name), zeros]
        return g.op("DequantizeLinear", inputs, axis=1, block_size=BLOCK)

    def _gather(self, name: str, rows: str, grouped: bool) -> str:
        """Rows of a stored matrix as float32, [..., K]; [..., K/32, 32] if its bytes are grouped.

        MatMulNBits wants its bytes grouped, and an initializer has one shape for all who read it.
        """
        g, scales = self.g, self._scales(name)
        if grouped:
            scales = g.op("Unsqueeze", [scales, g.integers(-1)])
        return g.op(
            "GatherBlockQuantized",
            [self._bytes(name, grouped), rows, scales],
            domain=CONTRIB,
            bits=8,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=2 if grouped else 1,
        )

    def _bytes(self, name: str, grouped: bool) -> str:
        rows, columns = self.g.size(name)
        shape = [rows, columns // BLOCK, BLOCK] if grouped else [rows, columns]
        return self.g.stored(f"{name}.bytes", shape)

    def _scales(self, name: str) -> str:
        if self.g.holds(f"{name}.row_scales"):
            return self._repeated_scales(name)
        wide = f"{name}.scales32"
        if all(wide not in node.output for node in self.g.nodes):
            stored = self.g.stored(f"{name}.scales")
            self.g.named("Cast", [stored], [wide], to=TensorProto.FLOAT)
        return wide

    def _repeated_scales(self, name: str) -> str:
        """A row's scale for each of its blocks, which MatMulNBits wants."""
        g = self.g
        rows, columns = g.size(name)
        once = g.op("Unsqueeze", [g.stored(f"{name}.row_scales"), g.integers(-1)])
        return g.op("Expand", [once, g.integers(rows, columns // BLOCK)])
