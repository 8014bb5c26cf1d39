"""Reads the weights and the tokenizer of an embedding model, or draws them at random for tests."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from models import RecipeError
from models.embedding.forward import PROJECTION
from models.tokenizer import Tokenizer, read_tokenizer
from models.weights import read_weights
from models.weights.safetensors_file import read_tensors
from models.weights.shape import Floats, Weights
from models.weights.tiny import tiny_tokenizer, tiny_weights

SEED = 5
DENSE = ("2_Dense", "3_Dense")


def read_checkpoint(folder: Path) -> tuple[Weights, Tokenizer]:
    """The weights, with PROJECTION [dimensions, hidden], and the tokenizer that lie in a folder.

    Raises RecipeError where the folder holds no such model.
    """
    weights = with_projection(read_weights(folder), lambda: dense_product(folder))
    return weights, read_tokenizer((folder / "tokenizer.json").read_bytes())


def random_checkpoint() -> tuple[Weights, Tokenizer]:
    """The random embedding model for tests: texts that share words are a little alike."""
    tokenizer = with_end(tiny_tokenizer())
    weights = tiny_weights(tokenizer, SEED)
    size = weights.shape.hidden_size
    noise = np.random.default_rng(SEED).standard_normal((size, size), np.float32)
    return with_projection(weights, lambda: noise), tokenizer


def with_end(tokenizer: Tokenizer) -> Tokenizer:
    """The tokenizer such that it ends a text with <eos>, as EmbeddingGemma's does."""
    template = tokenizer["post_processor"]
    end = {"SpecialToken": {"id": "<eos>", "type_id": 0}}
    special = {"id": "<eos>", "ids": [tokenizer["model"]["vocab"]["<eos>"]], "tokens": ["<eos>"]}
    return {
        **tokenizer,
        "post_processor": {
            **template,
            "single": [*template["single"], end],
            "special_tokens": {**template["special_tokens"], "<eos>": special},
        },
    }


def with_projection(weights: Weights, projection: Callable[[], Floats]) -> Weights:
    """The weights with one tensor more."""

    def tensor(name: str) -> Floats:
        return projection() if name == PROJECTION else weights.tensor(name)

    return replace(weights, tensor=tensor)


@cache
def dense_product(folder: Path) -> Floats:
    """The product of the dense layers [out, in]; RecipeError where they are more than that."""
    whole = np.eye(1)
    for name in DENSE:
        config = json.loads((folder / name / "config.json").read_text("utf-8"))
        if config["bias"] or not config["activation_function"].endswith(".Identity"):
            raise RecipeError(f"{folder / name}: a dense layer with a bias or a bend")
        matrix = read_tensors(folder / name)["linear.weight"]().astype(np.float64)
        whole = matrix if whole.size == 1 else matrix @ whole
    return whole.astype(np.float32)
