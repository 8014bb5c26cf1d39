"""The folder and the manifest of the tiny Gemma 4, as the command line makes them."""

import json
from typing import Any

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

from models.__main__ import main
from models.cache import model_files, models_root, read_manifest
from models.graphs.nodes import FORMS
from models.multimodal.storage import DECODER, EMBED, GRAPHS


@pytest.fixture
def manifest() -> dict[str, Any]:
    assert main(["build", "tiny-gemma-4"]) == 0
    made = read_manifest(models_root() / "tiny-gemma-4")
    assert made is not None
    return made


def test_the_manifest_names_graphs_that_are_there_and_whole(manifest: dict[str, Any]) -> None:
    folder, files = models_root() / "tiny-gemma-4", model_files("tiny-gemma-4")
    paths = {entry["path"] for entry in manifest["files"]}
    assert manifest["kind"] == "multimodal"
    for form in FORMS:
        told = manifest["forms"][form]
        assert [*told["graphs"]] == [*GRAPHS]
        for graph in told["graphs"].values():
            assert {graph["graph"], *graph["weights"]} <= paths
        assert told["tables"]["file"] in paths
    assert len(files) == len(paths)
    assert sum(entry["bytes"] for entry in manifest["files"]) < 1_500_000
    assert folder.is_dir()


def test_the_manifest_says_what_the_decoder_keeps(manifest: dict[str, Any]) -> None:
    path = manifest["forms"]["wasm"]["graphs"][DECODER]["graph"]
    session = onnxruntime.InferenceSession(models_root() / "tiny-gemma-4" / path)
    puts = {put.name: put for put in session.get_inputs()}
    told = manifest["cache"]
    assert len([name for name in puts if name.startswith("past_")]) == 2 * len(told["head_dims"])
    for layer, size in enumerate(told["head_dims"]):
        for part in ("key", "value"):
            put = puts[f"past_key_values.{layer}.{part}"]
            assert put.shape == [1, told["kv_heads"], "past", size]
    assert puts["per_layer_inputs"].shape[2] == manifest["layers"]
    assert puts["inputs_embeds"].shape[2] == manifest["hidden_size"]
    assert session.get_outputs()[0].shape[2] == manifest["vocab_size"]


def test_the_self_test_is_what_the_graphs_compute(manifest: dict[str, Any]) -> None:
    folder, told = models_root() / "tiny-gemma-4", manifest["selftest"]
    graphs = manifest["forms"]["wasm"]["graphs"]
    sessions = {
        name: onnxruntime.InferenceSession(folder / graphs[name]["graph"])
        for name in (EMBED, DECODER)
    }
    ids = told["ids"]
    embeds, layers = sessions[EMBED].run(None, {"input_ids": np.array([ids])})
    past = {
        f"past_key_values.{layer}.{part}": np.zeros((1, 1, 0, size), np.float32)
        for layer, size in enumerate(manifest["cache"]["head_dims"])
        for part in ("key", "value")
    }
    feeds = {
        "inputs_embeds": embeds,
        "per_layer_inputs": layers,
        "attention_mask": np.ones((1, len(ids)), np.int64),
        "position_ids": np.arange(len(ids))[None],
        "num_logits_to_keep": np.array(1),
        **past,
    }
    [logits] = sessions[DECODER].run(["logits"], feeds)
    best = logits[0, -1][told["top_ids"]]
    assert np.abs(best - told["top_logits"]).max() < 1e-3
    assert np.argsort(-logits[0, -1], kind="stable")[:8].tolist() == told["top_ids"]


def test_ids_are_those_of_the_tokenizer(manifest: dict[str, Any]) -> None:
    path = models_root() / "tiny-gemma-4/tokenizer.json"
    reader = Tokenizer.from_file(str(path))
    pieces = {"image": "image", "audio": "audio"}
    for kind, name in pieces.items():
        facts = manifest["media"][kind]
        spelled = f"<|{name}><|{name}|><|{name}|><{name}|>"
        place = facts["place_id"]
        wanted = [facts["begin_id"], place, place, facts["end_id"]]
        assert reader.encode(spelled, add_special_tokens=False).ids == wanted
    ends = [reader.id_to_token(one) for one in manifest["eos_ids"]]
    assert ends == ["<eos>", "<turn|>"]
    for mark in (manifest["chat"]["start"], manifest["chat"]["end"], manifest["thinking"]["ask"]):
        assert reader.token_to_id(mark) is not None
    told = json.loads((models_root() / "tiny-gemma-4/config.json").read_text())
    assert told["image_token_id"] == manifest["media"]["image"]["place_id"]
    assert told["text_config"]["vocab_size"] == manifest["vocab_size"]
