"""Builds the two ONNX graphs of a Gemma 3 text model around one set of stored bytes.

Form "wasm": matrices are widened to float32 once, when the session folds constants. Form "webgpu":
MatMulNBits reads the same bytes at each step. All else is one graph. Batch is 1, without padding.
Knows where bytes lie (Slot), not how they were made.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.weights.quantise import BLOCK, ZERO_POINT, Slot
from models.weights.shape import Shape

Form = Literal["wasm", "webgpu"]
FORMS: tuple[Form, ...] = ("wasm", "webgpu")
CONTEXT_TOKENS = 4096
SESSION_OPTIONS: dict[Form, dict[str, Any]] = {
    "wasm": {"extra": {"session": {"disable_quant_qdq": "1"}}},
    "webgpu": {},
}
"""What a session of each form has to be given, as onnxruntime-web spells it."""
OPSET = 21
IR_VERSION = 10
CONTRIB = "com.microsoft"
LAST = np.iinfo(np.int64).max


class _Nodes:
    """Nodes and constants as they gather, in order, with names that repeat from run to run."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self._slots = {slot.name: slot for slot in slots}

    def op(self, kind: str, inputs: Sequence[str], outputs: int = 1, **attributes: Any) -> str:
        return self.ops(kind, inputs, outputs, **attributes)[0]

    def ops(self, kind: str, inputs: Sequence[str], outputs: int, **attributes: Any) -> list[str]:
        names = [f"{kind}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.named(kind, inputs, names, **attributes)
        return names

    def named(
        self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any
    ) -> None:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=name, **attributes))

    def constant(self, name: str, array: NDArray[Any] | np.generic) -> str:
        self.constants[name] = numpy_helper.from_array(np.asarray(array), name)
        return name

    def integers(self, *values: int) -> str:
        return self.constant("i_" + "_".join(map(str, values)), np.array(values, np.int64))

    def stored(self, name: str, shape: Sequence[int] | None = None) -> str:
        """An initializer whose bytes lie in a file; `shape` may regroup them."""
        slot = self._slots[name]
        tensor = TensorProto(name=name, dims=shape or slot.shape)
        tensor.data_type = helper.np_dtype_to_tensor_dtype(np.dtype(slot.dtype))
        tensor.data_location = TensorProto.EXTERNAL
        place = {"location": slot.file, "offset": slot.offset_bytes, "length": slot.length_bytes}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        self.constants[name] = tensor
        return name

    def size(self, name: str) -> tuple[int, int]:
        """Rows and columns of a stored matrix."""
        rows, columns = self._slots[f"{name}.bytes"].shape
        return rows, columns


def build_graph(
    shape: Shape, slots: Sequence[Slot], form: Form, vocab_size: int, path: Path
) -> None:
    """Writes the graph of one form to `path`; it names the slots' files as external data."""
    model = _Model(shape, slots, form, vocab_size).build()
    path.write_bytes(model.SerializeToString(deterministic=True))


class _Model:
    def __init__(self, shape: Shape, slots: Sequence[Slot], form: Form, vocab_size: int) -> None:
        self.shape = shape
        self.form = form
        self.vocab_size = vocab_size
        self.g = _Nodes(slots)

    def build(self) -> onnx.ModelProto:
        seen = self._embed()
        lengths = self._lengths()
        rotary = {full: self._rotary(full) for full in sorted(set(self.shape.full))}
        normed = self._norm(seen, self.g.stored("0.attn_norm"))
        for layer in range(self.shape.layers):
            mixed = self._attention(layer, normed, [*lengths, *rotary[self.shape.full[layer]]])
            seen, normed = self._join(seen, mixed, f"{layer}.post_attn_norm", f"{layer}.ffn_norm")
            fed = self._feed_forward(layer, normed)
            after = f"{layer + 1}.attn_norm" if layer + 1 < self.shape.layers else "final_norm"
            seen, normed = self._join(seen, fed, f"{layer}.post_ffn_norm", after)
        self.g.named("Identity", [normed], ["last_hidden_state"])
        self.g.named("Identity", [self._linear("embed", self._kept(normed))], ["logits"])
        return self._finish()

    # --- layers -----------------------------------------------------------------------------

    def _embed(self) -> str:
        g = self.g
        rows = self._gather("embed", "input_ids", grouped=self.form == "webgpu")
        if self.form == "webgpu":
            rows = g.op("Reshape", [rows, g.integers(1, -1, self.shape.hidden_size)])
        scale = g.constant("embedding_scale", np.float32(self.shape.embedding_scale))
        return g.op("Mul", [rows, scale])

    def _lengths(self) -> list[str]:
        """What GroupQueryAttention asks for: tokens so far less one [1], and tokens in all."""
        g = self.g
        total = g.op("Shape", ["attention_mask"], start=1, end=2)
        last = g.op("Cast", [g.op("Sub", [total, g.integers(1)])], to=TensorProto.INT32)
        scalar = g.op("Squeeze", [total])
        return [last, g.op("Cast", [scalar], to=TensorProto.INT32)]

    def _rotary(self, full: bool) -> list[str]:
        """Cosine and sine tables [context, head_dim / 2], folded when the session loads."""
        g, shape = self.g, self.shape
        base = shape.rope_base_full if full else shape.rope_base_sliding
        factor = shape.rope_factor_full if full else 1.0
        steps = np.arange(0, shape.head_dim, 2, dtype=np.float64) / shape.head_dim
        turns = (base**-steps / factor).astype(np.float32)
        limits = [g.constant(f"f_{n}", np.float32(n)) for n in (0, CONTEXT_TOKENS, 1)]
        places = g.op("Unsqueeze", [g.op("Range", limits), g.integers(1)])
        angles = g.op("Mul", [places, g.constant(f"turns_{'full' if full else 'sliding'}", turns)])
        return [g.op("Cos", [angles]), g.op("Sin", [angles])]

    def _attention(self, layer: int, normed: str, tail: list[str]) -> str:
        g, shape = self.g, self.shape
        q_size, kv_size = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
        joined = self._linear(f"{layer}.qkv", normed)
        query, key, value = g.ops(
            "Split", [joined, g.integers(q_size, kv_size, kv_size)], 3, axis=-1
        )
        query = self._head_norm(query, f"{layer}.q_norm", shape.heads)
        key = self._head_norm(key, f"{layer}.k_norm", shape.kv_heads)
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
        return self._linear(f"{layer}.o", f"mixed_{layer}")

    def _head_norm(self, vectors: str, name: str, heads: int) -> str:
        """Normalises each head of [1, S, heads * head_dim] by itself."""
        g = self.g
        if heads == 1:
            return self._norm(vectors, g.stored(name))
        split = g.op("Reshape", [vectors, g.integers(0, -1, heads, self.shape.head_dim)])
        normed = self._norm(split, g.stored(name))
        return g.op("Reshape", [normed, g.integers(0, -1, heads * self.shape.head_dim)])

    def _feed_forward(self, layer: int, normed: str) -> str:
        g, half = self.g, self.shape.ffn_size
        joined = self._linear(f"{layer}.gate_up", normed)
        gate, up = g.ops("Split", [joined, g.integers(half, half)], 2, axis=-1)
        bent = g.op("FastGelu", [gate], domain=CONTRIB)  # the tanh form of GELU
        return self._linear(f"{layer}.down", g.op("Mul", [bent, up]))

    def _join(self, seen: str, branch: str, norm: str, next_norm: str) -> tuple[str, str]:
        """Adds a normalised branch to the residual; gives the sum and the sum normalised."""
        g = self.g
        inputs = [seen, self._norm(branch, g.stored(norm)), g.stored(next_norm)]
        names = [f"normed_{len(g.nodes)}", "", "", f"seen_{len(g.nodes)}"]
        epsilon = self.shape.norm_epsilon
        g.named("SkipSimplifiedLayerNormalization", inputs, names, domain=CONTRIB, epsilon=epsilon)
        return names[3], names[0]

    def _norm(self, vectors: str, factor: str) -> str:
        epsilon = self.shape.norm_epsilon
        return self.g.op(
            "SimplifiedLayerNormalization", [vectors, factor], axis=-1, epsilon=epsilon
        )

    def _kept(self, hidden: str) -> str:
        """The positions whose logits are wanted: the last k, all for 0, none for -1."""
        g = self.g
        count = g.op("Reshape", ["num_logits_to_keep", g.integers(1)])
        none = g.op("Less", [count, g.integers(0)])
        start = g.op("Where", [none, g.integers(LAST), g.op("Neg", [count])])
        return g.op("Slice", [hidden, start, g.integers(LAST), g.integers(1)])

    # --- matrices ---------------------------------------------------------------------------

    def _linear(self, name: str, vectors: str) -> str:
        g = self.g
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
        wide = f"{name}.scales32"
        if all(wide not in node.output for node in self.g.nodes):
            stored = self.g.stored(f"{name}.scales")
            self.g.named("Cast", [stored], [wide], to=TensorProto.FLOAT)
        return wide

    # --- the border -------------------------------------------------------------------------

    def _finish(self) -> onnx.ModelProto:
        inputs = [
            _info("input_ids", TensorProto.INT64, [1, "tokens"]),
            _info("attention_mask", TensorProto.INT64, [1, "total"]),
            *self._cache("past_key_values", "past"),
            _info("num_logits_to_keep", TensorProto.INT64, []),
        ]
        outputs = [
            _info("logits", TensorProto.FLOAT, [1, "kept", self.vocab_size]),
            _info("last_hidden_state", TensorProto.FLOAT, [1, "tokens", self.shape.hidden_size]),
            *self._cache("present", "total"),
        ]
        graph = helper.make_graph(
            self.g.nodes, "gemma3", inputs, outputs, list(self.g.constants.values())
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(
            graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="hearthside"
        )

    def _cache(self, prefix: str, length: str) -> list[onnx.ValueInfoProto]:
        size: list[int | str] = [1, self.shape.kv_heads, length, self.shape.head_dim]
        return [
            _info(f"{prefix}.{layer}.{part}", TensorProto.FLOAT, size)
            for layer in range(self.shape.layers)
            for part in ("key", "value")
        ]


def _info(name: str, kind: int, size: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, size)
