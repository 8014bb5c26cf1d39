"""Adapters are trained on CPython only."""

import sys
from pathlib import Path

import pytest

collect_ignore_glob = ["test_*.py"] if sys.platform == "emscripten" else []


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what this machine has built."""
    monkeypatch.setenv("HEARTHSIDE_CACHE", str(tmp_path / "cache"))
