"""Builds the graph of a Gemma 3 that writes: causal, with a cache, logits at the end.

A low-rank adapter (Hu et al. 2021) is eight inputs stacked over the layers, `qkv.A` [layers, in,
rank], `qkv.B` [layers, rank, out], and so for each of MATRICES: y = W x + B A x, the scale folded
into B. Rank may differ from run to run and be 0: one session serves the base and every adapter.
Knows the names transformers.js feeds; what every Gemma 3 has stands in layers.py.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

from models.graphs.layers import Layers
from models.graphs.nodes import CONTRIB, Form, info
from models.weights.quantise import Slot
from models.weights.shape import MATRICES, Shape

CONTEXT_TOKENS = 4096
ARRAYS = tuple(f"{name}.{side}" for name in MATRICES for side in "AB")
LAST = np.iinfo(np.int64).max


def build_graph(
    shape: Shape, slots: Sequence[Slot], form: Form, vocab_size: int, path: Path
) -> str:
    """Writes the graph of one form to `path`; it names the slots' files as external data.

    Gives the SHA-256 of the graph that takes no adapters, which computes the same without one.
    """
    adapted, frozen = (
        _Text(shape, slots, form, vocab_size, takes).build().SerializeToString(deterministic=True)
        for takes in (True, False)
    )
    path.write_bytes(adapted)
    return hashlib.sha256(frozen).hexdigest()


class _Text(Layers):
    def __init__(
        self, shape: Shape, slots: Sequence[Slot], form: Form, vocab_size: int, adapted: bool
    ) -> None:
        super().__init__(shape, slots, form, CONTEXT_TOKENS)
        self.vocab_size = vocab_size
        each = [1] * shape.layers
        self.adapters = {
            name: self.g.ops("Split", [name, self.g.integers(*each)], len(each), axis=0)
            for name in ARRAYS
            if adapted
        }

    def build(self) -> onnx.ModelProto:
        seen = self.embed()
        lengths = self._lengths()
        rotary = {full: self.rotary(full) for full in sorted(set(self.shape.full))}
        normed = self.norm(seen, self.g.stored("0.attn_norm"))
        for layer in range(self.shape.layers):
            mixed = self._attention(layer, normed, [*lengths, *rotary[self.shape.full[layer]]])
            seen, normed = self.join(seen, mixed, f"{layer}.post_attn_norm", f"{layer}.ffn_norm")
            fed = self.feed_forward(layer, normed)
            after = f"{layer + 1}.attn_norm" if layer + 1 < self.shape.layers else "final_norm"
            seen, normed = self.join(seen, fed, f"{layer}.post_ffn_norm", after)
        self.g.named("Identity", [normed], ["last_hidden_state"])
        self.g.named("Identity", [self.linear("embed", self._kept(normed))], ["logits"])
        return self._finish()

    def linear(self, name: str, vectors: str) -> str:
        """The stored matrix times each vector, and the adapter's two; the head has no adapter."""
        product = super().linear(name, vectors)
        layer, _, matrix = name.partition(".")
        if f"{matrix}.A" not in self.adapters:
            return product
        g = self.g
        a, b = (self.adapters[f"{matrix}.{side}"][int(layer)] for side in "AB")
        return g.op("Add", [product, g.op("MatMul", [g.op("MatMul", [vectors, a]), b])])

    def _lengths(self) -> list[str]:
        """What GroupQueryAttention asks for: tokens so far less one [1], and tokens in all."""
        g = self.g
        total = g.op("Shape", ["attention_mask"], start=1, end=2)
        last = g.op("Cast", [g.op("Sub", [total, g.integers(1)])], to=TensorProto.INT32)
        scalar = g.op("Squeeze", [total])
        return [last, g.op("Cast", [scalar], to=TensorProto.INT32)]

    def _attention(self, layer: int, normed: str, tail: list[str]) -> str:
        g, shape = self.g, self.shape
        q_size, kv_size = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
        joined = self.linear(f"{layer}.qkv", normed)
        query, key, value = g.ops(
            "Split", [joined, g.integers(q_size, kv_size, kv_size)], 3, axis=-1
        )
        query = self.head_norm(query, f"{layer}.q_norm", shape.heads)
        key = self.head_norm(key, f"{layer}.k_norm", shape.kv_heads)
        past = [f"past_key_values.{layer}.{part}" for part in ("key", "value")]
        present = [f"present.{layer}.{part}" for part in ("key", "value")]
        g.named(
            "GroupQueryAttention",
            [query, key, value, *past, *tail],
            [f"mixed_{layer}", *present],
            domain=CONTRIB,
            num_heads=shape.heads,
            kv_num_heads=shape.kv_heads,
            scale=shape.attention_scale,
            do_rotary=1,
            local_window_size=-1 if shape.full[layer] else shape.window_tokens,
        )
        return self.linear(f"{layer}.o", f"mixed_{layer}")

    def _kept(self, hidden: str) -> str:
        """The positions whose logits are wanted: the last k, all for 0, none for -1."""
        g = self.g
        count = g.op("Reshape", ["num_logits_to_keep", g.integers(1)])
        none = g.op("Less", [count, g.integers(0)])
        start = g.op("Where", [none, g.integers(LAST), g.op("Neg", [count])])
        return g.op("Slice", [hidden, start, g.integers(LAST), g.integers(1)])

    def _finish(self) -> onnx.ModelProto:
        inputs = [
            info("input_ids", TensorProto.INT64, [1, "tokens"]),
            info("attention_mask", TensorProto.INT64, [1, "total"]),
            *self._cache("past_key_values", "past"),
            info("num_logits_to_keep", TensorProto.INT64, []),
            *(self._adapter() if self.adapters else []),
        ]
        outputs = [
            info("logits", TensorProto.FLOAT, [1, "kept", self.vocab_size]),
            info("last_hidden_state", TensorProto.FLOAT, [1, "tokens", self.shape.hidden_size]),
            *self._cache("present", "total"),
        ]
        return self.g.finish("gemma3", inputs, outputs)

    def _adapter(self) -> list[onnx.ValueInfoProto]:
        inputs = []
        for name in MATRICES:
            rows, columns = self.g.size(f"0.{name}")
            sizes: dict[str, list[int | str]] = {"A": [columns, "rank"], "B": ["rank", rows]}
            for side, size in sizes.items():
                size = [self.shape.layers, *size]
                inputs.append(info(f"{name}.{side}", TensorProto.FLOAT, size))
        return inputs

    def _cache(self, prefix: str, length: str) -> list[onnx.ValueInfoProto]:
        size: list[int | str] = [1, self.shape.kv_heads, length, self.shape.head_dim]
        return [
            info(f"{prefix}.{layer}.{part}", TensorProto.FLOAT, size)
            for layer in range(self.shape.layers)
            for part in ("key", "value")
        ]
