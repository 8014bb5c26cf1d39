"""Builds one graph of Gemma 3: forward, loss on an answer's tokens, gradients of its adapters.

The base is frozen and read from the model's own files. One text a run:

    input_ids int64 [tokens]; answer_places, answer_ids int64 [answers] and answer_weights float32
    [answers]: after the token at a place comes the id, and its loss counts with the weight. Answers
    are a multiple of `head.CHUNK`.
    qkv.A float32 [layers, in, rank] and so on (`hearthside.lora`): the adapter
 -> loss float32 []: the weighted sum, in nats; grad.qkv.A and so on, as large as their arrays

Attention layers have one head of keys and values for all (`kv_heads` 1), as Gemma 3's small models.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

from models.graphs.nodes import Form, info
from models.training.head import add_loss
from models.training.rules import Rules
from models.weights.quantise import Slot
from models.weights.shape import MATRICES, Shape

MAX_TOKENS = 1024
HIDDEN_FAR = np.float32(-1e9)


def build_training_graph(shape: Shape, slots: Sequence[Slot], form: Form, path: Path) -> None:
    """Writes the graph of one form to `path`; it names the slots' files as external data."""
    model = TrainingGraph(shape, slots, form).build()
    path.write_bytes(model.SerializeToString(deterministic=True))


class TrainingGraph(Rules):
    """The graph as it gathers."""

    def __init__(self, shape: Shape, slots: Sequence[Slot], form: Form) -> None:
        super().__init__(shape, slots, form, MAX_TOKENS)
        self._slices: dict[str, list[str]] = {}  # a stacked input -> its part of each layer

    def build(self) -> onnx.ModelProto:
        g, shape = self.g, self.shape
        scale = g.constant("embedding_scale", np.float32(shape.embedding_scale))
        seen = g.op("Mul", [self.embedded("input_ids"), scale])
        self._slice_adapters()
        kinds = sorted(set(shape.full))
        rotary = {full: self.rotary(full) for full in kinds}
        masks = {full: self._mask(full) for full in kinds}
        for layer, full in enumerate(shape.full):
            normed = self.normed(seen, f"{layer}.attn_norm")
            mixed = self._attention(layer, normed, rotary[full], masks[full])
            seen = self.add(seen, self.normed(mixed, f"{layer}.post_attn_norm"))
            fed = self._fed(layer, self.normed(seen, f"{layer}.ffn_norm"))
            seen = self.add(seen, self.normed(fed, f"{layer}.post_ffn_norm"))
        add_loss(self, self.normed(self.rows(seen, "answer_places"), "final_norm"))
        self.tape.go_back()
        return self._finish()

    def _slice_adapters(self) -> None:
        g, layers = self.g, self.shape.layers
        for name in (f"{module}.{side}" for module in MATRICES for side in "AB"):
            parts = g.ops("Split", [name, g.integers(*[1] * layers)], layers, axis=0)
            self._slices[name] = [
                self.tape.watch(g.op("Squeeze", [part, g.integers(0)])) for part in parts
            ]

    def _linear(self, module: str, layer: int, x: str) -> str:
        a, b = (self._slices[f"{module}.{side}"][layer] for side in "AB")
        return self.adapted(f"{layer}.{module}", a, b, x)

    def _attention(self, layer: int, x: str, rotary: Sequence[str], mask: str) -> str:
        shape, size = self.shape, self.shape.head_dim
        q_size = shape.heads * size
        q, k, v = self.split(self._linear("qkv", layer, x), [q_size, size, size])
        q = self.normed(self.reshape(q, q_size, size), f"{layer}.q_norm")
        q = self.rotate(self.reshape(q, size, q_size), rotary, shape.heads)
        k = self.rotate(self.normed(k, f"{layer}.k_norm"), rotary, 1)
        mixed = self.attend(self.reshape(q, q_size, size), k, v, mask)
        return self._linear("o", layer, self.reshape(mixed, size, q_size))

    def _fed(self, layer: int, x: str) -> str:
        half = self.shape.ffn_size
        gate, up = self.split(self._linear("gate_up", layer, x), [half, half])
        return self._linear("down", layer, self.gated(gate, up))

    def _mask(self, full: bool) -> str:
        """[S, 1, S]: 0 where a position may look, far below where it may not."""
        g = self.g
        zero, one = g.constant("zero", np.int64(0)), g.constant("one", np.int64(1))
        places = g.op("Range", [zero, g.op("Size", ["input_ids"]), one])
        back = g.op("Sub", [g.op("Unsqueeze", [places, g.integers(1, 2)]), places])
        sees = g.op("GreaterOrEqual", [back, zero])
        if not full:
            window = g.constant("window", np.int64(self.shape.window_tokens))
            sees = g.op("And", [sees, g.op("Less", [back, window])])
        shown, hidden = g.constant("f_0", np.float32(0)), g.constant("far", HIDDEN_FAR)
        return g.op("Where", [sees, shown, hidden])

    def _finish(self) -> onnx.ModelProto:
        g, f32, i64 = self.g, TensorProto.FLOAT, TensorProto.INT64
        inputs = [
            info("input_ids", i64, ["tokens"]),
            info("answer_places", i64, ["answers"]),
            info("answer_ids", i64, ["answers"]),
            info("answer_weights", f32, ["answers"]),
        ]
        outputs = [info("loss", f32, [])]
        for module in MATRICES:
            rows, columns = g.size(f"0.{module}")
            sizes: dict[str, tuple[int | str, int | str]]
            sizes = {"A": (columns, "rank"), "B": ("rank", rows)}
            for side, size in sizes.items():
                whole: list[int | str] = [self.shape.layers, *size]
                name = f"{module}.{side}"
                gradients = [
                    g.op("Unsqueeze", [self.tape.gradient(part), g.integers(0)])
                    for part in self._slices[name]
                ]
                g.named("Concat", gradients, [f"grad.{name}"], axis=0)
                inputs.append(info(name, f32, whole))
                outputs.append(info(f"grad.{name}", f32, whole))
        return g.finish("gemma3_training", inputs, outputs)
