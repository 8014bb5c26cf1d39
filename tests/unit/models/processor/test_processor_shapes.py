"""The processor's decoder takes its shapes from the manifest: others give what numpy gives too."""

from dataclasses import replace

import numpy as np
import pytest

from models.cache import models_root
from models.generation.recipe import GenerationOrder
from models.recipe import Label, make_model
from models.weights.forward import hidden_states, logits
from models.weights.quantise import quantise, widen
from models.weights.shape import Shape, Weights, every_sixth
from models.weights.tiny import TINY, tiny_tokenizer
from tests.web.processor.ask import ask

SHAPES = {
    "grouped heads, odd sizes": replace(
        TINY, layers=3, hidden_size=160, ffn_size=224, heads=6, kv_heads=2, head_dim=64,
        window_tokens=21, full=(False, True, False),
    ),
    "a head for each query, a stretched rotation": replace(
        TINY, heads=3, kv_heads=3, hidden_size=96, head_dim=96, ffn_size=32, rope_factor_full=8.0,
        attention_scale=0.2, norm_epsilon=1e-5, layers=7, full=every_sixth(7),
    ),
}  # fmt: skip


def random_weights(shape: Shape, seed: int = 5) -> Weights:
    """Random tensors that bytes hold exactly, as the files hold them."""
    random = np.random.default_rng(seed)
    heads, size, hidden = shape.heads, shape.head_dim, shape.hidden_size
    matrices = {
        "qkv": ((heads + 2 * shape.kv_heads) * size, hidden),
        "o": (hidden, heads * size),
        "gate_up": (2 * shape.ffn_size, hidden),
        "down": (hidden, shape.ffn_size),
    }
    norms = dict.fromkeys(("attn_norm", "post_attn_norm", "ffn_norm", "post_ffn_norm"), hidden)
    norms |= dict.fromkeys(("q_norm", "k_norm"), size)

    def matrix(rows: int, columns: int) -> np.ndarray:
        drawn = random.standard_normal((rows, columns), np.float32) / np.float32(columns**0.5)
        return widen(*quantise(drawn))

    tensors = {
        "embed": matrix(shape.vocab_size, hidden) * np.float32(4),
        "final_norm": random.choice(np.array([-1, 1], np.float32), hidden),
    }
    for layer in range(shape.layers):
        tensors |= {f"{layer}.{name}": matrix(*size) for name, size in matrices.items()}
        for name, length in norms.items():
            tensors[f"{layer}.{name}"] = 1 + random.standard_normal(length, np.float32) / 10
    return Weights(shape, tensors.__getitem__)


@pytest.mark.parametrize("name", SHAPES)
def test_other_shapes_give_what_numpy_gives(name: str) -> None:
    tokenizer = tiny_tokenizer()
    weights = random_weights(replace(SHAPES[name], vocab_size=len(tokenizer["model"]["vocab"])))
    label = Label("shaped", {"title": "", "default": False}, "recipe")
    models_root().mkdir(parents=True)
    folder = make_model(
        GenerationOrder(label, weights, tokenizer, "pretrained"), models_root(), print
    )
    ids = np.arange(3, 90) * 7 % 700
    wanted = hidden_states(weights, ids)
    for threads in (1, 3):
        said = ask(folder, threads=threads, prompts=[ids], states=ids, positions=[0, 30, 31, 86])
        np.testing.assert_allclose(said.states, wanted[[0, 30, 31, 86]], atol=2e-3)
        np.testing.assert_allclose(said.logits[0], logits(weights, wanted[-1:])[0], atol=5e-3)
