"""A random tiny Gemma 4 with the hub's interface, for tests and for trying a device.

It says nothing sensible, and says it fast. What can go wrong without notice is in it: shared
keys and values, two head sizes, a window, a cap, layer scalars, bounds that cut.
"""

from typing import Any

import numpy as np

from models.multimodal.shape import AudioShape, Gemma4, TextShape, VisionShape
from models.multimodal.tensors import audio_sizes, text_sizes, vision_sizes
from models.tokenizer import BLANK
from models.weights.shape import Floats
from models.weights.tiny import QUIET, WORDS, tiny_tokenizer

CONTROL = (
    *("<|tool>", "<tool|>", "<|think|>", "<|channel>", "<channel|>", "<|turn>", "<turn|>"),
    *("<|image>", "<|image|>", "<image|>", "<|audio>", "<|audio|>", "<audio|>"),
)
"""Gemma 4's own tokens, of those that turns, thoughts and media are made of."""

AUDIO = AudioShape(
    layers=2,
    hidden_size=64,
    heads=4,
    mels=128,
    channels=(128, 4),
    kernel=5,
    reach=12,
    logit_cap=50.0,
    residual_weight=0.5,
    output_size=96,
    norm_epsilon=1e-6,
)
VISION = VisionShape(
    layers=2,
    hidden_size=64,
    ffn_size=128,
    heads=4,
    patch_pixels=16,
    pooling=3,
    positions=840,  # a budget of 280 soft tokens in one row
    rope_base=100.0,
    norm_epsilon=1e-6,
)


def tiny_text(vocab_size: int) -> TextShape:
    """The sizes of the tiny text model: twice two sliding layers and a full one, half shared."""
    return TextShape(
        hidden_size=64,
        ffn_size=128,
        heads=4,
        head_dim_sliding=16,
        head_dim_full=32,
        # One block of 32 weights: 4-bit kernels of graphics cards know no half blocks.
        per_layer_size=32,
        vocab_size=vocab_size,
        window_tokens=8,
        shared_layers=3,
        norm_epsilon=1e-6,
        logit_cap=30.0,
        rope_base_sliding=1e4,
        rope_base_full=1e6,
        rotated_part=0.25,
        full=(False, False, True) * 2,
    )


def gemma4_tokenizer() -> dict[str, Any]:
    """The tiny tokenizer.json (parsed) with Gemma 4's control tokens at its end."""
    tokenizer = tiny_tokenizer()
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    for piece in CONTROL:
        vocabulary[piece] = len(vocabulary)
        added = {"id": vocabulary[piece], "content": piece, **flags, "special": True}
        tokenizer["added_tokens"].append(added)
    return tokenizer


def tiny_gemma4(tokenizer: dict[str, Any], seed: int = 6) -> Gemma4:
    """Random weights for `tokenizer`; the same seed gives the same bytes everywhere."""
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    text = tiny_text(len(vocabulary))
    random = np.random.default_rng(seed)
    sizes = text_sizes(text) | vision_sizes(VISION, text) | audio_sizes(AUDIO, text)
    tensors = {name: _draw(random, name, size) for name, size in sizes.items()}
    whole = {BLANK + word for word in WORDS}
    loud = np.array([piece in whole for piece in vocabulary], np.float32)
    tensors["language_model.embed_tokens.weight"] *= (QUIET + (1 - QUIET) * loud)[:, None]
    # Signs at random, or a tied head would answer every token with itself.
    norm = "language_model.norm.weight"
    tensors[norm] = random.choice(np.array([-2, 2], np.float32), text.hidden_size)
    return Gemma4(text, VISION, AUDIO, tensors.__getitem__)


def _draw(random: np.random.Generator, name: str, size: tuple[int, ...]) -> Floats:
    if name.endswith(("_min", "_max")):
        # Some two deviations: a bound that cuts a little, so that a lost one shows.
        return np.array(-2.5 if name.endswith("_min") else 2.5, np.float32)
    numbers = random.standard_normal(size, np.float32)
    if "norm" in name or name.endswith("layer_scalar"):
        return 1 + np.float32(0.1) * numbers
    if "embed_tokens" in name:
        return numbers * np.float32(0.4)
    if name.endswith(("per_dim_scale", "bias", "position_embedding_table")):
        return numbers * np.float32(0.3)
    fan_in = int(np.prod(size[1:]))
    return numbers / np.float32(fan_in**0.5)
