"""What a Gemma 4 is: the sizes of its text model and of its two encoders. Knows no file format.

Read from transformers 5.24.0, models/gemma4/configuration_gemma4.py. One key-value head, no
experts, plain causal attention over image tokens: what E2B and E4B are, and no other Gemma 4.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.weights.shape import Floats


@dataclass(frozen=True, slots=True)
class TextShape:
    """The sizes of the text model. `full` says per layer whether it sees all tokens.

    The last `shared_layers` have no keys and values of their own and twice the feed-forward.
    `per_layer_size` numbers a token's own input to each layer. Only `rotated_part` of the angles of
    a full layer turn at all ("proportional" rotation).
    """

    hidden_size: int
    ffn_size: int
    heads: int
    head_dim_sliding: int
    head_dim_full: int
    per_layer_size: int
    vocab_size: int
    window_tokens: int
    shared_layers: int
    norm_epsilon: float
    logit_cap: float
    rope_base_sliding: float
    rope_base_full: float
    rotated_part: float
    full: tuple[bool, ...]

    @property
    def layers(self) -> int:
        return len(self.full)

    @property
    def own_layers(self) -> int:
        """How many layers have keys and values of their own: the first ones."""
        return self.layers - self.shared_layers

    def head_dim(self, layer: int) -> int:
        """The numbers of one head of a layer."""
        return self.head_dim_full if self.full[layer] else self.head_dim_sliding

    def ffn(self, layer: int) -> int:
        """The width of a layer's feed-forward."""
        return self.ffn_size * (1 if layer < self.own_layers else 2)

    def source(self, layer: int) -> int:
        """The layer whose keys and values a layer reads: its own, or the last own of its sort."""
        if layer < self.own_layers:
            return layer
        alike = [at for at in range(self.own_layers) if self.full[at] == self.full[layer]]
        return alike[-1]

    def turns(self, full: bool) -> Floats:
        """By how much each pair of numbers of a head turns from a place to the next, in radians."""
        size = self.head_dim_full if full else self.head_dim_sliding
        base = self.rope_base_full if full else self.rope_base_sliding
        turning = int(self.rotated_part * size // 2) if full else size // 2
        steps = np.arange(0, 2 * turning, 2, dtype=np.float64) / size
        return np.pad(base**-steps, (0, size // 2 - turning)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class VisionShape:
    """The sizes of the image encoder; a side of a patch in pixels, of a soft token in patches."""

    layers: int
    hidden_size: int
    ffn_size: int
    heads: int
    patch_pixels: int
    pooling: int
    positions: int
    rope_base: float
    norm_epsilon: float

    @property
    def head_dim(self) -> int:
        return self.hidden_size // self.heads

    @property
    def patch_numbers(self) -> int:
        return 3 * self.patch_pixels**2


@dataclass(frozen=True, slots=True)
class AudioShape:
    """The sizes of the audio encoder, a conformer. `reach` frames are seen by a frame, itself too.

    `channels` of the two convolutions that halve time and pitch; `output_size` before the text
    model's own size.
    """

    layers: int
    hidden_size: int
    heads: int
    mels: int
    channels: tuple[int, int]
    kernel: int
    reach: int
    logit_cap: float
    residual_weight: float
    output_size: int
    norm_epsilon: float

    @property
    def head_dim(self) -> int:
        return self.hidden_size // self.heads


@dataclass(frozen=True, slots=True)
class Gemma4:
    """A model: its sizes and its tensors, each read when asked for.

    Tensors have the names of Hugging Face's checkpoints less `model.` at the beginning.
    """

    text: TextShape
    vision: VisionShape
    audio: AudioShape
    tensor: Callable[[str], Floats]
