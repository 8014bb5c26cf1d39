"""The native engine keeps the promises of all engines about proposed tokens. CPython only."""

import subprocess
import sys
from pathlib import Path

import pytest

from hearthside.adapters.native.engine import NativeEngine
from hearthside.generation.model import load_model
from tests.unit.adapters.proposed.proposed_contract import CONTRACT, Promise

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny model, made by its recipe."""
    out = tmp_path_factory.mktemp("models")
    command = [sys.executable, "-m", "models", "build", "tiny", "--out", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return out


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_the_native_engine_keeps_the_promise(promise: Promise, models: Path) -> None:
    await promise(await load_model(NativeEngine(models), "tiny"))
