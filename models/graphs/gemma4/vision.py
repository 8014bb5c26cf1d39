"""Builds the image encoder of a Gemma 4: patches with their places in, soft tokens out.

As models/gemma4/modeling_gemma4.py of transformers 5.24.0 computes: two rotations by place, pooled
by place, put into the text model's space. Counts in float32, for WebGPU has no kernels for int64.
"""

from collections.abc import Callable, Sequence

import numpy as np
import onnx
from onnx import TensorProto

from models.graphs.gemma4.parts import BoundedParts
from models.graphs.nodes import info
from models.multimodal.four_bits import Precision
from models.multimodal.shape import TextShape, VisionShape
from models.weights.quantise import Slot
from models.weights.shape import Floats

ROOT = "vision_tower"
PIXELS, PLACES, FEATURES = "pixel_values", "pixel_position_ids", "image_features"
UNSEEN = {TensorProto.FLOAT: -1e9, TensorProto.FLOAT16: -3e4}


def vision_graph(
    shape: VisionShape,
    text: TextShape,
    slots: Sequence[Slot],
    precision: Precision,
    tensor: Callable[[str], Floats],
) -> onnx.ModelProto:
    """pixel_values [images, patches, 768] from 0 to 1 and pixel_position_ids [images, patches, 2],
    (x, y) or -1 for padding -> image_features [soft tokens, hidden], those of padding left out."""
    return _Vision(shape, text, slots, precision, tensor).build()


class _Vision(BoundedParts):
    def __init__(
        self,
        shape: VisionShape,
        text: TextShape,
        slots: Sequence[Slot],
        precision: Precision,
        tensor: Callable[[str], Floats],
    ) -> None:
        super().__init__(slots, precision, shape.norm_epsilon, tensor)
        self.shape = shape
        self.text = text

    def build(self) -> onnx.ModelProto:
        g = self.g
        # Of one patch, [images, patches, 1]: its columns and rows, and 1 where it is none.
        places = g.op("Cast", [PLACES], to=TensorProto.FLOAT)
        across, down = g.ops("Split", [places], 2, axis=2, num_outputs=2)
        padding = g.op("Clip", [g.op("Neg", [across]), self.float32(0), self.float32(1)])
        real = self.narrow(g.op("Sub", [self.float32(1), padding]))
        seen = self._embedded(real)
        unseen = g.op("Mul", [self.narrow(padding), self.number(UNSEEN[self.kind])])
        # As heads are the second axis of scores: [images, 1, 1, patches].
        mask = g.op("Unsqueeze", [g.op("Transpose", [unseen], perm=[0, 2, 1]), g.integers(1)])
        rotary = [self._rotary(place) for place in (across, down)]
        for layer in range(self.shape.layers):
            seen = self._layer(f"{ROOT}.encoder.layers.{layer}", seen, mask, rotary)
        pooled = self._pooled(g.op("Mul", [seen, real]), across, down)
        normed = self.bare_norm(pooled, self.shape.hidden_size)
        features = self.linear("embed_vision.embedding_projection", normed)
        g.named("Identity", [self.widen(features)], [FEATURES])
        inputs = [
            info(PIXELS, TensorProto.FLOAT, ["images", "patches", self.shape.patch_numbers]),
            info(PLACES, TensorProto.INT64, ["images", "patches", 2]),
        ]
        size: list[int | str] = ["soft_tokens", self.text.hidden_size]
        return g.finish("gemma4_vision_encoder", inputs, [info(FEATURES, TensorProto.FLOAT, size)])

    def _embedded(self, real: str) -> str:
        """Patches from -1 to 1, projected, and the embeddings of their columns and rows."""
        g, at = self.g, f"{ROOT}.patch_embedder"
        pixels = g.op("Sub", [self.narrow(PIXELS), self.number(0.5)])
        pixels = g.op("Mul", [pixels, self.number(2)])
        projected = self.linear(f"{at}.input_proj", pixels)
        table = g.stored(f"{at}.position_embedding_table")
        inside = g.op("Max", [PLACES, g.integers(0)])
        embedded = []
        for axis in range(2):
            chosen = g.op("Gather", [inside, g.constant(f"axis_{axis}", np.int64(axis))], axis=2)
            rows = g.op("Gather", [table, g.constant(f"axis_{axis}", np.int64(axis))], axis=0)
            embedded.append(g.op("Gather", [rows, chosen], axis=0))
        return g.op("Add", [projected, g.op("Mul", [g.op("Add", embedded), real])])

    def _rotary(self, place: str) -> list[str]:
        """Cosine and sine [images, patches, 1, head_dim / 4] of the turns by one of two places."""
        g, part = self.g, self.shape.head_dim // 2
        turns = self.shape.rope_base ** -(np.arange(0, part, 2, dtype=np.float64) / part)
        angles = g.op("Mul", [place, g.constant("turns", turns.astype(np.float32))])
        angles = g.op("Unsqueeze", [angles, g.integers(2)])
        return [self.narrow(g.op(kind, [angles])) for kind in ("Cos", "Sin")]

    def _layer(self, at: str, seen: str, mask: str, rotary: list[list[str]]) -> str:
        normed = self.norm(seen, f"{at}.input_layernorm")
        mixed = self._attention(f"{at}.self_attn", normed, mask, rotary)
        seen = self.add_normed(seen, mixed, f"{at}.post_attention_layernorm")
        normed = self.norm(seen, f"{at}.pre_feedforward_layernorm")
        fed = self.gated(at, normed, self.bounded)
        return self.add_normed(seen, fed, f"{at}.post_feedforward_layernorm")

    def _attention(self, at: str, normed: str, mask: str, rotary: list[list[str]]) -> str:
        """Every patch sees every patch of its image."""
        g, size = self.g, self.shape.head_dim
        split = g.integers(0, 0, self.shape.heads, size)
        query, key, value = (
            g.op("Reshape", [self.bounded(f"{at}.{name}_proj", normed), split]) for name in "qkv"
        )
        query = self._rotated(self.norm(query, f"{at}.q_norm"), rotary)
        key = self._rotated(self.norm(key, f"{at}.k_norm"), rotary)
        query = g.op("Transpose", [query], perm=[0, 2, 1, 3])
        key = g.op("Transpose", [key], perm=[0, 2, 3, 1])
        value = g.op("Transpose", [self.bare_norm(value, size)], perm=[0, 2, 1, 3])
        scores = g.op("Add", [g.op("MatMul", [query, key]), mask])
        mixed = g.op("MatMul", [g.op("Softmax", [scores], axis=-1), value])
        together = g.op("Transpose", [mixed], perm=[0, 2, 1, 3])
        joined = g.op("Reshape", [together, g.integers(0, 0, self.shape.hidden_size)])
        return self.bounded(f"{at}.o_proj", joined)

    def _rotated(self, heads: str, rotary: list[list[str]]) -> str:
        """The first half of each head turned by the column, the second by the row."""
        g = self.g
        quarters = g.ops("Split", [heads], 4, axis=3, num_outputs=4)
        turned = []
        for (cosine, sine), first, second in zip(
            rotary, quarters[::2], quarters[1::2], strict=True
        ):
            less, more = g.op("Mul", [second, sine]), g.op("Mul", [first, sine])
            turned.append(g.op("Sub", [g.op("Mul", [first, cosine]), less]))
            turned.append(g.op("Add", [g.op("Mul", [second, cosine]), more]))
        return g.op("Concat", turned, axis=3)

    def _pooled(self, seen: str, across: str, down: str) -> str:
        """The mean of each square of patches, [soft tokens, hidden], scaled; in float32."""
        g, side = self.g, self.float32(self.shape.pooling)
        inside = [g.op("Max", [place, self.float32(0)]) for place in (across, down)]
        column, row = (g.op("Floor", [g.op("Div", [place, side])]) for place in inside)
        last = g.op("ReduceMax", [inside[0], g.integers(1)], keepdims=1)
        wide = g.op("Floor", [g.op("Div", [g.op("Add", [last, self.float32(1)]), side])])
        square = g.op("Add", [column, g.op("Mul", [wide, row])])
        patches = g.op("Squeeze", [g.op("Shape", [PIXELS], start=1, end=2)])
        most = g.op("Div", [patches, g.constant("square", np.int64(self.shape.pooling**2))])
        most = g.op("Cast", [most], to=TensorProto.FLOAT)
        every = g.op("Range", [self.float32(0), most, self.float32(1)])
        member = g.op("Cast", [g.op("Equal", [square, every])], to=TensorProto.FLOAT)
        member = g.op("Transpose", [member], perm=[0, 2, 1])
        sums = g.op("MatMul", [member, self.widen(seen)])
        factor = self.float32(self.shape.hidden_size**0.5 / self.shape.pooling**2)
        means = g.op(
            "Reshape", [g.op("Mul", [sums, factor]), g.integers(-1, self.shape.hidden_size)]
        )
        filled = g.op("ReduceMax", [member, g.integers(2)], keepdims=0)
        filled = g.op("Cast", [g.op("Reshape", [filled, g.integers(-1)])], to=TensorProto.BOOL)
        return self.narrow(g.op("Compress", [means, filled], axis=0))
