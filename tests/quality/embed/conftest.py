"""Tests of the real EmbeddingGemma are skipped where it is not built: no test fetches 1.15 GB."""

import pytest

from models.cache import models_root, read_manifest

MODEL = "embeddinggemma-300m"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip by name whatever needs a model that nobody has asked for."""
    if read_manifest(models_root() / MODEL) is not None:
        return
    reason = f"{MODEL} is not built: python3 build.py models build {MODEL}"
    for item in items:
        if item.get_closest_marker("embedding"):
            item.add_marker(pytest.mark.skip(reason=reason))
