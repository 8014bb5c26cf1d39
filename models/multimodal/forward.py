"""Gemma 4's text model in plain numpy, float32: what a self-test's golden logits are made with.

Slow and small on purpose; written from transformers 5.24.0 (models/gemma4/modeling_gemma4.py), not
from the graph builder. One sequence of text, no cache, no media. Knows no quantisation.
"""

import numpy as np

from models.multimodal.shape import Gemma4
from models.weights.shape import Floats

ROOT = "language_model"
Pair = tuple[Floats, Floats]


def text_logits(model: Gemma4, ids: list[int]) -> Floats:
    """Scores [S, vocab] of the next token after each of the token ids."""
    shape, tensor = model.text, model.tensor
    table = tensor(f"{ROOT}.embed_tokens.weight")
    seen: Floats = table[ids] * np.float32(shape.hidden_size**0.5)
    own = _own_inputs(model, ids, seen)
    kept: dict[int, Pair] = {}
    for layer in range(shape.layers):

        def part(name: str, layer: int = layer) -> Floats:
            return tensor(f"{ROOT}.layers.{layer}.{name}.weight")

        normed = _norm(model, seen, part("input_layernorm"))
        if layer < shape.own_layers:
            kept[layer] = _keys_and_values(model, layer, normed)
        mixed = _attention(model, layer, normed, kept[shape.source(layer)])
        seen = seen + _norm(model, mixed, part("post_attention_layernorm"))
        normed = _norm(model, seen, part("pre_feedforward_layernorm"))
        opened: Floats = _gelu(normed @ part("mlp.gate_proj").T) * (normed @ part("mlp.up_proj").T)
        fed: Floats = opened @ part("mlp.down_proj").T
        seen = seen + _norm(model, fed, part("post_feedforward_layernorm"))
        opened = _gelu(seen @ part("per_layer_input_gate").T) * own[:, layer]
        added: Floats = opened @ part("per_layer_projection").T
        seen = seen + _norm(model, added, part("post_per_layer_input_norm"))
        seen *= tensor(f"{ROOT}.layers.{layer}.layer_scalar")
    scores = _norm(model, seen, tensor(f"{ROOT}.norm.weight")) @ table.T
    cap = np.float32(shape.logit_cap)
    bounded: Floats = np.tanh(scores / cap) * cap
    return bounded


def _own_inputs(model: Gemma4, ids: list[int], embeds: Floats) -> Floats:
    """[S, layers, per_layer_size]."""
    shape, tensor = model.text, model.tensor
    size = (len(ids), shape.layers, shape.per_layer_size)
    scale = np.float32(shape.per_layer_size**0.5)
    told = tensor(f"{ROOT}.embed_tokens_per_layer.weight")[ids].reshape(size) * scale
    said = embeds @ tensor(f"{ROOT}.per_layer_model_projection.weight").T
    said = said.reshape(size) * np.float32(shape.hidden_size**-0.5)
    normed = _norm(model, said, tensor(f"{ROOT}.per_layer_projection_norm.weight"))
    both: Floats = (normed + told) * np.float32(0.5**0.5)
    return both


def _keys_and_values(model: Gemma4, layer: int, normed: Floats) -> Pair:
    """Both [S, head_dim], the keys turned by their place."""

    def part(name: str) -> Floats:
        return model.tensor(f"{ROOT}.layers.{layer}.self_attn.{name}.weight")

    key = _norm(model, normed @ part("k_proj").T, part("k_norm"))
    value = normed @ part("v_proj").T
    return _rotated(model, layer, key), _norm(model, value, np.float32(1))


def _attention(model: Gemma4, layer: int, normed: Floats, kept: Pair) -> Floats:
    shape, (key, value) = model.text, kept

    def part(name: str) -> Floats:
        return model.tensor(f"{ROOT}.layers.{layer}.self_attn.{name}.weight")

    length = len(normed)
    heads = (normed @ part("q_proj").T).reshape(length, shape.heads, -1).transpose(1, 0, 2)
    query = _rotated(model, layer, _norm(model, heads, part("q_norm")))
    back = np.arange(length)[:, None] - np.arange(length)
    sees = (back >= 0) & (shape.full[layer] | (back < shape.window_tokens))
    scores = np.where(sees, query @ key.T, np.float32(-np.inf))
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = (shares / shares.sum(axis=-1, keepdims=True)) @ value
    joined: Floats = mixed.transpose(1, 0, 2).reshape(length, -1) @ part("o_proj").T
    return joined


def _rotated(model: Gemma4, layer: int, vectors: Floats) -> Floats:
    """Vectors [..., S, head_dim] turned by their places."""
    turns = model.text.turns(model.text.full[layer])
    angles = np.arange(vectors.shape[-2], dtype=np.float32)[:, None] * turns
    cosine, sine = np.cos(angles), np.sin(angles)
    first, second = np.split(vectors, 2, axis=-1)
    return np.concatenate([first * cosine - second * sine, second * cosine + first * sine], axis=-1)


def _norm(model: Gemma4, vectors: Floats, factor: Floats | np.float32) -> Floats:
    square = np.mean(vectors * vectors, axis=-1, keepdims=True)
    normed: Floats = vectors / np.sqrt(square + np.float32(model.text.norm_epsilon)) * factor
    return normed


def _gelu(vectors: Floats) -> Floats:
    inner = np.float32(np.sqrt(2 / np.pi)) * (vectors + np.float32(0.044715) * vectors**3)
    opened: Floats = np.float32(0.5) * vectors * (1 + np.tanh(inner))
    return opened
