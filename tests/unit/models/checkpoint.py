"""Writes a tiny random checkpoint of Hugging Face's layout, for tests of what is made of one."""

import json
from pathlib import Path

from models.weights import Weights
from models.weights.safetensors_file import write_folder
from models.weights.tiny import tiny_tokenizer, tiny_weights

TEMPLATE = "{{ bos_token }}{% for m in messages %}{{ m['content'] }}{% endfor %}"


def write_checkpoint(folder: Path, template: str = "", ends: list[int] | None = None) -> Weights:
    """Writes the folder; gives the weights in it. `ends` are ids that end a text."""
    tokenizer = tiny_tokenizer()
    weights = tiny_weights(tokenizer, seed=8)
    write_folder(weights, folder)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), "utf-8")
    if template:
        (folder / "chat_template.jinja").write_text(template, "utf-8")
    if ends:
        (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": ends}), "utf-8")
    return weights
