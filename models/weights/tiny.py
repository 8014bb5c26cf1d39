"""Random tiny models of Gemma 3's architecture and interface, for tests and for trying a device.

They say nothing sensible, and say it fast: words at random, rarely a stray byte or an early end.
Nothing here is trained or downloaded.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from models.tokenizer import BLANK, BYTE_PIECES, CONTROL_PIECES
from models.weights.shape import Floats, Shape, Weights

TINY = Shape(
    layers=2,
    hidden_size=64,
    ffn_size=128,
    heads=4,
    kv_heads=1,
    head_dim=32,
    vocab_size=0,
    window_tokens=16,
    norm_epsilon=1e-6,
    attention_scale=32**-0.5,
    rope_base_full=1_000_000.0,
    rope_base_sliding=10_000.0,
    rope_factor_full=1.0,
    full=(False, True),
)
"""The sizes of `tiny`, less its vocabulary: one sliding layer and one that sees all."""

CONTROL = (*CONTROL_PIECES, "<mask>", "<start_of_turn>", "<end_of_turn>")
LETTERS = [BLANK, "\n", *(chr(code) for code in range(33, 127))]
WORDS = Path(__file__).with_name("tiny_words.txt").read_text("utf-8").split()
FRAME = Path(__file__).with_name("tiny_tokenizer.json")
QUIET = 0.05  # how loud tokens that would spoil a test's text are beside words


def tiny_tokenizer() -> dict[str, Any]:
    """A tokenizer.json (parsed) of Gemma's kind: control, byte, letter and some word tokens."""
    tokenizer: dict[str, Any] = json.loads(FRAME.read_text("utf-8"))
    pieces = [*CONTROL, *BYTE_PIECES, *LETTERS]
    merges = []
    for word in WORDS:
        built = BLANK
        for letter in word:
            if built + letter not in pieces:
                merges.append([built, letter])
                pieces.append(built + letter)
            built += letter
    tokenizer["added_tokens"] = [_added(place, piece) for place, piece in enumerate(CONTROL)]
    tokenizer["model"]["vocab"] = {piece: place for place, piece in enumerate(pieces)}
    tokenizer["model"]["merges"] = merges
    return tokenizer


def _added(token_id: int, piece: str) -> dict[str, object]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": token_id, "content": piece, **flags, "special": True}


def tiny_weights(
    tokenizer: dict[str, Any], seed: int = 3, hidden_size: int = TINY.hidden_size
) -> Weights:
    """Random weights for `tokenizer`; the same seed gives the same bytes everywhere."""
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    shape = replace(TINY, vocab_size=len(vocabulary), hidden_size=hidden_size)
    tensors = _random_tensors(shape, np.random.default_rng(seed))
    whole = {BLANK + word for word in WORDS}
    loud = np.array([piece in whole for piece in vocabulary], np.float32)
    tensors["embed"] *= (QUIET + (1 - QUIET) * loud)[:, None]
    return Weights(shape, tensors.__getitem__)


def _random_tensors(shape: Shape, random: np.random.Generator) -> dict[str, Floats]:
    hidden, q_size = shape.hidden_size, shape.heads * shape.head_dim
    sizes = {
        "qkv": (q_size + 2 * shape.kv_heads * shape.head_dim, hidden),
        "o": (hidden, q_size),
        "gate_up": (2 * shape.ffn_size, hidden),
        "down": (hidden, shape.ffn_size),
    }
    norms = dict.fromkeys(("attn_norm", "post_attn_norm", "ffn_norm", "post_ffn_norm"), hidden)
    norms |= dict.fromkeys(("q_norm", "k_norm"), shape.head_dim)
    tensors = {"embed": _normal(random, shape.vocab_size, hidden) * np.float32(0.4)}
    # Signs at random, or a tied head would answer every token with itself.
    tensors["final_norm"] = random.choice(np.array([-1, 1], np.float32), hidden)
    for layer in range(shape.layers):
        for name, size in sizes.items():
            tensors[f"{layer}.{name}"] = _normal(random, *size) / np.float32(size[1] ** 0.5)
        for name, length in norms.items():
            tensors[f"{layer}.{name}"] = 1 + np.float32(0.1) * _normal(random, length)
    return tensors


def _normal(random: np.random.Generator, *size: int) -> Floats:
    return random.standard_normal(size, np.float32)
