"""Builds the graph of a Gemma 3 that embeds: texts in rows of one length, a vector for each.

Inputs and output have the names and shapes of the hub's EmbeddingGemma, so that whatever runs that
runs this. Rows see nothing of each other; only roundings may turn with how far a row is filled up.
Attention is plain products and a mask, for no fused kernel of ONNX Runtime sees both ways within a
window. The mask is sums of clipped floats: WebGPU has no kernels for int64.
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
IDS, MASK, VECTORS = "input_ids", "attention_mask", "sentence_embedding"
UNSEEN = np.float32(-1e9)
TINY_EPSILON = 1e-24


def build_graph(
    shape: Shape, slots: Sequence[Slot], form: Form, path: Path, coarse: range | None = None
) -> None:
    """Writes the graph of one form to `path`; it names the slots' files as external data.

    `coarse` are the token ids of the coarse of two codebooks; None is a table of plain bytes.
    """
    model = EmbeddingGraph(shape, slots, form, coarse).build()
    path.write_bytes(model.SerializeToString(deterministic=True))


class EmbeddingGraph(Layers):
    """The graph as it gathers."""

    def __init__(
        self, shape: Shape, slots: Sequence[Slot], form: Form, coarse: range | None
    ) -> None:
        super().__init__(shape, slots, form, CONTEXT_TOKENS)
        self.coarse = coarse

    def build(self) -> onnx.ModelProto:
        seen = self.embed((0, 0)) if self.coarse is None else self._embed_by_code(self.coarse)
        padding, kept = self._padding()
        masks = {full: self._mask(padding, full) for full in sorted(set(self.shape.full))}
        rotary = {full: self.rotary(full) for full in masks}
        normed = self.norm(seen, self.g.stored("0.attn_norm"))
        for layer in range(self.shape.layers):
            full = self.shape.full[layer]
            mixed = self._attention(layer, normed, masks[full], rotary[full])
            seen, normed = self.join(seen, mixed, f"{layer}.post_attn_norm", f"{layer}.ffn_norm")
            fed = self.feed_forward(layer, normed)
            after = f"{layer + 1}.attn_norm" if layer + 1 < self.shape.layers else "final_norm"
            seen, normed = self.join(seen, fed, f"{layer}.post_ffn_norm", after)
        return self._finish(self._pooled(normed, kept))

    def _embed_by_code(self, coarse: range) -> str:
        """The scaled embeddings where codes stand for numbers: each token in one of two tables."""
        g = self.g
        first, end = (g.integers(place) for place in (coarse.start, coarse.stop))
        past = g.op("GreaterOrEqual", [IDS, first])
        is_coarse = g.op("And", [past, g.op("Less", [IDS, end])])
        moved = g.op("Sub", [IDS, g.integers(len(coarse))])
        fine_ids = g.op("Where", [g.op("Less", [IDS, end]), IDS, moved])
        # Whichever table a token is not in, its row 0 is read and thrown away.
        none = g.integers(0)
        fine = self._decoded("fine", g.op("Where", [is_coarse, none, fine_ids]))
        places = g.op("Where", [is_coarse, g.op("Sub", [IDS, first]), none])
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
        shapes = g.op("Reshape", [shapes, g.integers(0, 0, self.shape.hidden_size)])
        sizes = g.op("Unsqueeze", [g.op("Gather", [self._scales(table), places]), g.integers(-1)])
        spread = g.op("Mul", [g.op("Mul", [shapes, sizes]), g.stored(f"{table}.spread")])
        return g.op("Add", [spread, g.stored(f"{table}.centre")])

    def _padding(self) -> tuple[str, str]:
        """What hides the padding from all, and which tokens are text: both [texts, 1, tokens]."""
        g = self.g
        mask = g.op("Cast", [MASK], to=TensorProto.FLOAT)
        kept = g.op("Unsqueeze", [mask, g.integers(1)])
        empty = g.op("Sub", [g.constant("f_1", np.float32(1)), kept])
        return g.op("Mul", [empty, g.constant("unseen", UNSEEN)]), kept

    def _mask(self, padding: str, full: bool) -> str:
        """What is added to scores [texts, tokens * heads, tokens]: 0 where a token is seen."""
        if full:
            return padding
        g = self.g
        count = g.op("Shape", [IDS], start=1, end=2)
        every = g.constant("places", np.arange(self.context_tokens, dtype=np.float32)[None, None])
        columns = g.op("Slice", [every, g.integers(0), count, g.integers(2)])
        apart = g.op("Abs", [g.op("Sub", [g.op("Transpose", [columns], perm=[2, 0, 1]), columns])])
        reach = g.constant("reach", np.float32(self.shape.window_tokens // 2))
        limits = [g.constant(f"f_{n}", np.float32(n)) for n in (0, 1)]
        far = g.op("Clip", [g.op("Sub", [apart, reach]), *limits])
        far = g.op("Expand", [far, g.integers(1, self.shape.heads, 1)])
        rows = g.op("Reshape", [far, g.op("Concat", [g.integers(1, -1), count], axis=0)])
        return g.op("Add", [g.op("Mul", [rows, g.constant("unseen", UNSEEN)]), padding])

    def _attention(self, layer: int, normed: str, mask: str, rotary: list[str]) -> str:
        g, shape = self.g, self.shape
        q_size, kv_size = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
        joined = self.linear(f"{layer}.qkv", normed)
        query, key, value = g.ops(
            "Split", [joined, g.integers(q_size, kv_size, kv_size)], 3, axis=-1
        )
        query = self._rotated(self.head_norm(query, f"{layer}.q_norm", shape.heads), rotary)
        key = self._rotated(self.head_norm(key, f"{layer}.k_norm", 1), rotary)
        # One key head: all query heads of all tokens of a text are the rows of one matrix.
        rows = g.op("Reshape", [query, g.integers(0, -1, shape.head_dim)])
        scale = g.constant("attention_scale", np.float32(shape.attention_scale))
        columns = g.op("Mul", [g.op("Transpose", [key], perm=[0, 2, 1]), scale])
        scores = g.op("Add", [g.op("MatMul", [rows, columns]), mask])
        mixed = g.op("MatMul", [g.op("Softmax", [scores], axis=-1), value])
        return self.linear(f"{layer}.o", g.op("Reshape", [mixed, g.integers(0, -1, q_size)]))

    def _rotated(self, heads: str, rotary: list[str]) -> str:
        """Rotated by the place in the text."""
        return self.g.op("RotaryEmbedding", [heads, self.g.integers(0), *rotary], domain=CONTRIB)

    def _pooled(self, states: str, kept: str) -> str:
        """The sum over each text, projected, of length 1: the count would be divided out."""
        g, size = self.g, self.shape.hidden_size
        projected = self.linear("projection", g.op("MatMul", [kept, states]))
        length = g.constant("length_1", np.full(size, size**-0.5, np.float32))
        inputs = [projected, length]
        return g.op("SimplifiedLayerNormalization", inputs, axis=-1, epsilon=TINY_EPSILON)

    def _finish(self, vectors: str) -> onnx.ModelProto:
        g, dimensions = self.g, self.shape.hidden_size
        g.named("Reshape", [vectors, g.integers(-1, dimensions)], [VECTORS])
        inputs = [info(name, TensorProto.INT64, ["texts", "tokens"]) for name in (IDS, MASK)]
        outputs = [info(VECTORS, TensorProto.FLOAT, ["texts", dimensions])]
        return g.finish("embedding_gemma", inputs, outputs)
