"""Gemma 3 in plain numpy, float32: the measure that the ONNX graphs are held against.

Slow and small on purpose; written from the Gemma 3 report (arXiv 2503.19786), not from the graph
builder. One sequence, no cache. Knows no quantisation.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.weights.shape import Floats, Shape, Weights

Tensor = Callable[[str], Floats]
Visible = Callable[[Shape, bool, int], NDArray[np.bool_]]
"""(shape, whether the layer sees all, length) -> which positions [S, S] a position sees."""


def causal(shape: Shape, full: bool, length: int) -> NDArray[np.bool_]:
    """Which earlier positions a position sees: all, or the last `window_tokens` with itself."""
    back = np.arange(length)[:, None] - np.arange(length)[None, :]
    return (back >= 0) & (full | (back < shape.window_tokens))


def hidden_states(weights: Weights, ids: NDArray[np.int64], visible: Visible = causal) -> Floats:
    """The states [S, hidden] after the final norm for token ids [S]."""
    shape = weights.shape
    seen = weights.tensor("embed")[ids] * np.float32(shape.embedding_scale)
    for layer in range(shape.layers):

        def tensor(name: str, layer: int = layer) -> Floats:
            return weights.tensor(f"{layer}.{name}")

        full = shape.full[layer]
        sees = visible(shape, full, len(ids))
        mixed = _attention(shape, tensor, full, sees, _norm(shape, seen, tensor("attn_norm")))
        seen = seen + _norm(shape, mixed, tensor("post_attn_norm"))
        fed = _feed_forward(tensor, _norm(shape, seen, tensor("ffn_norm")))
        seen = seen + _norm(shape, fed, tensor("post_ffn_norm"))
    return _norm(shape, seen, weights.tensor("final_norm"))


def logits(weights: Weights, hidden: Floats) -> Floats:
    """Scores [S, vocab] of the next token for states [S, hidden]."""
    return hidden @ weights.tensor("embed").T


def _norm(shape: Shape, vectors: Floats, factor: Floats) -> Floats:
    square = np.mean(vectors * vectors, axis=-1, keepdims=True)
    normed: Floats = vectors / np.sqrt(square + np.float32(shape.norm_epsilon)) * factor
    return normed


def _attention(
    shape: Shape, tensor: Tensor, full: bool, sees: NDArray[np.bool_], vectors: Floats
) -> Floats:
    length, size = len(vectors), shape.head_dim
    joined = (vectors @ tensor("qkv").T).reshape(length, -1, size).transpose(1, 0, 2)
    query, key, value = np.split(joined, [shape.heads, shape.heads + shape.kv_heads])
    query = _rotate(shape, full, _norm(shape, query, tensor("q_norm")))
    key = _rotate(shape, full, _norm(shape, key, tensor("k_norm")))
    shared = shape.heads // shape.kv_heads
    key, value = np.repeat(key, shared, axis=0), np.repeat(value, shared, axis=0)
    scores = query @ key.transpose(0, 2, 1) * np.float32(shape.attention_scale)
    scores = np.where(sees, scores, np.float32(-np.inf))
    share = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed: Floats = (share / share.sum(axis=-1, keepdims=True)) @ value
    return mixed.transpose(1, 0, 2).reshape(length, -1) @ tensor("o").T


def _rotate(shape: Shape, full: bool, heads: Floats) -> Floats:
    half = shape.head_dim // 2
    base = shape.rope_base_full if full else shape.rope_base_sliding
    factor = shape.rope_factor_full if full else 1.0
    turns = base ** -(np.arange(half) / half) / factor
    angles = np.arange(heads.shape[1])[:, None] * turns
    cosine, sine = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
    first, second = heads[..., :half], heads[..., half:]
    return np.concatenate([first * cosine - second * sine, second * cosine + first * sine], axis=-1)


def _feed_forward(tensor: Tensor, vectors: Floats) -> Floats:
    gate, up = np.split(vectors @ tensor("gate_up").T, 2, axis=-1)
    inner = np.float32(np.sqrt(2 / np.pi)) * (gate + np.float32(0.044715) * gate**3)
    opened: Floats = np.float32(0.5) * gate * (1 + np.tanh(inner)) * up
    return opened @ tensor("down").T
