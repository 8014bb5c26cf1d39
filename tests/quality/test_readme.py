"""The README's Python, typed as its first line says, one block after the other.

Where EmbeddingGemma is not built, the tiny embedding model stands in for it: what is typed runs,
and what it finds is judged elsewhere. Knows nothing of what the calls do.
"""

import os
import re
import subprocess
import sys

import pytest

from models.__main__ import main
from models.cache import models_root, read_manifest
from tests.source import ROOT, read

pytestmark = pytest.mark.weights

EMBEDDER = '"embeddinggemma-300m", truncate_dim=256'
LAST = (
    "print('typed:', decision.label, routing.route, rows[2].review, hits[0].path, "
    "len(taught.labels))"
)


def test_what_the_readme_shows_runs_as_it_is_typed() -> None:
    assert main(["build", "gemma-3-270m-en", "tiny-embedding"]) == 0
    blocks = re.findall(r"^```python\n(.*?)^```", read("README.md"), re.M | re.S)
    typed = "\n\n".join([*blocks, LAST, ""])
    assert EMBEDDER in typed
    if read_manifest(models_root() / "embeddinggemma-300m") is None:
        typed = typed.replace(EMBEDDER, '"tiny-embedding"')
    command = [sys.executable, "-m", "asyncio"]
    env = {**os.environ, "PYTHONPATH": "py", "PYTHONUTF8": "1"}
    told = subprocess.run(
        command, cwd=ROOT, env=env, input=typed, capture_output=True, encoding="utf-8", timeout=600
    )
    assert "Error" not in told.stderr, told.stderr  # the console goes on after one
    assert re.search(
        r"typed: (billing|repair) now (confirmed|corrected) lease\.md 2$", told.stdout, re.M
    ), told.stdout
