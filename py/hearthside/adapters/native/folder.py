"""A model's folder on disk: its manifest, and whether its files are what the manifest says.

Knows hashes and paths. Knows nothing of what the files mean or how they are computed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hearthside.errors import error_of
from hearthside.wire import Code


def read_manifest(folder: Path, form: str) -> dict[str, Any]:
    """The folder's manifest, the files of that form checked against it.

    Raises ModelError: model.unknown when there is none, model.corrupt when a file is damaged.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise error_of(Code.MODEL_UNKNOWN, f"{folder} holds no model: python -m models build")
    manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
    check_files(folder, manifest["files"], form)
    return manifest


def check_files(folder: Path, entries: Sequence[Mapping[str, Any]], form: str) -> None:
    """Raises ModelError (model.corrupt) unless the files of that form are what is said of them."""
    for file in entries:
        if form in file["forms"] and _sha256(folder / file["path"]) != file["sha256"]:
            raise error_of(Code.MODEL_CORRUPT, f"{file['path']} is damaged. Build the model again.")


def weight_files(folder: Path, manifest: dict[str, Any]) -> dict[str, Path]:
    """Where the weights lie, by file name: graphs and tables name them by that alone."""
    paths = [folder / file["path"] for file in manifest["files"]]
    return {path.name: path for path in paths if path.suffix == ".bin"}


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
