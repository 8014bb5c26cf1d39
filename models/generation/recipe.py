"""Makes what a model that writes is made of: packed layers, a table, a tokenizer, two graphs.

A slice alone does not need the full table. Layers may be shared by several models.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from models import manifest
from models.cache import is_file_whole
from models.generation import facts
from models.graphs.nodes import FORMS
from models.graphs.text import CONTEXT_TOKENS, build_graph
from models.recipe import BODY, CODE_ROOT, TABLE, Facts, Label, Made, Report, hash_of
from models.source import RANDOM
from models.tokenizer import (
    Tokenizer,
    check_against_gguf,
    control_ids,
    load_source_tokenizer,
    slice_tokenizer,
    token_list,
    tokenizer_files,
)
from models.vocabulary import english_slice
from models.weights import gguf_tokens, read_weights
from models.weights.quantise import Slot, stored_weights, write_body, write_table
from models.weights.safetensors_file import hub_config
from models.weights.shape import Weights
from models.weights.tiny import tiny_tokenizer, tiny_weights

KIND = manifest.GENERATE
CODE = ("generation/", "graphs/text.py", "merges.py", "vocabulary.py")
BODY_FACTS = "body.json"


@dataclass(frozen=True, slots=True)
class GenerationOrder:
    """All that the folder of a model that writes is made of.

    `kept_ids` are the token ids of a slice, ascending; None keeps all. `body_folder` names a folder
    beside the model's own in which body.bin is kept for several models; "" keeps it in the model's.
    `ends` are pieces that end a text beside those of the style. `body_recipe` names the inputs and
    code of the body: one made by another recipe is made anew.
    """

    label: Label
    weights: Weights
    tokenizer: Tokenizer
    style: Literal["pretrained", "instruct"]
    kept_ids: Sequence[int] | None = None
    chat_template: str = ""
    ends: Sequence[str] = ()
    body_folder: str = ""
    body_recipe: str = ""

    def write(self, folder: Path, report: Report) -> Made:
        """Writes the model's files; its body beside `folder` where it is shared (see Order)."""
        body_path, body_slots = _body(self, folder, report)
        report(f"{self.label.id}: packing the table")
        kept = None if self.kept_ids is None else np.array(self.kept_ids)
        table_slots = write_table(self.weights, kept, folder / TABLE)
        tokenizer = self.tokenizer
        if self.kept_ids is not None:
            tokenizer = slice_tokenizer(tokenizer, self.kept_ids)
        shape, slots = self.weights.shape, [*body_slots, *table_slots]
        rows = table_slots[0].shape[0]
        bos_id, eos_ids = control_ids(tokenizer, self.style, self.ends)
        for name, data in _texts(self, tokenizer, bos_id, eos_ids).items():
            (folder / name).write_bytes(data)
        graphs = {form: f"graph.{form}.onnx" for form in FORMS}
        same_as = {
            name: build_graph(shape, slots, form, rows, folder / name)
            for form, name in graphs.items()
        }

        def prove() -> Facts:
            where = {BODY: (folder / body_path).resolve(), TABLE: folder / TABLE}
            stored = stored_weights(shape, where, slots)
            vocabulary = {piece: token_id for token_id, piece in enumerate(token_list(tokenizer))}
            return {
                "body": facts.body_facts(shape, body_slots),
                "table": facts.table_facts(table_slots),
                "selftest": facts.selftest(stored, vocabulary, bos_id),
            }

        told = {
            "style": self.style,
            "vocabulary": "full" if self.kept_ids is None else "slice",
            **facts.shape_facts(shape, rows),
            "bos_id": bos_id,
            "eos_ids": eos_ids,
        }
        if self.style == "instruct":
            told["chat"] = facts.CHAT
        return Made(told, prove, [body_path] if self.body_folder else [], same_as)


def pinned(label: Label, pin: Facts, entry: Facts, path: Path) -> GenerationOrder:
    """One model of a pin file: of a GGUF whose tokens are Gemma 3's, or random (see Recipe)."""
    if pin["source"]["kind"] == RANDOM:
        tokenizer = tiny_tokenizer()
        return GenerationOrder(label, tiny_weights(tokenizer), tokenizer, pin["style"])
    tokenizer = gguf_tokenizer(path)
    return GenerationOrder(
        label,
        read_weights(path),
        tokenizer,
        pin["style"],
        kept_ids=kept_ids(tokenizer, entry.get("size_tokens", 0)),
        body_folder=pin["body"],
        body_recipe=hash_of(pin["source"]["sha256"], code=CODE_ROOT / "weights"),
    )


@cache
def gguf_tokenizer(path: Path) -> Tokenizer:
    """Gemma 3's tokenizer; TokenizerError unless the tokens of the GGUF are the same."""
    tokenizer = load_source_tokenizer()
    check_against_gguf(tokenizer, gguf_tokens(path))
    return tokenizer


def kept_ids(
    tokenizer: Tokenizer, slice_tokens: int, ends: Sequence[str] = ()
) -> Sequence[int] | None:
    """The ids of an English slice of that many tokens and of `ends`, ascending; None for 0."""
    if not slice_tokens:
        return None
    ids = {tokenizer["model"]["vocab"][piece] for piece in ends}
    return sorted(ids.union(english_slice(tokenizer, slice_tokens)))


def _body(order: GenerationOrder, folder: Path, report: Report) -> tuple[str, list[Slot]]:
    """The body's path as seen from the model's folder, and its slots; made unless it is there."""
    if not order.body_folder:
        report(f"{order.label.id}: packing the layers")
        return BODY, write_body(order.weights, folder / BODY)
    shared = folder.parent / order.body_folder
    facts_path = shared / BODY_FACTS
    relative = f"../{order.body_folder}/{BODY}"
    if facts_path.is_file():
        known = json.loads(facts_path.read_text())
        if known["recipe"] == order.body_recipe and is_file_whole(shared / BODY, known):
            slots = [Slot(**{**slot, "shape": tuple(slot["shape"])}) for slot in known["slots"]]
            return relative, slots
    report(f"{order.label.id}: packing the layers")
    shared.mkdir(parents=True, exist_ok=True)
    facts_path.unlink(missing_ok=True)
    slots = write_body(order.weights, shared / BODY)
    entry = manifest.file_entry(shared, BODY)
    kept = {"recipe": order.body_recipe, "bytes": entry["bytes"], "sha256": entry["sha256"]}
    facts_path.write_text(json.dumps({**kept, "slots": [asdict(slot) for slot in slots]}))
    return relative, slots


def _texts(
    order: GenerationOrder, tokenizer: Tokenizer, bos_id: int, eos_ids: Sequence[int]
) -> dict[str, bytes]:
    shape = replace(order.weights.shape, vocab_size=len(tokenizer["model"]["vocab"]))
    ends = {"bos_token_id": bos_id, "eos_token_id": eos_ids, "pad_token_id": 0}
    config = {**hub_config(shape), **ends, "max_position_embeddings": CONTEXT_TOKENS}
    return {
        "config.json": _json(config),
        "generation_config.json": _json({**ends, "do_sample": False}),
        **tokenizer_files(tokenizer, order.style, order.chat_template),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1).encode() + b"\n"
