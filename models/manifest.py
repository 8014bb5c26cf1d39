"""Writes what is true of a built model: its files with hashes, its graphs, its self-test.

Read by the store (chunks, hashes), the engine (forms, self-test) and the page (licence, sizes).
Knows nothing of how weights were made.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.cache import MANIFEST, read_manifest
from models.graphs.nodes import FORMS, SESSION_OPTIONS, Form
from models.graphs.text import CONTEXT_TOKENS
from models.weights import forward
from models.weights.quantise import BLOCK, ZERO_POINT, Slot
from models.weights.shape import Shape, Weights

FORMAT = 1
CHUNK_BYTES = 8 * 1024 * 1024
INDEX = "index.json"
GENERATE = "generate"
"""The kind of a model that writes: of every model whose manifest does not say."""
INDEX_FACTS = (
    "id",
    "kind",
    "title",
    "language",
    "style",
    "vocabulary",
    "dimensions",
    "truncations",
    "default",
    "licence",
    "hash",
)
SELFTEST_TOKENS = 32  # past tiny's window; the engine feeds 31 at once, then the last one
SELFTEST_WORDS = (
    "once upon a time there was a little fox in the deep wood and it was not happy for the night "
    "was long and the wind was very old so the fox went away to find a friend by the warm fire"
)
# Sums in another order differ by about 0.001; a wrong kernel or an overflow by whole units.
MAX_ABS_ERROR = {"wasm": 0.05, "webgpu": 0.25}


def file_entry(folder: Path, relative: str) -> dict[str, Any]:
    """Path, size and hashes of one file; the path is relative to the model's folder."""
    whole, chunks = hashlib.sha256(), []
    with (folder / relative).open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            whole.update(chunk)
            chunks.append(hashlib.sha256(chunk).hexdigest())
    form = [form for form in FORMS if f".{form}." in relative]
    return {
        "path": relative,
        "bytes": (folder / relative).stat().st_size,
        "sha256": whole.hexdigest(),
        "chunk_bytes": CHUNK_BYTES,
        "chunks": chunks,
        "forms": form or list(FORMS),
    }


def file_facts(folder: Path, relatives: Sequence[str]) -> dict[str, Any]:
    """The manifest's facts about files: their hashes, the model's hash, the space they need."""
    files = [file_entry(folder, relative) for relative in sorted(relatives)]
    hashes = "\n".join(sorted(entry["sha256"] for entry in files))
    total = sum(entry["bytes"] for entry in files)
    return {
        "hash": hashlib.sha256(hashes.encode()).hexdigest(),
        "files": files,
        "forms": {form: _form_facts(form) for form in FORMS},
        "min_bytes_free": total,
    }


def _form_facts(form: Form) -> dict[str, Any]:
    return {"graph": f"graph.{form}.onnx", "session_options": SESSION_OPTIONS[form]}


def shape_facts(shape: Shape, vocab_size: int) -> dict[str, Any]:
    """The manifest's facts about sizes, and the memory that each form needs, in bytes."""
    matrices = shape.layers * _matrix_numbers(shape)
    head = vocab_size * shape.hidden_size
    cache = 2 * 4 * shape.layers * shape.kv_heads * shape.head_dim * CONTEXT_TOKENS
    stored = (matrices + head) * 34 // 32
    return {
        "vocab_size": vocab_size,
        "context_tokens": CONTEXT_TOKENS,
        "layers": shape.layers,
        "head_dim": shape.head_dim,
        "kv_heads": shape.kv_heads,
        "hidden_size": shape.hidden_size,
        "needs": {
            # While it loads: all widened, and the head once more as it is repacked.
            "wasm": {"memory_bytes": stored + 4 * (matrices + 2 * head) + cache},
            "webgpu": {"memory_bytes": 2 * stored + cache},
        },
    }


def _matrix_numbers(shape: Shape) -> int:
    heads = 2 * shape.heads + 2 * shape.kv_heads
    return shape.hidden_size * (heads * shape.head_dim + 3 * shape.ffn_size)


def table_facts(slots: Sequence[Slot]) -> dict[str, Any]:
    """Where the rows of the head lie, so that labels can be scored without computing all of it.

    Logit of token t = sum over blocks b of scales[t, b] * (state[b] . (bytes[t, b] - zero_point))
    """
    numbers, scales = slots
    return {
        "file": numbers.file,
        "rows": numbers.shape[0],
        "columns": numbers.shape[1],
        "block": BLOCK,
        "zero_point": ZERO_POINT,
        "bytes_offset": numbers.offset_bytes,
        "scales_offset": scales.offset_bytes,
        "scales_type": "float16",
    }


def selftest(stored: Weights, vocabulary: dict[str, int], bos_id: int) -> dict[str, Any]:
    """Some ids and the eight best logits after them, by numpy from the stored bytes."""
    words = [vocabulary.get(f"\u2581{word}", bos_id) for word in SELFTEST_WORDS.split()]
    ids = [bos_id, *words][:SELFTEST_TOKENS]
    hidden = forward.hidden_states(stored, np.array(ids))
    scores = forward.logits(stored, hidden[-1:])[0]
    top = np.argsort(-scores, kind="stable")[:8]
    return {
        "ids": ids,
        "top_ids": top.tolist(),
        "top_logits": [round(float(score), 4) for score in scores[top]],
        "max_abs_error": MAX_ABS_ERROR,
    }


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """Writes the manifest last, so that a folder with one is complete."""
    text = json.dumps({"format": FORMAT, **facts}, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def write_index(root: Path) -> None:
    """Writes index.json: every model folder under `root`, the default one first."""
    models = [
        _index_entry(manifest)
        for folder in sorted(root.iterdir())
        if folder.is_dir() and (manifest := read_manifest(folder)) is not None
    ]
    models.sort(key=lambda entry: (not entry["default"], entry["id"]))
    text = json.dumps({"format": FORMAT, "models": models}, indent=1, ensure_ascii=False)
    (root / INDEX).write_text(text + "\n", "utf-8")


def _index_entry(manifest: dict[str, Any]) -> dict[str, Any]:
    total = sum(entry["bytes"] for entry in manifest["files"])
    kept = {key: manifest[key] for key in INDEX_FACTS if key in manifest}
    return {"kind": GENERATE, **kept, "bytes": total}
