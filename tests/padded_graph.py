"""The padded form of an embedding model that is built: the same weights, a row for each text.

The hub's form of EmbeddingGemma has these inputs and outputs (`input_ids` and `attention_mask`
[texts, tokens] int64, `sentence_embedding` [texts, dimensions]). The bench compares with it, in our
arithmetic and with matrices widened to float32, and a browser test runs it. Nothing that is shipped
is made of it.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from models.graphs.layers import Layers
from models.graphs.nodes import CONTRIB, info
from models.weights.quantise import ZERO_POINT, Slot
from models.weights.shape import Shape

CONTEXT_TOKENS = 2048
UNSEEN = np.float32(-1e9)
TINY_EPSILON = 1e-24


def write_padded(folder: Path, out: Path, *, widened: bool = False) -> None:
    """Write the padded graph of the model in `folder`, for WASM; its weights stay there.

    `widened` multiplies in float32 what our own form multiplies as bytes.
    """
    packed = onnx.load(str(folder / "graph.wasm.onnx"), load_external_data=False)
    slots = [_slot(tensor) for tensor in packed.graph.initializer if tensor.external_data]
    config = json.loads((folder / "config.json").read_text())
    kind = _Widened if widened else _Padded
    model = kind(_shape(config), slots, "wasm", CONTEXT_TOKENS).build()
    out.write_bytes(model.SerializeToString(deterministic=True))


def _slot(tensor: onnx.TensorProto) -> Slot:
    place = {entry.key: entry.value for entry in tensor.external_data}
    dtype = helper.tensor_dtype_to_np_dtype(tensor.data_type).name
    shape = tuple(tensor.dims)
    return Slot(tensor.name, place["location"], int(place["offset"]), dtype, shape)


def _shape(config: dict[str, Any]) -> Shape:
    return Shape(
        layers=config["num_hidden_layers"],
        hidden_size=config["hidden_size"],
        ffn_size=config["intermediate_size"],
        heads=config["num_attention_heads"],
        kv_heads=config["num_key_value_heads"],
        head_dim=config["head_dim"],
        vocab_size=config["vocab_size"],
        window_tokens=config["sliding_window"],
        norm_epsilon=config["rms_norm_eps"],
        attention_scale=config["query_pre_attn_scalar"] ** -0.5,
        rope_base_full=config["rope_theta"],
        rope_base_sliding=config["rope_local_base_freq"],
        rope_factor_full=1.0,
        full=tuple(kind == "full_attention" for kind in config["layer_types"]),
    )


class _Padded(Layers):
    def build(self) -> onnx.ModelProto:
        seen = self.embed()
        hidden, kept = self._padding()
        masks = {full: self._mask(hidden, full) for full in sorted(set(self.shape.full))}
        rotary = {full: self.rotary(full) for full in masks}
        normed = self.norm(seen, self.g.stored("0.attn_norm"))
        for layer in range(self.shape.layers):
            full = self.shape.full[layer]
            mixed = self._attention(layer, normed, masks[full], rotary[full])
            seen, normed = self.join(seen, mixed, f"{layer}.post_attn_norm", f"{layer}.ffn_norm")
            fed = self.feed_forward(layer, normed)
            after = f"{layer + 1}.attn_norm" if layer + 1 < self.shape.layers else "final_norm"
            seen, normed = self.join(seen, fed, f"{layer}.post_ffn_norm", after)
        self._pool(normed, kept)
        g, dimensions = self.g, self.shape.hidden_size
        names = ("input_ids", "attention_mask")
        inputs = [info(name, TensorProto.INT64, ["texts", "tokens"]) for name in names]
        outputs = [info("sentence_embedding", TensorProto.FLOAT, ["texts", dimensions])]
        return g.finish("padded_embedding", inputs, outputs)

    def _padding(self) -> tuple[str, str]:
        """What hides the padding [texts, 1, 1, tokens], and the mask [texts, 1, tokens]."""
        g = self.g
        mask = g.op("Cast", ["attention_mask"], to=TensorProto.FLOAT)
        empty = g.op("Sub", [g.constant("one", np.float32(1)), mask])
        hidden = g.op("Mul", [empty, g.constant("unseen", UNSEEN)])
        return (
            g.op("Unsqueeze", [hidden, g.integers(1, 2)]),
            g.op("Unsqueeze", [mask, g.integers(1)]),
        )

    def _mask(self, hidden: str, full: bool) -> str:
        """What is added to scores [texts, tokens, heads, tokens]."""
        if full:
            return hidden
        g = self.g
        places = np.arange(self.context_tokens, dtype=np.float32)
        length = g.op("Shape", ["input_ids"], start=1, end=2)
        every = g.constant("places", places)
        place = g.op("Slice", [every, g.integers(0), length, g.integers(0)])
        columns = g.op("Unsqueeze", [place, g.integers(0)])
        rows = g.op("Unsqueeze", [place, g.integers(1)])
        apart = g.op("Abs", [g.op("Sub", [rows, columns])])
        reach = g.constant("reach", np.float32(self.shape.window_tokens // 2))
        limits = [g.constant(f"f_{n}", np.float32(n)) for n in (0, 1)]
        far = g.op("Clip", [g.op("Sub", [apart, reach]), *limits])
        out_of_reach = g.op("Mul", [far, g.constant("unseen", UNSEEN)])
        return g.op("Add", [hidden, g.op("Unsqueeze", [out_of_reach, g.integers(0, 2)])])

    def _attention(self, layer: int, normed: str, mask: str, rotary: list[str]) -> str:
        g, shape = self.g, self.shape
        q_size, kv_size = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
        joined = self.linear(f"{layer}.qkv", normed)
        sizes = g.integers(q_size, kv_size, kv_size)
        query, key, value = g.ops("Split", [joined, sizes], 3, axis=-1)
        first = g.integers(0)
        query = self.head_norm(query, f"{layer}.q_norm", shape.heads)
        query = g.op("RotaryEmbedding", [query, first, *rotary], domain=CONTRIB)
        key = self.head_norm(key, f"{layer}.k_norm", 1)
        key = g.op("RotaryEmbedding", [key, first, *rotary], domain=CONTRIB)
        texts = g.op("Shape", ["input_ids"], start=0, end=1)
        tokens = g.op("Shape", ["input_ids"], start=1, end=2)
        flat = g.op("Concat", [texts, g.integers(-1), g.integers(shape.head_dim)], axis=0)
        scale = g.constant("attention_scale", np.float32(shape.attention_scale))
        columns = g.op("Mul", [g.op("Transpose", [key], perm=[0, 2, 1]), scale])
        scores = g.op("MatMul", [g.op("Reshape", [query, flat]), columns])
        split = g.op("Concat", [texts, tokens, g.integers(shape.heads), tokens], axis=0)
        shares = g.op("Softmax", [g.op("Add", [g.op("Reshape", [scores, split]), mask])], axis=-1)
        rows = g.op("Concat", [texts, g.integers(-1), tokens], axis=0)
        mixed = g.op("MatMul", [g.op("Reshape", [shares, rows]), value])
        back = g.op("Concat", [texts, tokens, g.integers(q_size)], axis=0)
        return self.linear(f"{layer}.o", g.op("Reshape", [mixed, back]))

    def _pool(self, states: str, kept: str) -> None:
        """The sum over each text, projected, of length 1: the count would be divided out."""
        g, size = self.g, self.shape.hidden_size
        projected = self.linear("projection", g.op("MatMul", [kept, states]))
        length = g.constant("length_1", np.full(size, size**-0.5, np.float32))
        inputs = [projected, length]
        normed = g.op("SimplifiedLayerNormalization", inputs, axis=-1, epsilon=TINY_EPSILON)
        g.named("Reshape", [normed, g.integers(-1, size)], ["sentence_embedding"])


class _Widened(_Padded):
    def linear(self, name: str, vectors: str) -> str:
        g = self.g
        if not g.holds(f"{name}.row_scales"):
            return super().linear(name, vectors)
        rows, _columns = g.size(name)
        zeros = g.op("Expand", [g.constant("zero_point", np.uint8(ZERO_POINT)), g.integers(rows)])
        packed, scales = g.stored(f"{name}.bytes"), g.stored(f"{name}.row_scales")
        wide = g.op("DequantizeLinear", [packed, scales, zeros], axis=0)
        return g.op("FusedMatMul", [vectors, wide], domain=CONTRIB, transB=1)
