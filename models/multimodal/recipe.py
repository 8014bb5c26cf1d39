"""Makes what a model with several graphs is made of: a tokenizer, and four graphs with weights.

Of the hub's Gemma 4 nothing is made: its files are taken as they are.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.graphs.nodes import FORMS
from models.multimodal import facts
from models.multimodal.config import config
from models.multimodal.four_bits import Precision
from models.multimodal.shape import Gemma4
from models.multimodal.storage import EMBED, stored, write_graphs, write_weights
from models.multimodal.tiny import gemma4_tokenizer, tiny_gemma4
from models.recipe import Facts, Label, Made, Report
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
            tables = facts.table_facts(self.model, self.precision, slots[EMBED])
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
        stored_bytes = sum(slot.length_bytes for one in slots.values() for slot in one)
        needs = facts.need_facts(stored_bytes, head_dims, CONTEXT_TOKENS)
        return Made({"style": self.style, **sizes, **needs, **facts.token_facts(vocabulary)}, prove)


def pinned(label: Label, pin: Facts, entry: Facts, path: Path) -> MultimodalOrder:
    """The random model of a pin file (see Recipe)."""
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
