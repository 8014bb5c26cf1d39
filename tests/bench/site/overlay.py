"""The site that a bench opens: the built one, with the bench's pages and its Python within it."""

import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Final

BENCH: Final = Path(__file__).parents[1]
# Threads and blob workers for wllama: the workbench's policy, without a policy of our own.
PLACE: Final = "workbench/bench"
# The bench's Python for the mind's worker; there it is called bench_NAME.
MIND_FILES: Final = (
    "mind.py",
    "deciding.py",
    "asking/asking.py",
    "asking/files.py",
    "teaching/teaching.py",
    "grammar/grammar.py",
    "grammar/copying.py",
)


def overlay(dist: Path, out: Path) -> None:
    """The built site by hard links, and the bench within it."""
    shutil.copytree(dist, out, copy_function=os.link)
    place = out / PLACE
    for source in (BENCH / "index.html", *BENCH.rglob("*.js")):
        target = place / source.relative_to(BENCH)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    with zipfile.ZipFile(out / "bench.zip", "w") as archive:
        for name in MIND_FILES:
            archive.write(BENCH / name, f"bench_{Path(name).name}")
    parts = json.loads((dist / "mind.json").read_text(encoding="utf-8"))
    parts["archives"].append("bench.zip")
    (out / "mind.json").unlink()
    (out / "mind.json").write_text(json.dumps(parts), encoding="utf-8")


def scratch_beside(dist: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder on the disk of `dist`, since hard links do not cross disks."""
    return tempfile.TemporaryDirectory(dir=dist.parent, prefix="dist.bench.")
