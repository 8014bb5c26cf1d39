"""A model whose files the hub has: described without them, and fetched, checked and laid out.

The hub is a stand-in on this machine; its model is the tiny one under the names of the real one.
"""

import copy
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import onnx
import pytest

from models import orders
from models.__main__ import main
from models.cache import model_files, models_root, read_manifest
from models.hub import download as downloading
from models.hub.address import HubModel
from models.multimodal.tables import read_tables
from tests.unit.models.hub.hub_server import Hub, serving

MODEL = "gemma-4-e2b-it"
TINY = "tiny-gemma-4"


@pytest.fixture
def pin() -> dict[str, Any]:
    return orders.find_pin(MODEL)[0]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pin: dict[str, Any]) -> Iterator[Hub]:
    """A hub that has the tiny model where the real one is, and a pin with its hashes."""
    assert main(["build", TINY]) == 0
    held, small = tmp_path / "hub", copy.deepcopy(pin)
    for file in small["source"]["files"]:
        source = models_root() / TINY / file["path"].replace("q4f16", "q4")
        data = source.read_bytes() if source.is_file() else file["path"].encode()
        (held / file["path"]).parent.mkdir(parents=True, exist_ok=True)
        (held / file["path"]).write_bytes(data)
        file |= {"bytes": len(data), "sha256": sha256(data).hexdigest()}
    monkeypatch.setattr(orders, "read_pins", lambda: [small])
    monkeypatch.setattr(downloading, "PAUSES_SECONDS", (0, 0))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    source = small["source"]
    with serving(held, source["repository"], source["revision"]) as served:
        monkeypatch.setenv("HEARTHSIDE_HUB", served.origin)
        yield served


def described(out: Path, *more: str) -> dict[str, Any]:
    assert main(["describe", MODEL, "--out", str(out), *more]) == 0
    manifest = read_manifest(out / MODEL)
    assert manifest is not None
    return manifest


def test_the_real_one_is_described_without_its_files(tmp_path: Path, pin: dict[str, Any]) -> None:
    told = described(tmp_path)
    source = pin["source"]
    assert told["licence"]["name"] == "Apache License 2.0"
    files = {file["path"]: file for file in told["files"]}
    for file in source["files"]:
        assert {key: files[file["path"]][key] for key in file} == file
        assert files[file["path"]]["chunks"] == []
    form, processor = told["forms"]["webgpu"], told["forms"]["wasm"]
    assert (form["features"], processor["features"]) == (["shader-f16"], [])
    assert (processor["component"], processor["graphs"]) == ("processor", form["graphs"])
    named = {path for one in form["graphs"].values() for path in (one["graph"], *one["weights"])}
    assert named <= files.keys() and len(named) == 8
    # The hub's four data files and what a cache of the whole context takes: e2b.md's arithmetic.
    assert told["min_bytes_free"] == sum(file["bytes"] for file in told["files"])
    assert 3.3e9 < told["min_bytes_free"] < 3.5e9
    assert 1.7e9 < told["needs"]["webgpu"]["memory_bytes"] < 2.6e9
    assert told["needs"]["wasm"]["token_ms"] == 215
    assert told["needs"]["wasm"]["prompt_tokens_s"] == 10.6
    # A tab has 4 GiB of WASM memory at most.
    assert 1.5e9 < told["needs"]["wasm"]["memory_bytes"] < 2.2e9
    address = HubModel(source["repository"], source["revision"]).file(source["files"][-1]["path"])
    assert address.endswith(f"/resolve/{source['revision']}/onnx/vision_encoder_q4f16.onnx_data")
    index = json.loads((tmp_path / "index.json").read_text())
    assert [entry["id"] for entry in index["models"]] == [MODEL]


def test_the_real_ones_ids_are_its_own(tmp_path: Path) -> None:
    told = described(tmp_path)
    assert told["eos_ids"] == [1, 106, 50]
    assert told["media"]["image"]["place_id"] == 258880
    assert told["media"]["audio"]["place_id"] == 258881
    assert [size for size in told["cache"]["head_dims"] if size == 512] == [512] * 3
    assert len(told["cache"]["head_dims"]) == 15


def test_verified_it_has_chunks_and_says_where_rows_lie(hub: Hub, tmp_path: Path) -> None:
    bare, whole = described(tmp_path / "bare"), described(tmp_path / "whole", "--verify")
    assert whole["forms"]["wasm"].pop("tables") == whole["forms"]["webgpu"]["tables"]
    tables = whole["forms"]["webgpu"].pop("tables")
    assert tables["file"] == "onnx/embed_tokens_q4f16.onnx_data"
    assert tables["tokens"]["rows"] == 749
    for file in whole["files"]:
        chunk = sha256(hub.files.get(file["path"], b"")).hexdigest()
        assert file["chunks"] == [chunk if file["path"] in hub.files else file["sha256"]]
    for manifest in (bare, whole):
        for file in manifest["files"]:
            file["chunks"] = []
    assert bare == whole


def test_built_it_is_what_was_described(hub: Hub, tmp_path: Path) -> None:
    whole = described(tmp_path, "--verify")
    hub.asked.clear()
    assert main(["build", MODEL]) == 0
    assert not hub.asked  # what was verified is kept
    built = read_manifest(models_root() / MODEL)
    assert built == whole
    assert model_files(MODEL)["LICENSE.txt"].read_bytes() == hub.files["LICENSE.txt"]
    assert (models_root() / MODEL / "NOTICE.txt").read_text().startswith("Gemma 4 E2B is by Google")


def test_another_file_than_the_pins_is_refused(
    hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "onnx/decoder_model_merged_q4f16.onnx_data"
    hub.sent[name] = bytes(len(hub.files[name]))
    assert main(["describe", MODEL, "--out", str(tmp_path), "--verify"]) == 1
    assert f"{name} came with another hash" in capsys.readouterr().err
    assert not (tmp_path / MODEL).exists()


def test_what_is_made_here_is_not_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["describe", TINY, "--out", str(tmp_path)]) == 1
    assert "build it" in capsys.readouterr().err


def test_tables_that_lie_otherwise_are_left_to_the_graph(tmp_path: Path) -> None:
    assert main(["build", TINY]) == 0
    path = models_root() / TINY / "onnx/embed_tokens_q4.onnx"
    assert read_tables(path, "weights") is not None
    for spoil in ("name", "scale", "bits"):
        model = onnx.load(path, load_external_data=False)
        [first, *_] = [one for one in model.graph.node if one.op_type == "GatherBlockQuantized"]
        if spoil == "name":
            first.name = "/model/other"
        elif spoil == "bits":
            [bits] = [fact for fact in first.attribute if fact.name == "bits"]
            bits.i = 8
        else:
            [scaled, *_] = [one for one in model.graph.node if one.op_type == "Mul"]
            scaled.op_type = "Add"
        onnx.save(model, tmp_path / "spoilt.onnx")
        assert read_tables(tmp_path / "spoilt.onnx", "weights") is None
