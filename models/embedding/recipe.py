"""Makes the folder of an embedding model: files, graphs, self-test, manifest.

A folder is written beside its place and moved in whole. Knows not where weights come from.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import manifest
from models.embedding import facts
from models.embedding.codebook import Codebook, pack
from models.embedding.forward import PROJECTION
from models.graphs.embedding import CONTEXT_TOKENS, build_graph
from models.graphs.nodes import FORMS
from models.recipe import BODY, TABLE, Report
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

NUMBERS = {"coarse": 3, "fine": 2}
"""How many numbers share a code in each of the two tables."""


@dataclass(frozen=True, slots=True)
class EmbedderOrder:
    """All that the folder of an embedding model is made of.

    `weights` have PROJECTION beside what every Gemma 3 has. `facts` go into the manifest as they
    are; `texts` are more files by name. `coarse` are the ids of tokens seldom used, whose
    embeddings are kept in 2.7 bits a number and the others' in 4; None keeps all in 8. `recipe`
    names inputs and code.
    """

    id: str
    weights: Weights
    tokenizer: Tokenizer
    facts: Mapping[str, Any]
    recipe: str
    coarse: range | None = None
    texts: Mapping[str, bytes] | None = None


def make_embedder(order: EmbedderOrder, root: Path, report: Report) -> Path:
    """Writes `root/<id>/`; gives its path. Prints one line a stage through `report`."""
    folder = root / f".{order.id}.partial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    report(f"{order.id}: packing the layers")
    slots = write_arrays(folder / BODY, _body_arrays(order.weights))
    report(f"{order.id}: packing the table")
    slots += _write_table(order, folder / TABLE)
    for name, data in _texts(order).items():
        (folder / name).write_bytes(data)
    for form in FORMS:
        build_graph(order.weights.shape, slots, form, folder / f"graph.{form}.onnx", order.coarse)
    report(f"{order.id}: computing the self-test, hashing")
    manifest.write_manifest(folder, _facts(order, folder, slots))
    place = root / order.id
    shutil.rmtree(place, ignore_errors=True)
    folder.rename(place)
    return place


def _write_table(order: EmbedderOrder, path: Path) -> list[Slot]:
    if order.coarse is None:
        return write_table(order.weights, None, path)
    table, first, end = order.weights.tensor("embed"), order.coarse.start, order.coarse.stop
    coarse = pack(table[first:end], NUMBERS["coarse"])
    fine = pack(np.concatenate([table[:first], table[end:]]), NUMBERS["fine"])
    return write_arrays(path, [*coarse.arrays("coarse"), *fine.arrays("fine")])


def _stored(order: EmbedderOrder, folder: Path, slots: list[Slot]) -> Weights:
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


def _texts(order: EmbedderOrder) -> dict[str, bytes]:
    config = {
        **hub_config(order.weights.shape),
        "architectures": ["Gemma3TextModel"],
        "use_bidirectional_attention": True,
        "max_position_embeddings": CONTEXT_TOKENS,
    }
    return {
        "config.json": json.dumps(config, indent=1).encode() + b"\n",
        **tokenizer_files(order.tokenizer, "pretrained", "", ends=True),
        **(order.texts or {}),
    }


def _facts(order: EmbedderOrder, folder: Path, slots: list[Slot]) -> dict[str, Any]:
    bos_id, [eos_id] = control_ids(order.tokenizer, "pretrained")
    vocabulary = order.tokenizer["model"]["vocab"]
    return {
        "id": order.id,
        "kind": facts.KIND,
        **order.facts,
        **facts.shape_facts(order.weights.shape, slots),
        "bos_id": bos_id,
        "eos_id": eos_id,
        "recipe": order.recipe,
        **manifest.file_facts(folder, [path.name for path in folder.iterdir()]),
        "selftest": facts.selftest(_stored(order, folder, slots), vocabulary, bos_id, eos_id),
    }
