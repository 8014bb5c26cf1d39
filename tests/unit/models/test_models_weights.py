"""Weights: both file formats mean the same, damage is named, packing keeps what it can."""

import json
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFWriter

from models import RecipeError
from models.weights import Weights, read_weights
from models.weights.forward import hidden_states, logits
from models.weights.quantise import (
    BLOCK,
    STEPS_TO_LARGEST,
    quantise,
    quantise_rows,
    widen,
    widen_rows,
)
from models.weights.safetensors_file import write_folder
from models.weights.shape import MATRICES, NORMS
from models.weights.tiny import tiny_tokenizer, tiny_weights

HUB_TINY = Path(__file__).parent / "hub_tiny"
GGUF_PARTS = {
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


@pytest.fixture(scope="module")
def tiny() -> Weights:
    return tiny_weights(tiny_tokenizer())


def names(weights: Weights) -> list[str]:
    layers = range(weights.shape.layers)
    inner = [f"{layer}.{name}" for layer in layers for name in (*MATRICES, *NORMS)]
    return ["embed", "final_norm", *inner]


def write_gguf(weights: Weights, path: Path) -> None:
    """As llama.cpp's converter writes Gemma 3: norms as they multiply, parts of a matrix apart."""
    shape = weights.shape
    writer = GGUFWriter(path, "gemma3")
    writer.add_block_count(shape.layers)
    writer.add_embedding_length(shape.hidden_size)
    writer.add_feed_forward_length(shape.ffn_size)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_dim)
    writer.add_sliding_window(shape.window_tokens)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)
    writer.add_rope_freq_base(shape.rope_base_full)
    writer.add_tensor("token_embd.weight", weights.tensor("embed"))
    writer.add_tensor("output_norm.weight", weights.tensor("final_norm"))
    q_size, kv_size = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    cuts = {"qkv": (q_size, q_size + kv_size), "gate_up": (shape.ffn_size,)}
    for layer in range(shape.layers):
        for kind, parts in GGUF_PARTS.items():
            found = np.split(weights.tensor(f"{layer}.{kind}"), cuts.get(kind, ()))
            for name, part in zip(parts, found, strict=True):
                writer.add_tensor(f"blk.{layer}.{name}.weight", np.ascontiguousarray(part))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def test_a_gguf_and_a_folder_of_one_model_mean_the_same(tiny: Weights, tmp_path: Path) -> None:
    write_gguf(tiny, tmp_path / "tiny.gguf")
    write_folder(tiny, tmp_path / "tiny")
    by_gguf, by_folder = read_weights(tmp_path / "tiny.gguf"), read_weights(tmp_path / "tiny")
    for name in names(tiny):
        np.testing.assert_array_equal(by_gguf.tensor(name), tiny.tensor(name), err_msg=name)
        np.testing.assert_allclose(by_folder.tensor(name), tiny.tensor(name), atol=1e-6)
    assert by_folder.shape == tiny.shape
    # A GGUF does not say which layers see all: by Gemma 3's rule, not among the first five.
    assert by_gguf.shape.full == (False, False)
    assert by_gguf.shape.window_tokens == tiny.shape.window_tokens


def test_a_folder_stores_norms_without_the_one(tiny: Weights, tmp_path: Path) -> None:
    write_folder(tiny, tmp_path)
    raw = (tmp_path / "model.safetensors").read_bytes()
    less_one = (tiny.tensor("final_norm") - 1).tobytes()
    assert less_one in raw
    np.testing.assert_allclose(
        read_weights(tmp_path).tensor("final_norm"), tiny.tensor("final_norm")
    )


@pytest.mark.parametrize("kept", [0, 3, 100, 60_000])
def test_a_gguf_cut_short_is_named(tiny: Weights, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "tiny.gguf"
    write_gguf(tiny, path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(RecipeError, match=r"tiny\.gguf: not a whole GGUF"):
        read_weights(path).tensor("0.down")


@pytest.mark.parametrize("kept", [0, 5, 100, 60_000])
def test_safetensors_cut_short_are_named(tiny: Weights, tmp_path: Path, kept: int) -> None:
    write_folder(tiny, tmp_path)
    path = tmp_path / "model.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(RecipeError, match=r"model\.safetensors"):
        read_weights(tmp_path)


def test_other_models_are_refused(tiny: Weights, tmp_path: Path) -> None:
    write_folder(tiny, tmp_path)
    config = tmp_path / "config.json"
    config.write_text(config.read_text().replace("gemma3_text", "llama"))
    with pytest.raises(RecipeError, match="llama, not gemma3_text"):
        read_weights(tmp_path)
    (tmp_path / "config.json").unlink()
    with pytest.raises(RecipeError, match=r"cannot read config\.json"):
        read_weights(tmp_path)


def test_a_checkpoint_of_transformers_computes_what_transformers_does() -> None:
    """hub_tiny is in bfloat16, with two key heads, a stretched RoPE (make_hub_tiny.py)."""
    golden = json.loads((HUB_TINY / "golden.json").read_text())
    weights = read_weights(HUB_TINY)
    states = hidden_states(weights, np.array(golden["ids"]))
    scores = logits(weights, states)[golden["positions"]]
    np.testing.assert_allclose(scores, golden["logits"], atol=1e-4)


@pytest.mark.parametrize("largest", [8, 11, 13, 15, 16, 127])
def test_weights_on_a_quantised_grid_are_kept_exactly(largest: int) -> None:
    random = np.random.default_rng(largest)
    whole = random.integers(-largest, largest, (64, 4 * BLOCK), endpoint=True)
    whole[:, ::BLOCK] = largest
    scale = np.repeat(random.random((64, 4)).astype(np.float16) / 64, BLOCK, axis=1)
    rows = whole.astype(np.float32) * scale.astype(np.float32)
    gap = np.abs(widen(*quantise(rows)) - rows).max()
    # Exact where the scale is a power of two of theirs; else within float16's rounding of it.
    assert gap <= np.abs(rows).max() * 2**-11


def test_rounding_is_no_worse_than_naive() -> None:
    rows = np.random.default_rng(1).standard_normal((256, 128)).astype(np.float32)
    blocks = rows.reshape(-1, BLOCK)
    naive = np.abs(blocks).max(axis=1, keepdims=True) / STEPS_TO_LARGEST[0]
    naive_error = ((np.rint(blocks / naive) * naive - blocks) ** 2).sum()
    error = ((widen(*quantise(rows)) - rows) ** 2).sum()
    assert error < 0.95 * naive_error


def test_a_block_of_zeros_stays_zero() -> None:
    packed, scales = quantise(np.zeros((2, BLOCK), np.float32))
    assert not widen(packed, scales).any()


def test_bytes_by_row_are_half_a_step_off_at_most() -> None:
    rows = np.random.default_rng(8).standard_normal((5, 70)).astype(np.float32)
    rows[3] *= 1000
    rows[4] = 0
    packed, scales = quantise_rows(rows)
    assert (packed.dtype, packed.shape, scales.shape) == (np.uint8, (5, 70), (5,))
    off = np.abs(widen_rows(packed, scales) - rows)
    assert (off <= scales[:, None] * 0.5001).all()
    assert (off[4] == 0).all()
    # A row's largest number is a whole number of steps, so nothing is cut off.
    np.testing.assert_allclose(scales[:4] * 127, np.abs(rows[:4]).max(axis=1), rtol=1e-6)
