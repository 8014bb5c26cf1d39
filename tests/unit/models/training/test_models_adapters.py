"""Graphs with an adapter beside the weights compute what merged weights do."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.__main__ import main
from models.cache import model_files
from models.graphs.nodes import FORMS, Form
from models.training.stage import slots_of
from models.weights.forward import hidden_states, logits
from models.weights.quantise import Slot, stored_weights
from models.weights.shape import MATRICES, Shape, Weights
from tests.unit.models.training.session import manifest_of, open_form

IDS = np.random.default_rng(0).integers(4, 700, 60)  # past tiny's window of 16


def stored_places(model: str) -> tuple[Shape, dict[str, Path], list[Slot]]:
    """A model's sizes, its files, and where in them its arrays lie."""
    shape, slots = slots_of(manifest_of(model))
    return shape, model_files(model), slots


def adapter_of(manifest: dict[str, Any], rank: int) -> dict[str, np.ndarray]:
    """Adapters of random numbers, as the graphs take them."""
    random, adapters = np.random.default_rng(rank), manifest["adapters"]
    found = {}
    for name, (inputs, outputs) in adapters["modules"].items():
        for side, size in (("A", (inputs, rank)), ("B", (rank, outputs))):
            numbers = random.standard_normal((adapters["layers"], *size)) / 12
            found[f"{name}.{side}"] = numbers.astype(np.float32)
    return found


@pytest.mark.parametrize("form", FORMS)
def test_an_adapter_is_what_merged_weights_are(form: Form) -> None:
    assert main(["build", "tiny"]) == 0
    adapter = adapter_of(manifest_of("tiny"), 5)
    base = stored_weights(*stored_places("tiny"))

    def merged(name: str) -> np.ndarray:
        layer, _, matrix = name.partition(".")
        if matrix not in MATRICES:
            return base.tensor(name)
        a, b = (adapter[f"{matrix}.{side}"][int(layer)] for side in "AB")
        return base.tensor(name) + (a @ b).T

    weights = Weights(base.shape, merged)
    expected = logits(weights, hidden_states(weights, IDS))
    run = open_form("tiny", form)
    plain, _, _ = run(IDS, None, 0)
    scores, _, _ = run(IDS, None, 0, adapter)
    np.testing.assert_allclose(scores, expected, atol=1e-3)
    assert np.abs(plain - expected).max() > 0.5
    again, _, _ = run(IDS, None, 0)
    np.testing.assert_array_equal(again, plain)
