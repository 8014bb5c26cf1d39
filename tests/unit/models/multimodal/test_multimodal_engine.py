"""The engine's own code, run by Node, says of the tiny Gemma 4 what Hugging Face's code does: with
the decoder of ONNX Runtime and with our own for processors."""

import base64
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.__main__ import main
from models.cache import MANIFEST, models_root
from models.multimodal import facts
from models.multimodal.four_bits import Precision
from models.multimodal.recipe import CONTEXT_TOKENS
from models.multimodal.storage import EMBED, FOLDER, graph_path, write_graphs, write_weights
from models.multimodal.tables import read_tables
from tests.unit.models.multimodal import cases
from tests.unit.models.multimodal.graphs import Graphs
from tests.unit.models.multimodal.test_multimodal_graphs import (
    FEATURES,
    GOLDEN,
    KINDS,
    LOGITS,
    MODEL,
    PRECISIONS,
    VOCABULARY,
    apart,
)

SCRIPT = Path(__file__).parents[3] / "web" / "gemma4" / "ask.mjs"
ROW_IDS = [2, 5, 300, 742, *facts.placeholder_ids(VOCABULARY), len(VOCABULARY) - 1]
TYPES = {np.dtype(np.float32): "float32", np.dtype(np.int64): "int64", np.dtype(np.bool_): "bool"}


@dataclass(frozen=True)
class Said:
    """What the engine said of a folder, and the rows that its graph looks up."""

    features: dict[str, np.ndarray]
    logits: dict[str, np.ndarray]
    chosen: dict[str, list[int]]
    rows: tuple[np.ndarray, np.ndarray]
    wanted_rows: tuple[np.ndarray, np.ndarray]


ASKED = (("q4", "onnx"), ("q4f16", "onnx"), ("q4", "processor"), ("q4f16", "processor"))
"""Precisions, and who decodes."""
Whose = tuple[Precision, str]
# The processor's activations have 16 bits: numpy with the same rounding is 0.02 from numpy without.
TOLERANCES = {(which, by): LOGITS[which] for which, by in ASKED} | {("q4", "processor"): 0.03}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[Whose, Said]:
    """Of the folder that the recipe makes, and of one in float16, its cache too."""
    assert main(["build", "tiny-gemma-4"]) == 0
    whole = models_root() / "tiny-gemma-4"
    half = _in_float16(tmp_path_factory.mktemp("half"), (whole / MANIFEST).read_text("utf-8"))
    shutil.copy(whole / "config.json", half)
    folders = {"q4": whole, "q4f16": half}
    return {(which, by): _asked(folders[which], which, by) for which, by in ASKED}


def _in_float16(folder: Path, manifest: str) -> Path:
    """The graphs in float16, described as those of `manifest` in float32 are."""
    slots = write_weights(MODEL, folder, "q4f16")
    places = facts.placeholder_ids(VOCABULARY)
    write_graphs(MODEL, folder, "q4f16", slots, places, CONTEXT_TOKENS)
    told = json.loads(manifest.replace("_q4.onnx", "_q4f16.onnx"))
    told["files"] = [
        file for file in told["files"] if file["path"].startswith((FOLDER, "config.json"))
    ]
    path = graph_path(EMBED, "q4f16")
    told["forms"]["wasm"]["tables"] = read_tables(folder / path, f"{path}_data")
    (folder / MANIFEST).write_text(json.dumps(told), "utf-8")
    return folder


def _asked(folder: Path, precision: Precision, by: str) -> Said:
    asked = {
        "media": _media(),
        "prompts": [_prompt(kind) for kind in KINDS],
        "tokens": cases.GREEDY_TOKENS,
        "row_ids": ROW_IDS,
    }
    done = subprocess.run(
        ["node", SCRIPT, folder, by], input=json.dumps(asked), text=True, stdout=-1, timeout=60
    )
    assert done.returncode == 0
    told = json.loads(done.stdout)
    embeds, layers = Graphs(folder, precision, VOCABULARY).looked_up(ROW_IDS)
    return Said(
        {kind: _floats(text) for kind, text in told["features"].items()},
        {kind: _floats(one["logits"]) for kind, one in zip(KINDS, told["prompts"], strict=True)},
        {kind: one["ids"] for kind, one in zip(KINDS, told["prompts"], strict=True)},
        (_floats(told["rows"]["embeds"]), _floats(told["rows"]["layers"])),
        (embeds.ravel(), layers.ravel()),
    )


def _media() -> dict[str, Any]:
    seen = cases.media()
    names = {
        "image": ("pixel_values", "pixel_position_ids"),
        "audio": ("input_features", "input_features_mask"),
    }
    return {
        kind: {name: _packed(getattr(seen, name)) for name in each} for kind, each in names.items()
    }


def _prompt(kind: str) -> dict[str, Any]:
    ids = cases.prompts(VOCABULARY)[kind]
    media = [
        [name, 0, ids.count(VOCABULARY[f"<|{name}|>"])]
        for name, has in zip(("image", "audio"), cases.features_of(kind), strict=True)
        if has
    ]
    return {"ids": ids, "media": media}


def _packed(array: np.ndarray) -> list[Any]:
    return [TYPES[array.dtype], base64.b64encode(array.tobytes()).decode(), list(array.shape)]


def _floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


@pytest.mark.parametrize("precision", PRECISIONS)
def test_soft_tokens_are_those_of_hugging_face(
    said: dict[Whose, Said], precision: Precision
) -> None:
    for kind, features in said[precision, "onnx"].features.items():
        wanted = GOLDEN[f"{kind}_features"]
        assert apart(features.reshape(wanted.shape), wanted) < FEATURES[precision]


@pytest.mark.parametrize("whose", ASKED)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_is_what_hugging_face_says(
    said: dict[Whose, Said], whose: Whose, kind: str
) -> None:
    found = said[whose].logits[kind]
    assert apart(found, GOLDEN[f"{kind}_logits"][-1]) < TOLERANCES[whose]


@pytest.mark.parametrize("by", ["onnx", "processor"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_best_tokens_are_those_of_hugging_face(
    said: dict[Whose, Said], by: str, kind: str
) -> None:
    assert said["q4", by].chosen[kind] == GOLDEN[f"{kind}_greedy"].tolist()


@pytest.mark.parametrize("precision", PRECISIONS)
def test_rows_are_the_bits_that_the_graph_looks_up(
    said: dict[Whose, Said], precision: Precision
) -> None:
    one = said[precision, "onnx"]
    for found, wanted in zip(one.rows, one.wanted_rows, strict=True):
        assert np.array_equal(found, wanted)
