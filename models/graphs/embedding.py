"""Builds the graph of a Gemma 3 that embeds: texts packed one after another, a vector for each.

Attention is plain products and one mask, for no fused kernel of ONNX Runtime sees both ways within
a window and a segment. The mask is sums of clipped floats: WebGPU has no kernels for int64.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

from models.graphs.layers import Layers
from models.graphs.nodes import CONTRIB, Form, info
from models.weights.quantise import Slot
from models.weights.shape import Shape

CONTEXT_TOKENS = 2048
LAST = np.iinfo(np.int64).max
UNSEEN = np.float32(-1e9)
TINY_EPSILON = 1e-24


def build_graph(
    shape: Shape, slots: Sequence[Slot], form: Form, path: Path, coarse: range | None = None
) -> None:
    """Writes the graph of one form to `path`; it names the slots' files as external data.

    `coarse` are the token ids of the coarse of two codebooks; None is a table of plain bytes.
    """
    model = _Embedding(shape, slots, form, coarse).build()
    path.write_bytes(model.SerializeToString(deterministic=True))


class _Embedding(Layers):
    def __init__(
        self, shape: Shape, slots: Sequence[Slot], form: Form, coarse: range | None
    ) -> None:
        super().__init__(shape, slots, form, CONTEXT_TOKENS)
        self.coarse = coarse

    def build(self) -> onnx.ModelProto:
        seen = self.embed() if self.coarse is None else self._embed_by_code(self.coarse)
        segments, apart = self._segments()
        masks = {full: self._mask(segments, apart, full) for full in sorted(set(self.shape.full))}
        rotary = {full: self.rotary(full) for full in masks}
        normed = self.norm(seen, self.g.stored("0.attn_norm"))
        for layer in range(self.shape.layers):
            full = self.shape.full[layer]
            mixed = self._attention(layer, normed, masks[full], rotary[full])
            seen, normed = self.join(seen, mixed, f"{layer}.post_attn_norm", f"{layer}.ffn_norm")
            fed = self.feed_forward(layer, normed)
            after = f"{layer + 1}.attn_norm" if layer + 1 < self.shape.layers else "final_norm"
            seen, normed = self.join(seen, fed, f"{layer}.post_ffn_norm", after)
        return self._finish(self._pooled(normed, segments))

    def _embed_by_code(self, coarse: range) -> str:
        """The scaled embeddings where codes stand for numbers: each token in one of two tables."""
        g = self.g
        first, end = (g.integers(place) for place in (coarse.start, coarse.stop))
        past = g.op("GreaterOrEqual", ["input_ids", first])
        is_coarse = g.op("And", [past, g.op("Less", ["input_ids", end])])
        moved = g.op("Sub", ["input_ids", g.integers(len(coarse))])
        fine_ids = g.op("Where", [g.op("Less", ["input_ids", end]), "input_ids", moved])
        # Whichever table a token is not in, its row 0 is read and thrown away.
        none = g.integers(0)
        fine = self._decoded("fine", g.op("Where", [is_coarse, none, fine_ids]))
        places = g.op("Where", [is_coarse, g.op("Sub", ["input_ids", first]), none])
        chosen = g.op("Unsqueeze", [is_coarse, g.integers(-1)])
        rows = g.op("Where", [chosen, self._decoded("coarse", places), fine])
        scale = g.constant("embedding_scale", np.float32(self.shape.embedding_scale))
        return g.op("Mul", [rows, scale])

    def _decoded(self, table: str, places: str) -> str:
        """Rows of a table of codes: of a small codebook, sized, spread and moved."""
        g = self.g
        codes = g.op("Gather", [g.stored(f"{table}.codes"), places], axis=0)
        codes = g.op("Cast", [codes], to=TensorProto.INT32)
        shapes = g.op("Gather", [g.stored(f"{table}.book"), codes], axis=0)
        shapes = g.op("Reshape", [shapes, g.integers(1, -1, self.shape.hidden_size)])
        sizes = g.op("Unsqueeze", [g.op("Gather", [self._scales(table), places]), g.integers(-1)])
        spread = g.op("Mul", [g.op("Mul", [shapes, sizes]), g.stored(f"{table}.spread")])
        return g.op("Add", [spread, g.stored(f"{table}.centre")])

    def _segments(self) -> tuple[str, str]:
        """Each token's segment as float32 [1, tokens], and how far tokens are apart [1, T, T]."""
        g = self.g
        segments = g.op("Cast", ["segment_ids"], to=TensorProto.FLOAT)
        tokens = g.op("Shape", ["segment_ids"], start=1, end=2)
        return segments, self._apart(self._places(tokens))

    def _places(self, count: str) -> str:
        """0, 1, ... as float32 [1, count]."""
        g = self.g
        every = g.constant("places", np.arange(self.context_tokens, dtype=np.float32)[None])
        return g.op("Slice", [every, g.integers(0), count, g.integers(1)])

    def _apart(self, numbers: str) -> str:
        g = self.g
        rows = g.op("Unsqueeze", [numbers, g.integers(2)])
        columns = g.op("Unsqueeze", [numbers, g.integers(1)])
        return g.op("Abs", [g.op("Sub", [rows, columns])])

    def _clipped(self, numbers: str) -> str:
        """Whole numbers to 0 (for 0 and less) or 1."""
        limits = [self.g.constant(f"f_{n}", np.float32(n)) for n in (0, 1)]
        return self.g.op("Clip", [numbers, *limits])

    def _mask(self, segments: str, apart: str, full: bool) -> str:
        """What is added to scores [1, tokens, heads, tokens]: 0 where a token is seen."""
        g = self.g
        hidden = self._clipped(self._apart(segments))
        if not full:
            reach = g.constant("reach", np.float32(self.shape.window_tokens // 2))
            hidden = g.op("Add", [hidden, self._clipped(g.op("Sub", [apart, reach]))])
        mask = g.op("Mul", [hidden, g.constant("unseen", UNSEEN)])
        return g.op("Unsqueeze", [mask, g.integers(2)])

    def _attention(self, layer: int, normed: str, mask: str, rotary: list[str]) -> str:
        g, shape = self.g, self.shape
        q_size, kv_size = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
        joined = self.linear(f"{layer}.qkv", normed)
        query, key, value = g.ops(
            "Split", [joined, g.integers(q_size, kv_size, kv_size)], 3, axis=-1
        )
        query = self._rotated(self.head_norm(query, f"{layer}.q_norm", shape.heads), rotary)
        key = self._rotated(self.head_norm(key, f"{layer}.k_norm", 1), rotary)
        # One key head: all query heads of all tokens are the rows of one matrix.
        rows = g.op("Reshape", [query, g.integers(1, -1, shape.head_dim)])
        scale = g.constant("attention_scale", np.float32(shape.attention_scale))
        columns = g.op("Mul", [g.op("Transpose", [key], perm=[0, 2, 1]), scale])
        scores = g.op("MatMul", [rows, columns])
        tokens = g.op("Shape", ["segment_ids"], start=1, end=2)
        split = g.op("Concat", [g.integers(1, -1, shape.heads), tokens], axis=0)
        scores = g.op("Add", [g.op("Reshape", [scores, split]), mask])
        shares = g.op("Softmax", [scores], axis=-1)
        flat = g.op("Concat", [g.integers(1, -1), tokens], axis=0)
        mixed = g.op("MatMul", [g.op("Reshape", [shares, flat]), value])
        return self.linear(f"{layer}.o", g.op("Reshape", [mixed, g.integers(1, -1, q_size)]))

    def _rotated(self, heads: str, rotary: list[str]) -> str:
        """Rotated by the place in the pack: only how far tokens are apart counts."""
        return self.g.op("RotaryEmbedding", [heads, self.g.integers(0), *rotary], domain=CONTRIB)

    def _pooled(self, states: str, segments: str) -> str:
        """The sum over each segment, projected, of length 1: the count would be divided out."""
        g = self.g
        last = g.op("Slice", ["segment_ids", g.integers(-1), g.integers(LAST), g.integers(1)])
        count = g.op("Reshape", [g.op("Add", [last, g.integers(1)]), g.integers(1)])
        rows = g.op("Unsqueeze", [self._places(count), g.integers(2)])
        columns = g.op("Unsqueeze", [segments, g.integers(1)])
        other = self._clipped(g.op("Abs", [g.op("Sub", [rows, columns])]))
        own = g.op("Sub", [g.constant("f_1", np.float32(1)), other])
        summed = g.op("MatMul", [own, states])
        projected = self.linear("projection", summed)
        length = np.full(self.shape.hidden_size, self.shape.hidden_size**-0.5, np.float32)
        return g.op(
            "SimplifiedLayerNormalization",
            [projected, g.constant("length_1", length)],
            axis=-1,
            epsilon=TINY_EPSILON,
        )

    def _finish(self, vectors: str) -> onnx.ModelProto:
        g, dimensions = self.g, self.shape.hidden_size
        g.named("Reshape", [vectors, g.integers(-1, dimensions)], ["embeddings"])
        inputs = [
            info("input_ids", TensorProto.INT64, [1, "tokens"]),
            info("segment_ids", TensorProto.INT64, [1, "tokens"]),
        ]
        outputs = [info("embeddings", TensorProto.FLOAT, ["segments", dimensions])]
        return g.finish("embedding_gemma", inputs, outputs)
