"""Makes what an embedding model is made of: packed layers, a table, a tokenizer, two graphs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.embedding import facts
from models.embedding.checkpoint import random_checkpoint, read_checkpoint
from models.embedding.codebook import Codebook, pack
from models.embedding.forward import PROJECTION
from models.graphs.embedding import CONTEXT_TOKENS, build_graph
from models.graphs.nodes import FORMS
from models.recipe import BODY, TABLE, Facts, Label, Made, Report
from models.source import RANDOM
from models.tokenizer import Tokenizer, control_ids, tokenizer_files
from models.weights.quantise import (
    Slot,
    body_arrays,
    matrix_arrays,
    stored_weights,
    write_arrays,
    write_table,
)
from models.weights.safetensors_file import hub_config
from models.weights.shape import Floats, Weights

KIND = "embed"
CODE = ("embedding/", "graphs/embedding.py")
NUMBERS = {"coarse": 3, "fine": 2}
"""How many numbers share a code in each of the two tables."""


@dataclass(frozen=True, slots=True)
class EmbeddingOrder:
    """All that the folder of an embedding model is made of.

    `weights` have PROJECTION beside what every Gemma 3 has. `coarse` are the ids of tokens seldom
    used, whose embeddings are kept in 2.7 bits a number and the others' in 4; None keeps all in 8.
    `answerability` is what was fitted to the cosines of this model's vectors, None for nothing.
    """

    label: Label
    weights: Weights
    tokenizer: Tokenizer
    coarse: range | None = None
    answerability: Facts | None = None

    def write(self, folder: Path, report: Report) -> Made:
        """Writes the model's files (see Order)."""
        shape = self.weights.shape
        report(f"{self.label.id}: packing the layers")
        slots = write_arrays(folder / BODY, _body_arrays(self.weights))
        report(f"{self.label.id}: packing the table")
        slots += _write_table(self, folder / TABLE)
        for name, data in _texts(self).items():
            (folder / name).write_bytes(data)
        for form in FORMS:
            build_graph(shape, slots, form, folder / f"graph.{form}.onnx", self.coarse)
        bos_id, [eos_id] = control_ids(self.tokenizer, "pretrained")

        def prove() -> Facts:
            vocabulary = self.tokenizer["model"]["vocab"]
            stored = _stored(self, folder, slots)
            return {"selftest": facts.selftest(stored, vocabulary, bos_id, eos_id)}

        told = {**facts.shape_facts(shape, slots), "bos_id": bos_id, "eos_id": eos_id}
        if self.answerability is not None:
            told["answerability"] = self.answerability
        return Made(told, prove)


def pinned(label: Label, pin: Facts, entry: Facts, path: Path) -> EmbeddingOrder:
    """One model of a pin file: of a folder as Sentence Transformers lays it out, or random."""
    random = pin["source"]["kind"] == RANDOM
    weights, tokenizer = random_checkpoint() if random else read_checkpoint(path)
    coarse = range(*entry["coarse_ids"]) if "coarse_ids" in entry else None
    return EmbeddingOrder(label, weights, tokenizer, coarse, entry.get("answerability"))


def _write_table(order: EmbeddingOrder, path: Path) -> list[Slot]:
    if order.coarse is None:
        return write_table(order.weights, None, path)
    table, first, end = order.weights.tensor("embed"), order.coarse.start, order.coarse.stop
    coarse = pack(table[first:end], NUMBERS["coarse"])
    fine = pack(np.concatenate([table[:first], table[end:]]), NUMBERS["fine"])
    return write_arrays(path, [*coarse.arrays("coarse"), *fine.arrays("fine")])


def _stored(order: EmbeddingOrder, folder: Path, slots: list[Slot]) -> Weights:
    """The weights as a runtime sees them."""
    where = {name: folder / name for name in (BODY, TABLE)}
    stored = stored_weights(order.weights.shape, where, slots)
    if order.coarse is None:
        return stored
    first = order.coarse.start

    def tensor(name: str) -> Floats:
        if name != "embed":
            return stored.tensor(name)
        coarse, fine = (Codebook.read(one, stored.tensor) for one in ("coarse", "fine"))
        rows = fine.rows(slice(None))
        return np.concatenate([rows[:first], coarse.rows(slice(None)), rows[first:]])

    return replace(stored, tensor=tensor)


def _body_arrays(weights: Weights) -> Iterator[tuple[str, NDArray[Any]]]:
    yield from body_arrays(weights, by_row=True)
    # It is small, comes last, and as a product of bytes it would do half of all the harm they do.
    yield from matrix_arrays(weights, PROJECTION, by_row=False)


def _texts(order: EmbeddingOrder) -> dict[str, bytes]:
    config = {
        **hub_config(order.weights.shape),
        "architectures": ["Gemma3TextModel"],
        "use_bidirectional_attention": True,
        "max_position_embeddings": CONTEXT_TOKENS,
    }
    return {
        "config.json": json.dumps(config, indent=1).encode() + b"\n",
        **tokenizer_files(order.tokenizer, "pretrained", "", ends=True),
    }
