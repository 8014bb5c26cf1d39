"""Random tiny models of Gemma 3's architecture and interface, for tests and for trying a device.

They say nothing sensible, and say it fast: words at random, rarely a stray byte or an early end.
Nothing here is trained or downloaded.
"""

import json
import struct
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
WORDS = (
    "a and at away bear big bird blue boat brave bridge by came cave child day deep door dragon "
    "dream far fire fish fly for forest found fox friend from garden gave girl gold good green had "
    "hand happy he hearth help her hill him his home house in into it journey jump kind king lake "
    "lamp lantern laughed light little long looked made moon morning mother mouse near new night "
    "not of old on once one open owl path queen rain ran river road said sang sea she ship sky "
    "slept small smiled snow so soft song star stone story sun tale the then there they thing "
    "three time to told too tree under until up upon very voice walked warm was water way went "
    "were wind winter wise with wolf wonder wood world you"
).split()
QUIET = 0.05  # how loud tokens that would spoil a test's text are beside words


def tiny_tokenizer() -> dict[str, Any]:
    """A tokenizer.json (parsed) of Gemma's kind: control, byte and letter tokens, and some words."""
    pieces = [*CONTROL, *BYTE_PIECES, *LETTERS]
    merges = []
    for word in WORDS:
        built = BLANK
        for letter in word:
            if built + letter not in pieces:
                merges.append([built, letter])
                pieces.append(built + letter)
            built += letter
    bos = {"id": "<bos>", "ids": [CONTROL.index("<bos>")], "tokens": ["<bos>"]}
    single = [
        {"SpecialToken": {"id": "<bos>", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
    ]
    pair = [
        *single,
        *({kind: {**part, "type_id": 1} for kind, part in one.items()} for one in single),
    ]
    pair[3]["Sequence"]["id"] = "B"
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added(token_id, piece) for token_id, piece in enumerate(CONTROL)],
        "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": BLANK},
        "pre_tokenizer": {
            "type": "Split",
            "pattern": {"String": " "},
            "behavior": "MergedWithPrevious",
            "invert": False,
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": single,
            "pair": pair,
            "special_tokens": {"<bos>": bos},
        },
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": BLANK}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
            ],
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "<unk>",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "byte_fallback": True,
            "ignore_merges": False,
            "vocab": {piece: token_id for token_id, piece in enumerate(pieces)},
            "merges": merges,
        },
    }


def _added(token_id: int, piece: str) -> dict[str, object]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": token_id, "content": piece, **flags, "special": True}


def tiny_weights(tokenizer: dict[str, Any], seed: int = 3) -> Weights:
    """Random weights for `tokenizer`; the same seed gives the same bytes everywhere."""
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    shape = replace(TINY, vocab_size=len(vocabulary))
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


_HF_SPLITS = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
}
_HF_NAMES = {
    "o": "self_attn.o_proj",
    "down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "q_norm": "self_attn.q_norm",
    "k_norm": "self_attn.k_norm",
    "post_attn_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffn_norm": "post_feedforward_layernorm",
}


def write_safetensors(weights: Weights, folder: Path) -> None:
    """Writes the weights as Hugging Face would: config.json and model.safetensors in float32."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(hub_config(weights.shape)))
    tensors = _hub_tensors(weights)
    header, begin = {}, 0
    for name, array in tensors.items():
        place = [begin, begin + array.nbytes]
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": place}
        begin += array.nbytes
    head = json.dumps(header).encode()
    data = b"".join(np.ascontiguousarray(array, "<f4").tobytes() for array in tensors.values())
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + data)


def _hub_tensors(weights: Weights) -> dict[str, Floats]:
    shape = weights.shape
    q_size, kv_size = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    cuts = {"qkv": (q_size, q_size + kv_size), "gate_up": (shape.ffn_size,)}
    tensors = {
        "model.embed_tokens.weight": weights.tensor("embed"),
        "model.norm.weight": weights.tensor("final_norm") - 1,
    }
    for layer in range(shape.layers):
        prefix = f"model.layers.{layer}."
        for kind, names in _HF_SPLITS.items():
            parts = np.split(weights.tensor(f"{layer}.{kind}"), cuts[kind])
            tensors |= {f"{prefix}{n}.weight": part for n, part in zip(names, parts, strict=True)}
        for kind, name in _HF_NAMES.items():
            found = weights.tensor(f"{layer}.{kind}")
            tensors[f"{prefix}{name}.weight"] = found - 1 if kind.endswith("norm") else found
    return tensors


def hub_config(shape: Shape) -> dict[str, object]:
    """The config.json that Hugging Face transformers and transformers.js read for this shape."""
    kinds = ["full_attention" if full else "sliding_attention" for full in shape.full]
    return {
        "architectures": ["Gemma3ForCausalLM"],
        "model_type": "gemma3_text",
        "hidden_size": shape.hidden_size,
        "intermediate_size": shape.ffn_size,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "vocab_size": shape.vocab_size,
        "sliding_window": shape.window_tokens,
        "layer_types": kinds,
        "rms_norm_eps": shape.norm_epsilon,
        "query_pre_attn_scalar": shape.attention_scale**-2,
        "rope_theta": shape.rope_base_full,
        "rope_local_base_freq": shape.rope_base_sliding,
        "hidden_activation": "gelu_pytorch_tanh",
        "max_position_embeddings": 4096,
        "tie_word_embeddings": True,
    }
