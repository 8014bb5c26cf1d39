"""Makes what a model with several graphs is made of: a tokenizer, and four graphs with weights.

Of the hub's Gemma 4 nothing is made: its files are taken as they are (listed.py).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.graphs.nodes import FORMS
from models.multimodal import facts
from models.multimodal.config import config
from models.multimodal.four_bits import Precision
from models.multimodal.listed import ListedOrder
from models.multimodal.shape import Gemma4
from models.multimodal.storage import EMBED, graph_path, stored, write_graphs, write_weights
from models.multimodal.tables import read_tables
from models.multimodal.tiny import gemma4_tokenizer, tiny_gemma4
from models.recipe import Facts, Label, Made, Report
from models.source import HUB
from models.tokenizer import Tokenizer, tokenizer_files

KIND = "multimodal"
CODE = ("multimodal/", "graphs/gemma4/")
CONTEXT_TOKENS = 4096
BOS = "<bos>"


@dataclass(frozen=True, slots=True)
class MultimodalOrder:
    """All that the folder of a random Gemma 4 is made of; its forms have one precision."""

    label: Label
    model: Gemma4
    tokenizer: Tokenizer
    style: str
    precision: Precision = "q4"

    def write(self, folder: Path, report: Report) -> Made:
        """Writes the model's files (see Order)."""
        vocabulary: dict[str, int] = self.tokenizer["model"]["vocab"]
        report(f"{self.label.id}: packing the layers")
        slots = write_weights(self.model, folder, self.precision)
        places = facts.placeholder_ids(vocabulary)
        write_graphs(self.model, folder, self.precision, slots, places, CONTEXT_TOKENS)
        for name, data in _texts(self).items():
            (folder / name).write_bytes(data)

        def prove() -> Facts:
            real = stored(self.model, folder, slots)
            path = graph_path(EMBED, self.precision)
            tables = read_tables(folder / path, f"{path}_data")
            form = facts.form_facts(self.precision) | {"tables": tables}
            return {
                # In place of one graph a form, which is what other kinds have.
                "forms": dict.fromkeys(FORMS, form),
                "selftest": facts.selftest(real, vocabulary, vocabulary[BOS]),
            }

        text = self.model.text
        head_dims = [text.head_dim(layer) for layer in range(text.own_layers)]
        sizes = facts.size_facts(
            text.vocab_size, CONTEXT_TOKENS, text.layers, text.hidden_size, head_dims
        )
        sizes_bytes = [
            slot.length_bytes for graph in slots if graph != EMBED for slot in slots[graph]
        ]
        needs = facts.need_facts(
            FORMS, sum(sizes_bytes), max(sizes_bytes), head_dims, CONTEXT_TOKENS
        )
        return Made({"style": self.style, **sizes, **needs, **facts.token_facts(vocabulary)}, prove)


def pinned(label: Label, pin: Facts, entry: Facts, path: Path) -> MultimodalOrder | ListedOrder:
    """One model of a pin file: random, or of the hub's files as they lie in `path`."""
    if pin["source"]["kind"] == HUB:
        files = tuple(pin["source"]["files"])
        return ListedOrder(label, files, entry, pin["style"], path)
    tokenizer = gemma4_tokenizer()
    return MultimodalOrder(label, tiny_gemma4(tokenizer), tokenizer, pin["style"])


def _texts(order: MultimodalOrder) -> dict[str, bytes]:
    told = config(order.model, order.tokenizer["model"]["vocab"], CONTEXT_TOKENS)
    return {
        "config.json": _json(told),
        # Without a template: how turns are written is the manifest's `chat`.
        **tokenizer_files(order.tokenizer, "pretrained", ""),
    }


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode() + b"\n"
