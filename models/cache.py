"""Keeps fetched and built files outside the checkout, and trusts none of them unread.

`$HEARTHSIDE_CACHE`, else ~/.cache/hearthside, holds `content/<sha256>` (fetched sources),
`hub/` (checkpoints laid out of these) and `models/<id>/` (built folders with a manifest). Knows
nothing of what the bytes mean.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models import RecipeError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

MANIFEST = "manifest.json"


def cache_root() -> Path:
    """The folder that holds everything kept between builds."""
    return Path(os.environ.get("HEARTHSIDE_CACHE") or Path.home() / ".cache/hearthside")


def models_root() -> Path:
    """The folder of built models, one folder each, beside index.json."""
    return cache_root() / "models"


@contextmanager
def one_builder() -> Iterator[None]:
    """Waits until no other process builds into this cache; on Windows it does not wait."""
    cache_root().mkdir(parents=True, exist_ok=True)
    with (cache_root() / "lock").open("w") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, or the process ends
        yield


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content(sha256: str) -> Path | None:
    """The kept file with this hash, read and checked; None where it is absent or damaged."""
    path = content_path(sha256)
    return path if path.is_file() and sha256_of(path) == sha256 else None


def content_path(sha256: str) -> Path:
    """Where the file with this hash is kept, there or not."""
    return cache_root() / "content" / sha256


def link(source: Path, target: Path) -> None:
    """Puts `source` at `target` too, as a link where the file system has it, else as a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:  # another file system
        shutil.copyfile(source, target)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a model folder; None where there is none that can be read."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return None
    return manifest


def is_whole(folder: Path, recipe: str) -> bool:
    """Whether `folder` holds a model made by this recipe, every file of it as its manifest says."""
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("recipe") != recipe:
        return False
    return all(is_file_whole(folder / entry["path"], entry) for entry in stored_entries(manifest))


def stored_entries(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Path, size and hash of all that lies on the disk: a model's files, and what packs them."""
    packed = [entry["packed"] for entry in manifest["files"] if "packed" in entry]
    return [*manifest["files"], *packed]


def training_entries(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Path, size and hash of the training graphs, which are no part of the model itself."""
    return list(manifest.get("training", {}).get("files", []))


def is_file_whole(path: Path, entry: dict[str, Any]) -> bool:
    """Whether the file has the size and the SHA-256 that its manifest entry names."""
    if not path.is_file() or path.stat().st_size != entry["bytes"]:
        return False
    return sha256_of(path) == str(entry["sha256"])


def model_files(model: str) -> dict[str, Path]:
    """The files of a built model by base name, each checked against the manifest.

    Raises RecipeError where the model is not built, or a file is not what it was.
    """
    folder = models_root() / model
    manifest = read_manifest(folder)
    if manifest is None:
        raise RecipeError(f"{model} is not built: python -m models build {model}")
    paths = {Path(entry["path"]).name: folder / entry["path"] for entry in manifest["files"]}
    for entry in manifest["files"]:
        if not is_file_whole(folder / entry["path"], entry):
            raise RecipeError(f"{folder / entry['path']} is damaged: build {model} again")
    return paths
