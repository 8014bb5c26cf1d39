"""Builds the sound encoder of a Gemma 4, a conformer: log-mel frames in, soft tokens out.

As models/gemma4/modeling_gemma4.py of transformers 5.24.0 computes. There queries stand in blocks
of 12 with 24 keys each, of which a mask leaves the last 12; here each frame takes those 12 at once.
"""

from collections.abc import Callable, Sequence

import numpy as np
import onnx
from onnx import TensorProto

from models.graphs.gemma4.parts import BoundedParts
from models.graphs.nodes import info
from models.multimodal.four_bits import Precision
from models.multimodal.shape import AudioShape, TextShape
from models.weights.quantise import Slot
from models.weights.shape import Floats

ROOT = "audio_tower"
FRAMES, HEARD, FEATURES = "input_features", "input_features_mask", "audio_features"
UNHEARD = {TensorProto.FLOAT: -1e9, TensorProto.FLOAT16: -3e4}
LAYER_NORM = "LayerNormalization"


def audio_graph(
    shape: AudioShape,
    text: TextShape,
    slots: Sequence[Slot],
    precision: Precision,
    tensor: Callable[[str], Floats],
) -> onnx.ModelProto:
    """input_features [1, frames, mels] and input_features_mask [1, frames], true where something
    was recorded -> audio_features [soft tokens, hidden]: one for four frames."""
    return _Audio(shape, text, slots, precision, tensor).build()


class _Audio(BoundedParts):
    def __init__(
        self,
        shape: AudioShape,
        text: TextShape,
        slots: Sequence[Slot],
        precision: Precision,
        tensor: Callable[[str], Floats],
    ) -> None:
        super().__init__(slots, precision, shape.norm_epsilon, tensor)
        self.shape = shape
        self.text = text
        self._read = tensor

    def build(self) -> onnx.ModelProto:
        g = self.g
        seen, heard = self._halved_twice()
        before, unheard = self._before(heard)
        for layer in range(self.shape.layers):
            at = f"{ROOT}.layers.{layer}"
            seen = self._feed_forward(f"{at}.feed_forward1", seen)
            normed = self.norm(seen, f"{at}.norm_pre_attn")
            mixed = self._attention(f"{at}.self_attn", normed, before, unheard)
            seen = self.add_normed(seen, mixed, f"{at}.norm_post_attn")
            seen = self._convolved(f"{at}.lconv1d", seen)
            seen = self._feed_forward(f"{at}.feed_forward2", seen)
            seen = self.norm(seen, f"{at}.norm_out")
        seen = g.op("Compress", [g.op("Squeeze", [seen, g.integers(0)]), heard], axis=0)
        projected = self.linear(f"{ROOT}.output_proj", seen)
        projected = g.op("Add", [projected, g.stored(f"{ROOT}.output_proj.bias")])
        normed = self.bare_norm(projected, self.shape.output_size)
        features = self.linear("embed_audio.embedding_projection", normed)
        g.named("Identity", [self.widen(features)], [FEATURES])
        inputs = [
            info(FRAMES, TensorProto.FLOAT, [1, "frames", self.shape.mels]),
            info(HEARD, TensorProto.BOOL, [1, "frames"]),
        ]
        size: list[int | str] = ["soft_tokens", self.text.hidden_size]
        return g.finish("gemma4_audio_encoder", inputs, [info(FEATURES, TensorProto.FLOAT, size)])

    def _halved_twice(self) -> tuple[str, str]:
        """[1, tokens, hidden], and which tokens stand for something that was heard, [tokens]."""
        g, at = self.g, f"{ROOT}.subsample_conv_projection"
        heard = g.op("Squeeze", [HEARD, g.integers(0)])
        seen = g.op("Unsqueeze", [self.narrow(FRAMES), g.integers(1)])
        for half in range(len(self.shape.channels)):
            silent = g.op("Unsqueeze", [g.op("Cast", [heard], to=self.kind), g.integers(1)])
            inputs = [g.op("Mul", [seen, silent]), g.stored(f"{at}.layer{half}.conv.weight")]
            mixed = g.op("Conv", inputs, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
            seen = g.op("Transpose", [mixed], perm=[0, 2, 3, 1])
            factor = g.stored(f"{at}.layer{half}.norm.weight")
            seen = g.op(LAYER_NORM, [seen, factor], axis=-1, epsilon=self.epsilon)
            seen = g.op("Relu", [seen])
            if half == 0:
                seen = g.op("Transpose", [seen], perm=[0, 3, 1, 2])
            limits = [
                g.integers(0),
                g.integers(np.iinfo(np.int64).max),
                g.integers(0),
                g.integers(2),
            ]
            heard = g.op("Slice", [heard, *limits])
        flat = g.op(
            "Reshape", [seen, g.integers(0, 0, self.shape.mels // 4 * self.shape.channels[1])]
        )
        return self.linear(f"{at}.input_proj_linear", flat), heard

    def _before(self, heard: str) -> tuple[str, str]:
        """For each token the places of those it may see, itself first, among tokens after as many
        empty ones [tokens, reach]; and what hides the empty and the unheard."""
        g, reach = self.g, self.shape.reach
        tokens = g.op("Squeeze", [g.op("Shape", [heard])])
        zero, one = (g.constant(f"index_{n}", np.int64(n)) for n in (0, 1))
        places = g.op("Range", [zero, tokens, one])
        back = g.constant("back", (reach - 1 - np.arange(reach)).astype(np.int64))
        before = g.op("Add", [g.op("Unsqueeze", [places, g.integers(1)]), back])
        known = g.op("Cast", [heard], to=self.kind)
        known = g.op("Concat", [g.constant("none", np.zeros(reach - 1, self.float)), known], axis=0)
        missing = g.op("Sub", [self.number(1), g.op("Gather", [known, before], axis=0)])
        unheard = g.op("Mul", [missing, self.number(UNHEARD[self.kind])])
        return before, g.op("Unsqueeze", [unheard, g.integers(2)])

    def _feed_forward(self, at: str, seen: str) -> str:
        g = self.g
        normed = self.norm(seen, f"{at}.pre_layer_norm")
        fed = self.bounded(f"{at}.ffw_layer_1", normed)
        fed = self.bounded(f"{at}.ffw_layer_2", self._swish(fed))
        normed = self.norm(fed, f"{at}.post_layer_norm")
        weighed = g.op("Mul", [normed, self.number(self.shape.residual_weight)])
        return g.op("Add", [weighed, seen])

    def _swish(self, vectors: str) -> str:
        return self.g.op("Mul", [vectors, self.g.op("Sigmoid", [vectors])])

    def _attention(self, at: str, normed: str, before: str, unheard: str) -> str:
        """Each token and the 11 before it: a score for what stands there and how far back it is."""
        g, shape = self.g, self.shape
        split = g.integers(-1, 1, shape.heads, shape.head_dim)
        query = self._scaled(at, self.bounded(f"{at}.q_proj", normed))
        query = g.op("Reshape", [query, split])
        key = self._windows(self.bounded(f"{at}.k_proj", normed), before)
        value = self._windows(self.bounded(f"{at}.v_proj", normed), before)
        scale = self.number(np.log(1 + np.e) / np.log(2))
        far = g.constant(f"{at}.distances", self._distances(at).astype(self.float))
        key = g.op("Add", [g.op("Mul", [key, scale]), far])
        # [tokens, reach, heads]
        scores = g.op("ReduceSum", [g.op("Mul", [query, key]), g.integers(3)], keepdims=0)
        cap = self.number(shape.logit_cap)
        scores = g.op("Mul", [g.op("Tanh", [g.op("Div", [scores, cap])]), cap])
        shares = g.op("Softmax", [g.op("Add", [scores, unheard])], axis=1)
        weighed = g.op("Mul", [g.op("Unsqueeze", [shares, g.integers(3)]), value])
        mixed = g.op("ReduceSum", [weighed, g.integers(1)], keepdims=0)
        joined = g.op("Reshape", [mixed, g.integers(1, -1, shape.hidden_size)])
        return self.bounded(f"{at}.post", joined)

    def _scaled(self, at: str, query: str) -> str:
        """Queries by a learnt scale for each number of a head."""
        softplus = np.log1p(np.exp(self._read(f"{at}.per_dim_scale").astype(np.float64)))
        scale = softplus * self.shape.head_dim**-0.5 / np.log(2)
        tiled = np.tile(scale, self.shape.heads).astype(self.float)
        return self.g.op("Mul", [query, self.g.constant(f"{at}.query_scale", tiled)])

    def _windows(self, vectors: str, before: str) -> str:
        """[1, tokens, hidden] -> [tokens, reach, heads, head_dim], nothing before the first."""
        g, shape = self.g, self.shape
        empty = g.constant("empty", np.zeros((shape.reach - 1, shape.hidden_size), self.float))
        flat = g.op("Squeeze", [vectors, g.integers(0)])
        padded = g.op("Concat", [empty, flat], axis=0)
        taken = g.op("Gather", [padded, before], axis=0)
        return g.op("Reshape", [taken, g.integers(0, 0, shape.heads, shape.head_dim)])

    def _distances(self, at: str) -> Floats:
        """What a key has for standing so far back, [reach, heads, head_dim]: sines and cosines of
        the distance through a matrix (Transformer-XL, arXiv 1901.02860, appendix B)."""
        shape = self.shape
        half = shape.hidden_size // 2
        scales = np.exp(np.arange(half) * (-np.log(1e4) / (half - 1)))
        angles = np.arange(shape.reach)[:, None] * scales
        waves = np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)
        matrix = self._read(f"{at}.relative_k_proj.weight").astype(np.float64)
        turned: Floats = (waves @ matrix.T).astype(np.float32)
        return turned.reshape(shape.reach, shape.heads, shape.head_dim)

    def _convolved(self, at: str, seen: str) -> str:
        """Each channel over five tokens up to its own."""
        g, shape = self.g, self.shape
        normed = self.norm(seen, f"{at}.pre_layer_norm")
        opened = self.bounded(f"{at}.linear_start", normed)
        halves = g.ops("Split", [opened], 2, axis=-1, num_outputs=2)
        gated = g.op("Mul", [halves[0], g.op("Sigmoid", [halves[1]])])
        inputs = [
            g.op("Transpose", [gated], perm=[0, 2, 1]),
            g.stored(f"{at}.depthwise_conv1d.weight"),
        ]
        pads = [shape.kernel - 1, 0]
        mixed = g.op("Conv", inputs, group=shape.hidden_size, pads=pads)
        mixed = self.norm(g.op("Transpose", [mixed], perm=[0, 2, 1]), f"{at}.conv_norm")
        return g.op("Add", [self.bounded(f"{at}.linear_end", self._swish(mixed)), seen])
