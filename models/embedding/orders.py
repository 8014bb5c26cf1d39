"""Decides what embedding models are made of: the pinned ones, and a random one for tests."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from models import RecipeError
from models.embedding.forward import PROJECTION
from models.embedding.recipe import EmbedderOrder
from models.embedding.source import fetch_folder, licence_text
from models.orders import NO_LICENCE, recipe_of
from models.recipe import NOTICE, Report
from models.tokenizer import Tokenizer, read_tokenizer
from models.weights import read_weights
from models.weights.safetensors_file import read_tensors
from models.weights.shape import Floats, Weights
from models.weights.tiny import tiny_tokenizer, tiny_weights

TINY_ID = "tiny-embedding"
SEED = 5
DENSE = ("2_Dense", "3_Dense")


def embedding_recipe(*inputs: object) -> str:
    """A name for the code of embedding models and its inputs, as hex."""
    return recipe_of(*inputs, others=("pins/", "graphs/text.py"))


def tiny_order() -> EmbedderOrder:
    """The random embedding model for tests: texts that share words are a little alike."""
    tokenizer = with_end(tiny_tokenizer())
    weights = tiny_weights(tokenizer, SEED)
    size = weights.shape.hidden_size
    noise = np.random.default_rng(SEED).standard_normal((size, size), np.float32)
    facts = {
        "title": "Tiny embedding (random, for tests)",
        "language": "en",
        "licence": NO_LICENCE,
        "source": {"kind": "random"},
        "default": False,
    }
    recipe = embedding_recipe(TINY_ID)
    return EmbedderOrder(TINY_ID, with_projection(weights, lambda: noise), tokenizer, facts, recipe)


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


def pinned_order(pin: dict[str, Any], entry: dict[str, Any], report: Report) -> EmbedderOrder:
    """One model of a pin file, its source fetched and checked file by file."""
    folder = fetch_folder(pin, report)
    report(f"{entry['id']}: reading the source")
    facts = {
        "title": entry["title"],
        "language": entry["language"],
        "licence": {key: pin["licence"][key] for key in ("name", "url", "file")},
        "source": pin["source"],
        "default": entry["default"],
    }
    texts = {
        pin["licence"]["file"]: licence_text(pin, report),
        NOTICE: pin["notice"].encode() + b"\n",
    }
    return EmbedderOrder(
        id=entry["id"],
        weights=with_projection(read_weights(folder), lambda: dense_product(folder)),
        tokenizer=read_tokenizer((folder / "tokenizer.json").read_bytes()),
        facts=facts,
        recipe=pinned_recipe(pin, entry),
        coarse=range(*entry["coarse_ids"]) if "coarse_ids" in entry else None,
        texts=texts,
    )


def pinned_recipe(pin: dict[str, Any], entry: dict[str, Any]) -> str:
    """The recipe's name for one model of a pin file."""
    return embedding_recipe({**pin, "models": [entry]})


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
