"""Reads and writes Gemma 3 as Hugging Face does: config.json and *.safetensors.

Norms there lack the 1 that multiplies. Knows no tokenizer.
"""

import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models import RecipeError
from models.weights.shape import (
    FULL_ATTENTION_EVERY,
    NORMS,
    Floats,
    Shape,
    Weights,
    every_sixth,
)

Json = dict[str, Any]
_HF_PARTS = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "o": ("self_attn.o_proj",),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
    "attn_norm": ("input_layernorm",),
    "q_norm": ("self_attn.q_norm",),
    "k_norm": ("self_attn.k_norm",),
    "post_attn_norm": ("post_attention_layernorm",),
    "ffn_norm": ("pre_feedforward_layernorm",),
    "post_ffn_norm": ("post_feedforward_layernorm",),
}
_HF_TYPES: Mapping[str, str] = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}


def read_folder(folder: Path) -> Weights:
    """The weights in a folder of Hugging Face's layout; RecipeError where it is damaged."""
    shape = folder_shape(folder)
    tensors = read_tensors(folder)
    ending = "embed_tokens.weight"
    embed = next((name for name in tensors if name.endswith(ending)), None)
    if embed is None:
        raise RecipeError(f"{folder}: no tensor ends in {ending}; is this a Gemma 3 text model?")
    prefix = embed.removesuffix(ending)

    def one(name: str) -> Floats:
        if name not in tensors:
            raise RecipeError(f"{folder}: tensor {name} is missing")
        return tensors[name]()

    def tensor(name: str) -> Floats:
        if name == "embed":
            return one(embed)
        if name == "final_norm":
            return one(f"{prefix}norm.weight") + np.float32(1)
        layer, kind = name.split(".")
        parts = [one(f"{prefix}layers.{layer}.{part}.weight") for part in _HF_PARTS[kind]]
        return np.concatenate(parts) + np.float32(kind in NORMS)

    return Weights(shape, tensor)


def _folder_config(folder: Path) -> Json:
    try:
        config: Json = json.loads((folder / "config.json").read_text())
    except (OSError, ValueError) as error:
        raise RecipeError(f"{folder}: cannot read config.json ({error})") from error
    config = config.get("text_config", config)
    if config.get("model_type") not in {"gemma3_text", "gemma3"}:
        raise RecipeError(f"{folder}: model_type {config.get('model_type')}, not gemma3_text")
    if config.get("final_logit_softcapping") or config.get("attn_logit_softcapping"):
        raise RecipeError(f"{folder}: soft-capped logits are Gemma 2, not Gemma 3")
    return config


def folder_shape(folder: Path) -> Shape:
    """The sizes that config.json tells. Raises RecipeError."""
    config = _folder_config(folder)
    layers = config["num_hidden_layers"]
    kinds = config.get("layer_types")
    every = config.get("sliding_window_pattern", FULL_ATTENTION_EVERY)
    full = (
        tuple(kind == "full_attention" for kind in kinds) if kinds else every_sixth(layers, every)
    )
    rope = config.get("rope_parameters") or {}  # transformers 5 nests what 4 kept flat
    rope_full = rope.get("full_attention", {})
    scaling = config.get("rope_scaling") or {}
    sliding_base = rope.get("sliding_attention", {}).get("rope_theta")
    return Shape(
        layers=layers,
        hidden_size=config["hidden_size"],
        ffn_size=config["intermediate_size"],
        heads=config["num_attention_heads"],
        kv_heads=config["num_key_value_heads"],
        head_dim=config["head_dim"],
        vocab_size=config["vocab_size"],
        window_tokens=config["sliding_window"],
        norm_epsilon=config["rms_norm_eps"],
        attention_scale=float(config.get("query_pre_attn_scalar") or config["head_dim"]) ** -0.5,
        rope_base_full=rope_full.get("rope_theta") or config.get("rope_theta", 1_000_000.0),
        rope_base_sliding=sliding_base or config.get("rope_local_base_freq", 10_000.0),
        rope_factor_full=float(rope_full.get("factor") or scaling.get("factor") or 1.0),
        full=full,
    )


def read_tensors(folder: Path) -> dict[str, Callable[[], Floats]]:
    """Every tensor of a folder's *.safetensors by name, each read when it is called."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise RecipeError(f"{folder}: no *.safetensors file")
    return {name: read for file in files for name, read in _safetensors_file(file).items()}


def _safetensors_file(path: Path) -> dict[str, Callable[[], Floats]]:
    size_bytes = path.stat().st_size
    try:
        with path.open("rb") as file:
            (header_bytes,) = struct.unpack("<Q", file.read(8))
            if header_bytes > size_bytes:
                raise ValueError("header runs past the end")
            header = json.loads(file.read(header_bytes))
    except (struct.error, ValueError) as error:
        raise RecipeError(f"{path}: not a safetensors file ({error}); fetch it again") from error
    header.pop("__metadata__", None)
    start = 8 + header_bytes
    if any(start + entry["data_offsets"][1] > size_bytes for entry in header.values()):
        raise RecipeError(f"{path}: the file is cut short; fetch it again")
    return {name: _reader(path, start, entry) for name, entry in header.items()}


def _reader(path: Path, start: int, entry: Json) -> Callable[[], Floats]:
    def read() -> Floats:
        if entry["dtype"] not in _HF_TYPES:
            raise RecipeError(f"{path}: numbers of type {entry['dtype']} are not supported")
        begin, end = entry["data_offsets"]
        kind = np.dtype(_HF_TYPES[entry["dtype"]])
        raw = np.fromfile(path, kind, (end - begin) // kind.itemsize, offset=start + begin)
        if entry["dtype"] == "BF16":
            raw = (raw.astype(np.uint32) << 16).view(np.float32)
        return raw.astype(np.float32).reshape(entry["shape"])

    return read


def write_folder(weights: Weights, folder: Path) -> None:
    """Writes config.json and model.safetensors (float32), as `read_folder` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(hub_config(weights.shape)), "utf-8")
    write_tensors(_hub_tensors(weights), folder / "model.safetensors")


def write_tensors(tensors: Mapping[str, Floats], path: Path) -> None:
    """Writes float32 tensors by name as one .safetensors file."""
    header, begin = {}, 0
    for name, array in tensors.items():
        place = [begin, begin + array.nbytes]
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": place}
        begin += array.nbytes
    head = json.dumps(header).encode()
    data = b"".join(np.ascontiguousarray(array, "<f4").tobytes() for array in tensors.values())
    path.write_bytes(struct.pack("<Q", len(head)) + head + data)


def _hub_tensors(weights: Weights) -> dict[str, Floats]:
    shape = weights.shape
    q_size, kv_size = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    cuts = {"qkv": (q_size, q_size + kv_size), "gate_up": (shape.ffn_size,)}
    tensors = {
        "model.embed_tokens.weight": weights.tensor("embed"),
        "model.norm.weight": weights.tensor("final_norm") - 1,
    }
    for layer in range(shape.layers):
        for kind, names in _HF_PARTS.items():
            found = weights.tensor(f"{layer}.{kind}") - np.float32(kind in NORMS)
            for name, part in zip(names, np.split(found, cuts.get(kind, ())), strict=True):
                tensors[f"model.layers.{layer}.{name}.weight"] = part
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
