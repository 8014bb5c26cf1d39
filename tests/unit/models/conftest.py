"""The recipes run at build time only, on CPython: inside Pyodide there is nothing to test."""

import sys
from pathlib import Path

import pytest

_TESTS = ["test_*.py", "embedding/test_*.py", "multimodal/test_*.py", "processor/test_*.py"]
collect_ignore_glob = _TESTS if sys.platform == "emscripten" else []


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what this machine has built."""
    monkeypatch.setenv("HEARTHSIDE_CACHE", str(tmp_path / "cache"))
