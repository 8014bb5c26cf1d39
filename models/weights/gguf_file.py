"""Reads Gemma 3 from a GGUF file, as llama.cpp writes it: norms there are 1 + w already."""

import struct
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize

from models import RecipeError
from models.weights.shape import Floats, Shape, Weights, every_sixth

_GGUF_PARTS = {
    "qkv": ("attn_q", "attn_k", "attn_v"),
    "o": ("attn_output",),
    "gate_up": ("ffn_gate", "ffn_up"),
    "down": ("ffn_down",),
    "attn_norm": ("attn_norm",),
    "q_norm": ("attn_q_norm",),
    "k_norm": ("attn_k_norm",),
    "post_attn_norm": ("post_attention_norm",),
    "ffn_norm": ("ffn_norm",),
    "post_ffn_norm": ("post_ffw_norm",),
}


def gguf_tokens(path: Path) -> list[str]:
    """The vocabulary that a GGUF carries, by id."""
    return list(_open_gguf(path).fields["tokenizer.ggml.tokens"].contents())


@cache
def _open_gguf(path: Path) -> GGUFReader:
    try:
        return GGUFReader(path)
    except (ValueError, IndexError, KeyError, struct.error) as error:
        raise RecipeError(f"{path}: not a whole GGUF file ({error}); fetch it again") from error


def read_gguf(path: Path) -> Weights:
    """The weights in a GGUF; RecipeError where it is damaged or not a Gemma 3."""
    reader = _open_gguf(path)
    tensors = {tensor.name: tensor for tensor in reader.tensors}

    def one(name: str) -> Floats:
        if name not in tensors:
            raise RecipeError(f"{path}: tensor {name} is missing; is this a Gemma 3 text model?")
        found = tensors[name]
        return np.asarray(dequantize(found.data, found.tensor_type), np.float32)

    def tensor(name: str) -> Floats:
        if name == "embed":
            return one("token_embd.weight")
        if name == "final_norm":
            return one("output_norm.weight")
        layer, kind = name.split(".")
        return np.concatenate([one(f"blk.{layer}.{part}.weight") for part in _GGUF_PARTS[kind]])

    return Weights(_gguf_shape(path, reader), tensor)


def _gguf_shape(path: Path, reader: GGUFReader) -> Shape:
    def field(name: str, default: object = None) -> Any:
        found = reader.fields.get(name)
        return default if found is None else found.contents()

    if field("general.architecture") != "gemma3":
        raise RecipeError(f"{path}: architecture {field('general.architecture')}, not gemma3")
    prefix = "gemma3."
    layers = int(field(prefix + "block_count"))
    head_dim = int(field(prefix + "attention.key_length"))
    vocab_size = int(next(t.shape[1] for t in reader.tensors if t.name == "token_embd.weight"))
    return Shape(
        layers=layers,
        hidden_size=int(field(prefix + "embedding_length")),
        ffn_size=int(field(prefix + "feed_forward_length")),
        heads=int(field(prefix + "attention.head_count")),
        kv_heads=int(field(prefix + "attention.head_count_kv")),
        head_dim=head_dim,
        vocab_size=vocab_size,
        window_tokens=int(field(prefix + "attention.sliding_window")),
        norm_epsilon=float(np.float32(field(prefix + "attention.layer_norm_rms_epsilon"))),
        attention_scale=head_dim**-0.5,
        rope_base_full=float(field(prefix + "rope.freq_base")),
        rope_base_sliding=float(field(prefix + "rope.freq_base_swa", 10_000.0)),
        rope_factor_full=float(field(prefix + "rope.scaling.factor", 1.0)),
        full=every_sixth(layers),
    )
