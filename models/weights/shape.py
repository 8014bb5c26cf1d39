"""What a Gemma 3 text model is: its sizes, and its tensors by name. Knows no file format."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MATRICES = ("qkv", "o", "gate_up", "down")
NORMS = ("attn_norm", "q_norm", "k_norm", "post_attn_norm", "ffn_norm", "post_ffn_norm")
FULL_ATTENTION_EVERY = 6  # Gemma 3 report, section 2: five sliding layers, then a full one


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a Gemma 3 text model. `full` says per layer whether it sees all tokens."""

    layers: int
    hidden_size: int
    ffn_size: int
    heads: int
    kv_heads: int
    head_dim: int
    vocab_size: int
    window_tokens: int
    norm_epsilon: float
    attention_scale: float
    rope_base_full: float
    rope_base_sliding: float
    rope_factor_full: float
    full: tuple[bool, ...]

    @property
    def embedding_scale(self) -> float:
        """What Gemma multiplies embeddings by: sqrt(hidden size)."""
        return float(np.sqrt(np.float32(self.hidden_size)))


@dataclass(frozen=True, slots=True)
class Weights:
    """A model: its shape and its tensors by name, each read when asked for.

    Names: `embed` [vocab, hidden] (also the head), `final_norm`, and `{layer}.{name}` for each
    of MATRICES and NORMS. Norms hold the factor that multiplies, 1 + w.
    """

    shape: Shape
    tensor: Callable[[str], Floats]


def every_sixth(layers: int, every: int = FULL_ATTENTION_EVERY) -> tuple[bool, ...]:
    """Which layers see all where a file does not say: the last of each `every`."""
    return tuple((layer + 1) % every == 0 for layer in range(layers))
