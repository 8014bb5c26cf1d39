"""Builds the decoder of a Gemma 4: causal, with a cache, logits at the end.

Layers with keys and values of their own are GroupQueryAttention. Those that read another layer's
are plain products: with empty keys and values of its own the fused kernel crashes or computes
wrongly in ONNX Runtime before 1.32 and on WebGPU (onnxruntime issues 28188, 28242, 28501).
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import onnx
from onnx import TensorProto

from models.graphs.gemma4.parts import Parts
from models.graphs.nodes import CONTRIB, info
from models.multimodal.four_bits import Precision
from models.multimodal.shape import TextShape
from models.weights.quantise import Slot

ROOT = "language_model"
HEAD = "lm_head"
LAST = np.iinfo(np.int64).max
UNSEEN = {TensorProto.FLOAT: -1e9, TensorProto.FLOAT16: -3e4}


def decoder_graph(
    shape: TextShape, slots: Sequence[Slot], precision: Precision, context_tokens: int
) -> onnx.ModelProto:
    """The hub's decoder_model_merged: embeddings, layers' inputs and a cache in, logits and it out.

    The last `num_logits_to_keep` positions get logits, all for 0.
    """
    return _Decoder(shape, slots, precision, context_tokens).build()


class _Decoder(Parts):
    def __init__(
        self, shape: TextShape, slots: Sequence[Slot], precision: Precision, context_tokens: int
    ) -> None:
        super().__init__(slots, precision, shape.norm_epsilon)
        self.shape = shape
        self.context_tokens = context_tokens

    def build(self) -> onnx.ModelProto:
        seen = self.narrow("inputs_embeds")
        own = self._own_inputs(seen)
        lengths = self._lengths()
        sorts = sorted(set(self.shape.full))
        rotary = {full: self._rotary(full) for full in sorts}
        shared = range(self.shape.own_layers, self.shape.layers)
        masks = {full: self._mask(full) for full in sorts if shared}
        for layer in range(self.shape.layers):
            at, full = f"{ROOT}.layers.{layer}", self.shape.full[layer]
            normed = self.norm(seen, f"{at}.input_layernorm")
            if layer in shared:
                mixed = self._reading(layer, normed, masks[full], rotary[full])
            else:
                mixed = self._attention(layer, normed, [*lengths, *rotary[full]])
            mixed = self.linear(f"{at}.self_attn.o_proj", mixed)
            seen = self.add_normed(seen, mixed, f"{at}.post_attention_layernorm")
            normed = self.norm(seen, f"{at}.pre_feedforward_layernorm")
            fed = self.gated(at, normed, self.linear)
            seen = self.add_normed(seen, fed, f"{at}.post_feedforward_layernorm")
            seen = self._with_own_input(at, seen, own[layer])
        self._head(seen)
        return self._finish()

    # --- a token's own input to each layer ----------------------------------------------------

    def _own_inputs(self, embeds: str) -> list[str]:
        """Per layer [1, tokens, per_layer_size]: what was looked up, mixed with what the embedding
        itself says of it."""
        g, shape = self.g, self.shape
        said = self.linear(f"{ROOT}.per_layer_model_projection", embeds)
        said = g.op("Mul", [said, self.number(shape.hidden_size**-0.5)])
        size = g.integers(0, -1, shape.layers, shape.per_layer_size)
        said = self.norm(g.op("Reshape", [said, size]), f"{ROOT}.per_layer_projection_norm")
        both = g.op("Add", [said, self.narrow("per_layer_inputs")])
        mixed = g.op("Mul", [both, self.number(sqrt(0.5))])
        parts = g.ops("Split", [mixed], shape.layers, axis=2, num_outputs=shape.layers)
        return [g.op("Squeeze", [part, g.integers(2)]) for part in parts]

    def _with_own_input(self, at: str, seen: str, own: str) -> str:
        g = self.g
        gate = self.linear(f"{at}.per_layer_input_gate", seen)
        opened = g.op("Mul", [g.op("FastGelu", [gate], domain=CONTRIB), own])
        projected = self.linear(f"{at}.per_layer_projection", opened)
        seen = self.add_normed(seen, projected, f"{at}.post_per_layer_input_norm")
        return g.op("Mul", [seen, g.stored(f"{at}.layer_scalar")])

    # --- attention ----------------------------------------------------------------------------

    def _lengths(self) -> list[str]:
        """What GroupQueryAttention asks for: tokens so far less one [1], and tokens in all."""
        g = self.g
        total = g.op("Shape", ["attention_mask"], start=1, end=2)
        last = g.op("Cast", [g.op("Sub", [total, g.integers(1)])], to=TensorProto.INT32)
        return [last, g.op("Cast", [g.op("Squeeze", [total])], to=TensorProto.INT32)]

    def _rotary(self, full: bool) -> list[str]:
        """Cosine and sine tables [context, head_dim / 2], folded when the session loads."""
        g, name = self.g, "full" if full else "sliding"
        limits = [self.float32(n) for n in (0, self.context_tokens, 1)]
        places = g.op("Unsqueeze", [g.op("Range", limits), g.integers(1)])
        turns = g.constant(f"turns_{name}", self.shape.turns(full))
        angles = g.op("Mul", [places, turns])
        return [self.narrow(g.op(kind, [angles])) for kind in ("Cos", "Sin")]

    def _mask(self, full: bool) -> str:
        """What is added to scores [1, tokens, heads, total]: 0 where a token is seen.

        Sums of clipped floats: WebGPU has no kernels for int64.
        """
        g = self.g
        total = g.op("Shape", ["attention_mask"], start=1, end=2)
        counted = g.op("Cast", [g.op("Squeeze", [total])], to=TensorProto.FLOAT)
        columns = g.op("Range", [self.float32(0), counted, self.float32(1)])
        rows = g.op("Cast", ["position_ids"], to=TensorProto.FLOAT)
        back = g.op("Sub", [g.op("Unsqueeze", [rows, g.integers(2, 3)]), columns])
        limits = [self.float32(0), self.float32(1)]
        hidden = g.op("Clip", [g.op("Neg", [back]), *limits])
        if not full:
            past = g.op("Sub", [back, self.float32(self.shape.window_tokens - 1)])
            hidden = g.op("Add", [hidden, g.op("Clip", [past, *limits])])
        return g.op("Mul", [self.narrow(hidden), self.number(UNSEEN[self.kind])])

    def _query(self, layer: int, normed: str) -> str:
        g, at = self.g, f"{ROOT}.layers.{layer}.self_attn"
        heads, size = self.shape.heads, self.shape.head_dim(layer)
        query = self.linear(f"{at}.q_proj", normed)
        split = g.op("Reshape", [query, g.integers(0, -1, heads, size)])
        return g.op("Reshape", [self.norm(split, f"{at}.q_norm"), g.integers(0, -1, heads * size)])

    def _attention(self, layer: int, normed: str, tail: list[str]) -> str:
        """With keys and values of the layer's own, which go into the cache."""
        at = f"{ROOT}.layers.{layer}.self_attn"
        key = self.norm(self.linear(f"{at}.k_proj", normed), f"{at}.k_norm")
        value = self.linear(f"{at}.v_proj", normed)
        value = self.bare_norm(value, self.shape.head_dim(layer))
        past = [f"past_key_values.{layer}.{part}" for part in ("key", "value")]
        present = [f"present.{layer}.{part}" for part in ("key", "value")]
        self.g.named(
            "GroupQueryAttention",
            [self._query(layer, normed), key, value, *past, *tail],
            [f"mixed_{layer}", *present],
            domain=CONTRIB,
            num_heads=self.shape.heads,
            kv_num_heads=1,
            scale=1.0,
            do_rotary=1,
            local_window_size=-1 if self.shape.full[layer] else self.shape.window_tokens,
        )
        return f"mixed_{layer}"

    def _reading(self, layer: int, normed: str, mask: str, rotary: list[str]) -> str:
        """With the keys and values of an earlier layer. One key head: all query heads of all tokens
        are the rows of one matrix."""
        g, heads, size = self.g, self.shape.heads, self.shape.head_dim(layer)
        inputs = [self._query(layer, normed), "position_ids", *rotary]
        query = g.op("RotaryEmbedding", inputs, domain=CONTRIB)
        rows = g.op("Reshape", [query, g.integers(0, -1, size)])
        source = self.shape.source(layer)
        key, value = (
            g.op("Squeeze", [f"present.{source}.{part}", g.integers(1)])
            for part in ("key", "value")
        )
        scores = g.op("MatMul", [rows, g.op("Transpose", [key], perm=[0, 2, 1])])
        tokens = g.op("Shape", ["position_ids"], start=1, end=2)
        split = g.op("Concat", [g.integers(1), tokens, g.integers(heads, -1)], axis=0)
        masked = g.op("Add", [g.op("Reshape", [scores, split]), mask])
        shares = g.op("Softmax", [masked], axis=-1)
        together = g.op("Concat", [g.integers(1, -1), self._total()], axis=0)
        mixed = g.op("MatMul", [g.op("Reshape", [shares, together]), value])
        return g.op("Reshape", [mixed, g.integers(0, -1, heads * size)])

    def _total(self) -> str:
        return self.g.op("Shape", ["attention_mask"], start=1, end=2)

    # --- the end ------------------------------------------------------------------------------

    def _head(self, seen: str) -> None:
        """Logits of the positions that are wanted, bounded by a tanh."""
        g = self.g
        count = g.op("Reshape", ["num_logits_to_keep", g.integers(1)])
        inputs = [seen, g.op("Neg", [count]), g.integers(LAST), g.integers(1)]
        kept = self.norm(g.op("Slice", inputs), f"{ROOT}.norm")
        logits = self.linear(HEAD, kept)
        cap = self.number(self.shape.logit_cap)
        bounded = g.op("Mul", [g.op("Tanh", [g.op("Div", [logits, cap])]), cap])
        g.named("Identity", [self.widen(bounded)], ["logits"])

    def _finish(self) -> onnx.ModelProto:
        shape, whole = self.shape, TensorProto.INT64
        layered: list[int | str] = [1, "tokens", shape.layers, shape.per_layer_size]
        inputs = [
            info("inputs_embeds", TensorProto.FLOAT, [1, "tokens", shape.hidden_size]),
            info("attention_mask", whole, [1, "total"]),
            info("position_ids", whole, [1, "tokens"]),
            info("per_layer_inputs", TensorProto.FLOAT, layered),
            info("num_logits_to_keep", whole, []),
            *self._cache("past_key_values", "past"),
        ]
        logits = info("logits", TensorProto.FLOAT, [1, "kept", shape.vocab_size])
        return self.g.finish("gemma4_decoder", inputs, [logits, *self._cache("present", "total")])

    def _cache(self, prefix: str, length: str) -> list[onnx.ValueInfoProto]:
        return [
            info(f"{prefix}.{layer}.{part}", self.kind, [1, 1, length, self.shape.head_dim(layer)])
            for layer in range(self.shape.own_layers)
            for part in ("key", "value")
        ]
