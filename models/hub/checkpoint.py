"""Fetches what a checkpoint is made of, and lays it out as the folder that the recipes read.

A revision that was fetched is never asked for again: a record beside the folder names the hashes of
its files, and the files are kept by hash. Knows not what weights or tokenizers are.
"""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import RecipeError
from models.cache import cache_root, content, content_path, link
from models.hub.address import HubModel
from models.hub.answers import Interrupted, ask
from models.hub.download import HubFile, Report, keep_file

NEEDED = ("config.json", "tokenizer.json")
WANTED = (*NEEDED, "generation_config.json", "tokenizer_config.json", "chat_template.jinja")
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
LARGEST_LISTING_BYTES = 1 << 26


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A fetched revision: a folder of Hugging Face's layout, and the licence its card names."""

    folder: Path
    licence: str


def fetch_checkpoint(model: HubModel, report: Report) -> Checkpoint:
    """The files of the revision, from the cache where they are whole, else from the hub.

    Raises RecipeError where the hub cannot be reached or refuses, and where it has no safetensors.
    """
    folder = cache_root() / "hub" / model.repository / model.revision
    path = folder.with_name(f"{model.revision}.json")
    record = _read_record(path)
    if record is None:
        listing = _list(model)
        record = {"licence": _licence(listing), "files": _keep(model, listing, report)}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record, indent=1), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    for name, sha256 in record["files"].items():
        link(content_path(sha256), folder / name)
    return Checkpoint(folder, record["licence"])


def _read_record(path: Path) -> dict[str, Any] | None:
    """The record of a revision all of whose files are kept and whole."""
    try:
        record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return record if all(content(sha256) for sha256 in record["files"].values()) else None


def _list(model: HubModel) -> dict[str, Any]:
    try:
        with ask(model, model.listing, {}) as answer:
            listing: dict[str, Any] = json.loads(answer.read(LARGEST_LISTING_BYTES))
    except Interrupted as error:
        raise RecipeError(
            f"{error}. Is the network there? A folder with the model's files does without: "
            "--from FOLDER"
        ) from error
    except ValueError as error:
        raise RecipeError(f"{model.listing}: the answer is no list of files ({error})") from error
    return listing


def _licence(listing: dict[str, Any]) -> str:
    card = listing.get("cardData") or {}
    return str(card.get("license") or "")


def _keep(model: HubModel, listing: dict[str, Any], report: Report) -> dict[str, str]:
    """Fetches what is needed of the listed files; gives their hashes by name."""
    files = _files(model, listing)
    missing = [name for name in NEEDED if name not in files]
    if missing:
        raise RecipeError(f"{model.page} has no {' and no '.join(missing)} at this revision")
    kept = {}
    if WEIGHTS in files:
        weights = [WEIGHTS]
    elif INDEX in files:
        kept[INDEX] = keep_file(model, files[INDEX], report)
        weights = _shards(model, content_path(kept[INDEX]), files)
    else:
        raise RecipeError(f"{model.page} has no {WEIGHTS}: name the repository of a whole model")
    names = [name for name in (*WANTED, *weights) if name in files]
    return kept | {name: keep_file(model, files[name], report) for name in names}


def _files(model: HubModel, listing: dict[str, Any]) -> dict[str, HubFile]:
    try:
        return {
            entry["rfilename"]: HubFile(
                name=entry["rfilename"],
                size_bytes=int(entry["size"]),
                git_sha1=_hash(entry["blobId"], 40),
                sha256=_hash(entry["lfs"]["sha256"], 64) if entry.get("lfs") else "",
            )
            for entry in listing["siblings"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise RecipeError(f"{model.listing}: no sizes and hashes of files there") from error


def _hash(text: str, digits: int) -> str:
    """`text`, which becomes the name of a file."""
    if not re.fullmatch(rf"[0-9a-f]{{{digits}}}", text):
        raise ValueError(f"{text!r} is no hash")
    return text


def _shards(model: HubModel, index: Path, files: dict[str, HubFile]) -> list[str]:
    """The names of the files that hold the weights, as the index says."""
    try:
        names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
    except (ValueError, KeyError, AttributeError) as error:
        raise RecipeError(f"{model.page}: {INDEX} names no weights") from error
    for name in names:
        if name not in files or not re.fullmatch(r"[\w.-]+\.safetensors", name):
            raise RecipeError(f"{model.page}: {INDEX} names {name}, which is not there")
    return names
