"""The training graph of the tiny model: its loss is the forward pass's, its gradients the slopes.

The measure is in float64 and knows no gradient: the loss a little to either side, along the
gradient that the graph gave and along directions that have nothing to do with it.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from models.__main__ import main
from models.cache import model_files, models_root, read_manifest
from models.graphs.nodes import Form
from models.training.graph import MAX_TOKENS
from models.training.head import CHUNK
from models.training.stage import slots_of
from models.weights.quantise import stored_weights
from models.weights.shape import Weights
from tests.unit.models.training.reference import Text, loss_of, widened

RANK = 3
STEP = 1e-4
TOKENS, ANSWERS = 44, 40  # past tiny's window of 16; a chunk and a part of one


def training_facts() -> dict[str, Any]:
    manifest = read_manifest(models_root() / "tiny")
    assert manifest is not None
    return manifest


def session_of(form: Form) -> onnxruntime.InferenceSession:
    facts = training_facts()["training"]["forms"][form]
    options = onnxruntime.SessionOptions()
    for key, value in facts["session_options"]["extra"]["session"].items():
        options.add_session_config_entry(f"session.{key}", value)
    path = models_root() / "tiny" / facts["graph"]
    return onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])


def stored_tiny() -> Weights:
    manifest, files = training_facts(), model_files("tiny")
    shape, slots = slots_of(manifest)
    return widened(stored_weights(shape, files, slots))


def random_arrays() -> dict[str, np.ndarray]:
    """An adapter that changes much: nothing of it is zero."""
    source, told = np.random.default_rng(5), training_facts()["adapters"]
    arrays = {}
    for module, (inputs, outputs) in told["modules"].items():
        for side, size in (("A", (inputs, RANK)), ("B", (RANK, outputs))):
            numbers = source.standard_normal((told["layers"], *size)) * inputs**-0.5
            arrays[f"{module}.{side}"] = numbers.astype(np.float32)
    return arrays


def random_text() -> Text:
    source = np.random.default_rng(6)
    ids = source.integers(4, 700, TOKENS)
    places = np.arange(TOKENS - ANSWERS - 1, TOKENS - 1)
    return Text(ids, places, source.uniform(0.5, 1.5, ANSWERS) / ANSWERS)


def outputs_of(form: Form) -> dict[str, np.ndarray]:
    session = session_of(form)
    names = [output.name for output in session.get_outputs()]
    feeds = {**random_text().feeds(CHUNK), **random_arrays()}
    return dict(zip(names, session.run(names, feeds), strict=True))


def test_loss_and_gradients_are_those_of_the_forward_pass() -> None:
    assert main(["build", "tiny"]) == 0
    given, weights = outputs_of("wasm"), stored_tiny()
    arrays, text = random_arrays(), random_text()
    assert given["loss"] == pytest.approx(loss_of(weights, arrays, text), rel=1e-5)
    source = np.random.default_rng(7)
    wide = {name: array.astype(np.float64) for name, array in arrays.items()}
    for name, array in wide.items():
        for layer in range(len(array)):
            gradient = given[f"grad.{name}"][layer].astype(np.float64)
            length = float(np.linalg.norm(gradient))
            assert length > 1e-4, f"{name} of layer {layer} learns"
            ways = [gradient, *source.standard_normal((1, *gradient.shape))]
            for way in (way / np.linalg.norm(way) for way in ways):
                sides = []
                for sign in (1, -1):
                    moved = array.copy()
                    moved[layer] += sign * STEP * way
                    sides.append(loss_of(weights, {**wide, name: moved}, text))
                slope = (sides[0] - sides[1]) / (2 * STEP)
                expected = float((gradient * way).sum())
                assert abs(slope - expected) <= 2e-5 * length, f"{name} of layer {layer}"


def test_the_portable_form_gives_the_same() -> None:
    assert main(["build", "tiny"]) == 0
    portable = outputs_of("webgpu")
    for name, value in outputs_of("wasm").items():
        gap = np.linalg.norm(portable[name] - value)
        assert gap <= 1e-5 * np.linalg.norm(value), name


def test_filling_up_and_order_change_nothing() -> None:
    assert main(["build", "tiny"]) == 0
    session, arrays, text = session_of("wasm"), random_arrays(), random_text()
    outputs = ["loss", "grad.qkv.A", "grad.down.B"]
    whole = session.run(outputs, {**text.feeds(CHUNK), **arrays})
    turned = Text(text.ids, text.places[::-1].copy(), text.weights[::-1].copy())
    for other in (turned.feeds(CHUNK), text.feeds(4 * CHUNK)):
        again = session.run(outputs, {**other, **arrays})
        for one, two in zip(whole, again, strict=True):
            assert np.linalg.norm(one - two) <= 1e-5 * np.linalg.norm(one)


def test_an_adapter_of_rank_0_and_one_whose_b_is_zero_are_the_base() -> None:
    assert main(["build", "tiny"]) == 0
    session, weights, text = session_of("wasm"), stored_tiny(), random_text()
    arrays = random_arrays()
    none = {n: a[:, :, :0] if n.endswith("A") else a[:, :0] for n, a in arrays.items()}
    zero = {n: a * 0 if n.endswith("B") else a for n, a in arrays.items()}
    bare = loss_of(weights, {n: a.astype(np.float64) for n, a in zero.items()}, text)
    for some in (none, zero):
        [loss] = session.run(["loss"], {**text.feeds(CHUNK), **some})
        assert loss == pytest.approx(bare, rel=1e-5)


def test_the_graphs_are_a_stage_of_their_own() -> None:
    """Built anew when damaged, with nothing of the model touched; linked out with the model."""
    assert main(["build", "tiny"]) == 0
    folder, manifest = models_root() / "tiny", training_facts()
    own = {path: path.stat().st_mtime_ns for path in folder.iterdir() if "train" not in path.name}
    assert not any("train" in entry["path"] for entry in manifest["files"])
    (folder / "train.wasm.onnx").write_bytes(b"damaged")
    del own[folder / "manifest.json"]
    assert main(["build", "tiny", "--out", str(folder.parent / "out")]) == 0
    assert training_facts() == manifest
    assert {path: path.stat().st_mtime_ns for path in own} == own
    [entry] = [one for one in manifest["training"]["files"] if "wasm" in one["path"]]
    assert entry["forms"] == ["wasm"]
    linked = Path(folder.parent / "out/tiny" / entry["path"])
    assert linked.stat().st_size == entry["bytes"]
    assert manifest["training"]["max_tokens"] == MAX_TOKENS
    [body] = [one for one in manifest["files"] if one["path"] == "body.bin"]
    assert manifest["adapters"]["base"] == body["sha256"]
