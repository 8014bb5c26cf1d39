"""Gemma 3 in PyTorch with low-rank adapters, gradients by autograd: the measure of our own.

Written from the Gemma 3 report (arXiv 2503.19786), not from the graph. Float32, one text.
"""

from collections.abc import Mapping

import numpy as np
import torch
import torch.nn.functional as F

from models.weights.shape import MATRICES, NORMS, Weights


class TorchModel:
    """The frozen weights and the eight stacked arrays that learn."""

    def __init__(self, weights: Weights, arrays: Mapping[str, np.ndarray]) -> None:
        self.shape = weights.shape
        layers = range(weights.shape.layers)
        names = ["embed", "final_norm"]
        names += [f"{layer}.{name}" for layer in layers for name in (*NORMS, *MATRICES)]
        self.weights = {name: torch.from_numpy(weights.tensor(name).copy()) for name in names}
        self.arrays = {
            name: torch.from_numpy(array.copy()).requires_grad_() for name, array in arrays.items()
        }

    def loss(self, ids: np.ndarray, answer_at: int) -> torch.Tensor:
        """The mean cross-entropy of the tokens from `answer_at` on, in nats."""
        tokens = torch.from_numpy(ids)
        states = self._normed(self._hidden(tokens)[answer_at - 1 : -1], "final_norm")
        return F.cross_entropy(states @ self.weights["embed"].T, tokens[answer_at:])

    def _hidden(self, ids: torch.Tensor) -> torch.Tensor:
        shape = self.shape
        x = self.weights["embed"][ids] * shape.embedding_scale
        back = torch.arange(len(ids))[:, None] - torch.arange(len(ids))
        for layer, full in enumerate(shape.full):
            sees = (back >= 0) & (full | (back < shape.window_tokens))
            mixed = self._attention(layer, self._normed(x, f"{layer}.attn_norm"), full, sees)
            x = x + self._normed(mixed, f"{layer}.post_attn_norm")
            fed = self._linear(layer, "gate_up", self._normed(x, f"{layer}.ffn_norm"))
            gate, up = fed.chunk(2, -1)
            down = self._linear(layer, "down", F.gelu(gate, approximate="tanh") * up)
            x = x + self._normed(down, f"{layer}.post_ffn_norm")
        return x

    def _attention(
        self, layer: int, x: torch.Tensor, full: bool, sees: torch.Tensor
    ) -> torch.Tensor:
        shape, size = self.shape, self.shape.head_dim
        heads = self._linear(layer, "qkv", x).view(len(x), -1, size).transpose(0, 1)
        q, k, v = heads.split([shape.heads, shape.kv_heads, shape.kv_heads])
        q = self._rotated(self._normed(q, f"{layer}.q_norm"), full)
        k = self._rotated(self._normed(k, f"{layer}.k_norm"), full)
        shared = shape.heads // shape.kv_heads
        k, v = (one.repeat_interleave(shared, 0)[None] for one in (k, v))
        mixed = F.scaled_dot_product_attention(
            q[None], k, v, attn_mask=sees, scale=shape.attention_scale
        )
        return self._linear(layer, "o", mixed[0].transpose(0, 1).reshape(len(x), -1))

    def _rotated(self, x: torch.Tensor, full: bool) -> torch.Tensor:
        half = self.shape.head_dim // 2
        base = self.shape.rope_base_full if full else self.shape.rope_base_sliding
        turns = base ** (-torch.arange(half, dtype=torch.float64) / half)
        angles = torch.arange(x.shape[1], dtype=torch.float64)[:, None] * turns
        cosine, sine = angles.cos().float(), angles.sin().float()
        first, second = x.split(half, -1)
        return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)

    def _linear(self, layer: int, name: str, x: torch.Tensor) -> torch.Tensor:
        a, b = (self.arrays[f"{name}.{side}"][layer] for side in "AB")
        return x @ self.weights[f"{layer}.{name}"].T + (x @ a) @ b

    def _normed(self, x: torch.Tensor, name: str) -> torch.Tensor:
        square = x.pow(2).mean(-1, keepdim=True)
        return x * torch.rsqrt(square + self.shape.norm_epsilon) * self.weights[name]
