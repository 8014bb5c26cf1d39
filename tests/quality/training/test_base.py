"""The committed adapters' base is what the recipe of Gemma 3 270M makes, with either vocabulary."""

import pytest

from models.__main__ import main
from models.adapters.recipes import BASE_HASH
from models.cache import models_root, read_manifest


@pytest.mark.weights
@pytest.mark.parametrize("model", ["gemma-3-270m-en", "gemma-3-270m"])
def test_a_slice_and_the_whole_take_the_same_adapters(model: str) -> None:
    assert main(["build", model]) == 0
    manifest = read_manifest(models_root() / model)
    assert manifest is not None and manifest["adapters"]["base"] == BASE_HASH
