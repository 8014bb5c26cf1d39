"""A decoder of Gemma 4 E2B's sizes on the processor, in Node: milliseconds a token, and memory.

    PYTHONPATH=py:. .venv/bin/python -m tests.bench.decoders.large [--tokens 12] [--threads 1 2]

The graph and the sizes are the real ones' (models/pins), the weights a file of one byte that is not
there: what a step costs does not depend on them. Prints a table; asserts nothing.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.graphs.gemma4.decoder import HEAD, decoder_graph
from models.graphs.gemma4.parts import save
from models.multimodal.config import config
from models.multimodal.four_bits import BLOCK
from models.multimodal.shape import Gemma4, TextShape
from models.multimodal.storage import DECODER, LAYERS, TOKENS, graph_path
from models.multimodal.tensors import text_sizes
from models.multimodal.tiny import AUDIO, VISION, gemma4_tokenizer
from models.orders import find_pin
from models.weights.quantise import Slot

SCRIPT: Final = Path(__file__).with_name("large.mjs")
MODEL: Final = "gemma-4-e2b-it"
HEADS: Final = ("threads", "ms/token", "at best", "prompt/s", "opened s", "WASM MiB")
COLUMNS: Final = ("near_ms", "best_ms", "prefill_per_s", "open_s", "memory_mib")


def real_shape(sizes: dict[str, Any]) -> TextShape:
    """E2B's: what the pin says, and config.json (reference implementation: transformers 5.24.0)."""
    return TextShape(
        hidden_size=sizes["hidden_size"],
        ffn_size=6144,
        heads=8,
        head_dim_sliding=256,
        head_dim_full=512,
        per_layer_size=256,
        vocab_size=sizes["vocab_size"],
        window_tokens=512,
        shared_layers=sizes["layers"] - len(sizes["head_dims"]),
        norm_epsilon=1e-6,
        logit_cap=30.0,
        rope_base_sliding=1e4,
        rope_base_full=1e6,
        rotated_part=0.25,
        full=tuple(layer % 5 == 4 for layer in range(sizes["layers"])),
    )


def slots(shape: TextShape, file: str) -> Iterator[Slot]:
    """Where the decoder's arrays would lie, in float16, one after another."""
    tables = {TOKENS, LAYERS}
    sizes = {f"{HEAD}.weight": (shape.vocab_size, shape.hidden_size)} | {
        name: size for name, size in text_sizes(shape).items() if name not in tables
    }
    at = 0
    for name, size in sizes.items():
        for part, dtype, stored in _parts(name, size):
            yield Slot(part, file, at, dtype, stored)
            at += int(np.prod(stored)) * np.dtype(dtype).itemsize


def _parts(name: str, size: tuple[int, ...]) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    if len(size) == 1:
        yield name, "<f2", size
        return
    rows, columns = size
    blocks = columns // BLOCK
    yield f"{name}.q", "|u1", (rows, columns // 2)
    yield f"{name}.scales", "<f2", (rows, blocks)
    yield f"{name}.zeros", "|u1", (rows, (blocks + 1) // 2)


def lay_out(folder: Path) -> None:
    """The graph, the configuration and a manifest with what the decoder reads of it."""
    sizes = find_pin(MODEL)[1]["sizes"]
    shape, context_tokens = real_shape(sizes), sizes["context_tokens"]
    path = Path(graph_path(DECODER, "q4f16")).name
    every = list(slots(shape, f"{path}_data"))
    save(decoder_graph(shape, every, "q4f16", context_tokens), folder / path)
    vocabulary = gemma4_tokenizer()["model"]["vocab"]
    told = config(Gemma4(shape, VISION, AUDIO, {}.__getitem__), vocabulary, context_tokens)
    (folder / "config.json").write_text(json.dumps(told), "utf-8")
    place = dict.fromkeys(("numbers_offset", "scales_offset", "zeros_offset"), 0)
    rows = {"rows": shape.vocab_size, "scale": 1, **place}
    tables = {
        "tokens": {**rows, "columns": shape.hidden_size},
        "layers": {**rows, "columns": shape.layers * shape.per_layer_size},
    }
    form = {
        "graphs": {DECODER: {"graph": path, "weights": [f"{path}_data"]}},
        "tables": {"file": "rows", "block": BLOCK, "scales_type": "float16", "pad_id": 0, **tables},
    }
    manifest = {"kind": "multimodal", "cache": {"kv_heads": 1}, "forms": {"wasm": form}, **sizes}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    print(f"{sum(slot.length_bytes for slot in every) / 1e9:.2f} GB of weights")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=12)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        lay_out(Path(name))
        print(*(f"{head:>10}" for head in HEADS))
        for threads in told.threads:
            asked = ["node", SCRIPT, name, str(threads), str(told.tokens)]
            done = subprocess.run(asked, text=True, stdout=-1, check=True, timeout=300)
            found = json.loads(done.stdout)
            print(f"{threads:>10}", *(f"{found[column]:>10.1f}" for column in COLUMNS))


if __name__ == "__main__":
    main()
