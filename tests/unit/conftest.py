"""What the tests of several folders read: the tiny models as files. CPython only."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny models, made by their recipes. Not to be written to."""
    out = tmp_path_factory.mktemp("models")
    command = [sys.executable, "-m", "models", "build", "tiny", "tiny-embedding"]
    subprocess.run([*command, "--out", str(out)], check=True, cwd=ROOT, capture_output=True)
    return out
