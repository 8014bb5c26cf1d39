"""What the manifest says of an embedding model: sizes, memory, self-test."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.embedding.forward import vectors
from models.graphs.embedding import CONTEXT_TOKENS
from models.manifest import SELFTEST_WORDS
from models.weights.quantise import Slot
from models.weights.shape import Shape, Weights

MATRYOSHKA = {768: [768, 512, 256, 128]}  # what EmbeddingGemma was trained for
PROMPTS = {
    "query": "task: search result | query: ",
    "document": "title: {title} | text: ",
    "question": "task: question answering | query: ",
    "fact": "task: fact checking | query: ",
    "classification": "task: classification | query: ",
    "clustering": "task: clustering | query: ",
    "similarity": "task: sentence similarity | query: ",
    "code": "task: code retrieval | query: ",
}
"""What a text of a task begins with, as EmbeddingGemma was trained (its model card)."""
TURNED_BYTES = 2
"""A number of a matrix in form "wasm": turned, and once more as the kernel packs it."""
SELFTEST_LENGTHS = (3, 9, 30)
# Vectors as bytes cost 4e-3, sums in another order 1e-6; a wrong kernel (transformers.js issue
# 1728) gives about 0.
MIN_COSINE = {"wasm": 0.99, "webgpu": 0.999}


def shape_facts(shape: Shape, slots: Sequence[Slot]) -> dict[str, Any]:
    """Sizes, and the bytes of memory that each form needs with a full context."""
    stored = sum(slot.length_bytes for slot in slots)
    matrices = [np.prod(slot.shape) for slot in slots if _is_matrix(slot)]
    # Scores and their shares, two masks; states and what feed-forward makes of them.
    squares = CONTEXT_TOKENS * CONTEXT_TOKENS * (2 * shape.heads + 3)
    states = CONTEXT_TOKENS * (4 * shape.hidden_size + 4 * shape.ffn_size)
    run = 4 * (squares + states)
    turned = TURNED_BYTES * int(sum(matrices))
    return {
        "vocab_size": shape.vocab_size,
        "context_tokens": CONTEXT_TOKENS,
        "layers": shape.layers,
        "hidden_size": shape.hidden_size,
        "dimensions": shape.hidden_size,
        "truncations": truncations(shape.hidden_size),
        "prompts": PROMPTS,
        "needs": {
            "wasm": {"memory_bytes": stored + turned + run},
            "webgpu": {"memory_bytes": 2 * stored + run},
        },
    }


def truncations(dimensions: int) -> list[int]:
    """How many of the first numbers of a vector are a vector too, all of them first."""
    return MATRYOSHKA.get(dimensions) or [dimensions >> halvings for halvings in range(4)]


def _is_matrix(slot: Slot) -> bool:
    return slot.name.endswith(".bytes") and not slot.name.startswith("embed.")


def selftest(
    stored: Weights, vocabulary: dict[str, int], bos_id: int, eos_id: int
) -> dict[str, Any]:
    """Three texts as ids and their whole vectors, by numpy from the stored bytes."""
    words = [vocabulary.get(f"\u2581{word}", bos_id) for word in SELFTEST_WORDS.split()]
    texts = [[bos_id, *words[:length], eos_id] for length in SELFTEST_LENGTHS]
    found = vectors(stored, texts).astype(float)
    return {
        "texts_ids": texts,
        "vectors": [[round(number, 5) for number in vector] for vector in found.tolist()],
        "min_cosine": MIN_COSINE,
    }
