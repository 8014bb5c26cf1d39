"""Writes what is true of every built model: its files with hashes, its graphs; and the index.

Read by the store (chunks, hashes), the engine (forms) and the page (licence, sizes). Knows nothing
of kinds of models: their own facts come from their recipes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from models.cache import MANIFEST, read_manifest
from models.graphs.nodes import FORMS, SESSION_OPTIONS, Form
from models.packing import ENDING, packed_entry

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
SELFTEST_WORDS = (
    "once upon a time there was a little fox in the deep wood and it was not happy for the night "
    "was long and the wind was very old so the fox went away to find a friend by the warm fire"
)


def file_entry(folder: Path, relative: str) -> dict[str, Any]:
    """Path, size and hashes of one file, and how it is packed where that pays; paths are relative
    to the model's folder."""
    whole, chunks = hashlib.sha256(), []
    with (folder / relative).open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            whole.update(chunk)
            chunks.append(hashlib.sha256(chunk).hexdigest())
    form = [form for form in FORMS if f".{form}." in relative]
    packed = packed_entry(folder, relative, CHUNK_BYTES)
    return {
        "path": relative,
        "bytes": (folder / relative).stat().st_size,
        "sha256": whole.hexdigest(),
        "chunk_bytes": CHUNK_BYTES,
        "chunks": chunks,
        "forms": form or list(FORMS),
        **({"packed": packed} if packed else {}),
    }


def file_facts(
    folder: Path, relatives: Sequence[str], same_as: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """The manifest's facts about files: their hashes, the model's hash, the space they need.

    In the model's hash a file of `same_as` counts as the one whose SHA-256 stands there.
    """
    own = [relative for relative in sorted(relatives) if not relative.endswith(ENDING)]
    files = [file_entry(folder, relative) for relative in own]
    hashes = "\n".join(sorted(same_as.get(one["path"], one["sha256"]) for one in files))
    total = sum(entry["bytes"] for entry in files)
    return {
        "hash": hashlib.sha256(hashes.encode()).hexdigest(),
        "files": files,
        "forms": {form: _form_facts(form) for form in FORMS},
        "min_bytes_free": total,
    }


def _form_facts(form: Form) -> dict[str, Any]:
    return {"graph": f"graph.{form}.onnx", "session_options": SESSION_OPTIONS[form]}


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
    files = manifest["files"]
    fetched = [entry.get("packed", entry)["bytes"] for entry in files]
    sizes = {"bytes": sum(entry["bytes"] for entry in files), "download_bytes": sum(fetched)}
    kept = {key: manifest[key] for key in INDEX_FACTS if key in manifest}
    return {"kind": GENERATE, **kept, **sizes}
