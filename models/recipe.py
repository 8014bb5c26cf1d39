"""Makes a model folder from weights and a tokenizer: files, graphs, self-test, manifest.

A folder is written beside its place and moved in whole. A slice alone does not need the full table.
Knows not where weights come from.
"""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from models import manifest
from models.cache import is_file_whole
from models.graphs.nodes import FORMS
from models.graphs.text import CONTEXT_TOKENS, build_graph
from models.tokenizer import Tokenizer, control_ids, slice_tokenizer, token_list, tokenizer_files
from models.weights.quantise import Slot, stored_weights, write_body, write_table
from models.weights.safetensors_file import hub_config
from models.weights.shape import Weights

BODY = "body.bin"
TABLE = "table.bin"
BODY_FACTS = "body.json"
NOTICE = "NOTICE.txt"
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """All that a model folder is made of.

    `facts` go into the manifest as they are (title, language, licence, source, default).
    `kept_ids` are the token ids of a slice, ascending; None keeps all. `body_folder` names a folder
    beside the model's own in which body.bin is kept for several models; "" keeps it in the model's.
    `ends` are pieces that end a text beside those of the style.
    `recipe` and `body_recipe` name inputs and code: what was made by another recipe is made anew.
    """

    id: str
    weights: Weights
    tokenizer: Tokenizer
    style: Literal["pretrained", "instruct"]
    facts: Mapping[str, Any]
    recipe: str
    kept_ids: Sequence[int] | None = None
    chat_template: str = ""
    ends: Sequence[str] = ()
    body_folder: str = ""
    body_recipe: str = ""
    texts: Mapping[str, bytes] | None = None


def make_model(order: Order, root: Path, report: Report) -> Path:
    """Writes `root/<id>/`; gives its path. Prints one line a stage through `report`."""
    folder = root / f".{order.id}.partial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    body_path, body_slots = _body(order, root, folder, report)
    report(f"{order.id}: packing the table")
    kept = None if order.kept_ids is None else np.array(order.kept_ids)
    table_slots = write_table(order.weights, kept, folder / TABLE)
    tokenizer = order.tokenizer
    if order.kept_ids is not None:
        tokenizer = slice_tokenizer(tokenizer, order.kept_ids)
    _write_texts(order, tokenizer, folder)
    slots = [*body_slots, *table_slots]
    for form in FORMS:
        path = folder / f"graph.{form}.onnx"
        build_graph(order.weights.shape, slots, form, _rows(table_slots), path)
    report(f"{order.id}: computing the self-test, hashing")
    where = {BODY: (folder / body_path).resolve(), TABLE: folder / TABLE}
    stored = stored_weights(order.weights.shape, where, slots)
    manifest.write_manifest(
        folder, _facts(order, tokenizer, folder, body_path, table_slots, stored)
    )
    place = root / order.id
    shutil.rmtree(place, ignore_errors=True)
    folder.rename(place)
    return place


def _rows(table_slots: Sequence[Slot]) -> int:
    return table_slots[0].shape[0]


def _body(order: Order, root: Path, folder: Path, report: Report) -> tuple[str, list[Slot]]:
    """The body's path as seen from the model's folder, and its slots; made unless it is there."""
    if not order.body_folder:
        report(f"{order.id}: packing the layers")
        return BODY, write_body(order.weights, folder / BODY)
    shared, facts_path = root / order.body_folder, root / order.body_folder / BODY_FACTS
    relative = f"../{order.body_folder}/{BODY}"
    if facts_path.is_file():
        facts = json.loads(facts_path.read_text())
        if facts["recipe"] == order.body_recipe and is_file_whole(shared / BODY, facts):
            slots = [Slot(**{**slot, "shape": tuple(slot["shape"])}) for slot in facts["slots"]]
            return relative, slots
    report(f"{order.id}: packing the layers")
    shared.mkdir(parents=True, exist_ok=True)
    facts_path.unlink(missing_ok=True)
    slots = write_body(order.weights, shared / BODY)
    entry = manifest.file_entry(shared, BODY)
    kept = {"recipe": order.body_recipe, "bytes": entry["bytes"], "sha256": entry["sha256"]}
    facts_path.write_text(json.dumps({**kept, "slots": [asdict(slot) for slot in slots]}))
    return relative, slots


def _write_texts(order: Order, tokenizer: Tokenizer, folder: Path) -> None:
    bos_id, eos_ids = control_ids(tokenizer, order.style, order.ends)
    shape = replace(order.weights.shape, vocab_size=len(tokenizer["model"]["vocab"]))
    ends = {"bos_token_id": bos_id, "eos_token_id": eos_ids, "pad_token_id": 0}
    config = {**hub_config(shape), **ends, "max_position_embeddings": CONTEXT_TOKENS}
    texts = {
        "config.json": _json(config),
        "generation_config.json": _json({**ends, "do_sample": False}),
        **tokenizer_files(tokenizer, order.style, order.chat_template),
        **(order.texts or {}),
    }
    for name, data in texts.items():
        (folder / name).write_bytes(data)


def _facts(
    order: Order,
    tokenizer: Tokenizer,
    folder: Path,
    body_path: str,
    table_slots: Sequence[Slot],
    stored: Weights,
) -> dict[str, Any]:
    bos_id, eos_ids = control_ids(tokenizer, order.style, order.ends)
    vocabulary = {piece: token_id for token_id, piece in enumerate(token_list(tokenizer))}
    own = [path.name for path in folder.iterdir() if path.name != BODY]
    return {
        "id": order.id,
        **order.facts,
        "style": order.style,
        "vocabulary": "full" if order.kept_ids is None else "slice",
        **manifest.shape_facts(order.weights.shape, _rows(table_slots)),
        "bos_id": bos_id,
        "eos_ids": eos_ids,
        "chat_template": order.chat_template,
        "recipe": order.recipe,
        **manifest.file_facts(folder, [*own, body_path]),
        "table": manifest.table_facts(table_slots),
        "selftest": manifest.selftest(stored, vocabulary, bos_id),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1).encode() + b"\n"
