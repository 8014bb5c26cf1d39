"""Makes the folder of an embedding model: files, graphs, self-test, manifest.

A folder is written beside its place and moved in whole. Knows not where weights come from.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from numpy.typing import NDArray

from models import manifest
from models.embedding import facts
from models.embedding.forward import PROJECTION
from models.graphs.embedding import CONTEXT_TOKENS, build_graph
from models.graphs.nodes import FORMS
from models.recipe import BODY, TABLE, Report
from models.tokenizer import Tokenizer, control_ids, tokenizer_files
from models.weights.quantise import (
    Slot,
    body_arrays,
    quantise,
    stored_weights,
    write_arrays,
    write_table,
)
from models.weights.safetensors_file import hub_config
from models.weights.shape import Weights

Table = Literal["bytes", "codebook"]


@dataclass(frozen=True, slots=True)
class EmbedderOrder:
    """All that the folder of an embedding model is made of.

    `weights` have PROJECTION beside what every Gemma 3 has. `facts` go into the manifest as they
    are; `texts` are more files by name. `recipe` names inputs and code.
    """

    id: str
    weights: Weights
    tokenizer: Tokenizer
    facts: Mapping[str, Any]
    recipe: str
    table: Table = "bytes"
    texts: Mapping[str, bytes] | None = None


def make_embedder(order: EmbedderOrder, root: Path, report: Report) -> Path:
    """Writes `root/<id>/`; gives its path. Prints one line a stage through `report`."""
    folder = root / f".{order.id}.partial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    report(f"{order.id}: packing the layers")
    slots = write_arrays(folder / BODY, _body_arrays(order.weights))
    report(f"{order.id}: packing the table")
    slots += write_table(order.weights, None, folder / TABLE)
    for name, data in _texts(order).items():
        (folder / name).write_bytes(data)
    for form in FORMS:
        build_graph(order.weights.shape, slots, form, folder / f"graph.{form}.onnx")
    report(f"{order.id}: computing the self-test, hashing")
    manifest.write_manifest(folder, _facts(order, folder, slots))
    place = root / order.id
    shutil.rmtree(place, ignore_errors=True)
    folder.rename(place)
    return place


def _body_arrays(weights: Weights) -> Iterator[tuple[str, NDArray[Any]]]:
    yield from body_arrays(weights)
    packed, scales = quantise(weights.tensor(PROJECTION))
    yield f"{PROJECTION}.bytes", packed
    yield f"{PROJECTION}.scales", scales


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
    where = {name: folder / name for name in (BODY, TABLE)}
    stored = stored_weights(order.weights.shape, where, slots)
    return {
        "id": order.id,
        "kind": facts.KIND,
        **order.facts,
        **facts.shape_facts(order.weights.shape, slots),
        "bos_id": bos_id,
        "eos_id": eos_id,
        "recipe": order.recipe,
        **manifest.file_facts(folder, [path.name for path in folder.iterdir()]),
        "selftest": facts.selftest(stored, vocabulary, bos_id, eos_id),
    }
