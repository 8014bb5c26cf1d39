"""The engine's own code, run by Node, says of the tiny Gemma 4 what Hugging Face's code does."""

import base64
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.__main__ import main
from models.cache import models_root
from models.multimodal import facts
from models.multimodal.storage import EMBED, graph_path, write_graphs, write_weights
from models.multimodal.tables import read_tables
from tests.unit.models.multimodal import cases
from tests.unit.models.multimodal.graphs import Graphs
from tests.unit.models.multimodal.test_multimodal_graphs import (
    FEATURES,
    GOLDEN,
    KINDS,
    LOGITS,
    MODEL,
    VOCABULARY,
    apart,
)

SCRIPT = Path(__file__).parents[3] / "web" / "gemma4" / "ask.mjs"
CONTEXT_TOKENS = 64
ROW_IDS = [2, 5, 300, 742, *facts.placeholder_ids(VOCABULARY), len(VOCABULARY) - 1]
TYPES = {np.dtype(np.float32): "float32", np.dtype(np.int64): "int64", np.dtype(np.bool_): "bool"}


@dataclass(frozen=True)
class Said:
    """What the engine said, and the rows that the graph in float16 looks up."""

    features: dict[str, np.ndarray]
    logits: dict[str, np.ndarray]
    chosen: dict[str, list[int]]
    rows: tuple[np.ndarray, np.ndarray]
    wanted_rows: tuple[np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    assert main(["build", "tiny-gemma-4"]) == 0
    folder = models_root() / "tiny-gemma-4"
    half = tmp_path_factory.mktemp("half")
    slots = write_weights(MODEL, half, "q4f16")
    places = facts.placeholder_ids(VOCABULARY)
    write_graphs(MODEL, half, "q4f16", slots, places, CONTEXT_TOKENS)
    path = graph_path(EMBED, "q4f16")
    tables = read_tables(half / path, f"{path}_data")
    assert tables is not None
    asked = {
        "media": _media(),
        "prompts": [_prompt(kind) for kind in KINDS],
        "tokens": cases.GREEDY_TOKENS,
        "rows": {
            **{"file": str(half / tables["file"]), "tables": tables},
            **{"ids": ROW_IDS, "places": places},
        },
    }
    return _asked(folder, asked, Graphs(half, "q4f16", VOCABULARY))


def _asked(folder: Path, asked: dict[str, Any], half: Graphs) -> Said:
    done = subprocess.run(
        ["node", SCRIPT, folder], input=json.dumps(asked), text=True, stdout=-1, timeout=60
    )
    assert done.returncode == 0
    told = json.loads(done.stdout)
    embeds, layers = half.looked_up(ROW_IDS)
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


def test_soft_tokens_are_those_of_hugging_face(said: Said) -> None:
    for kind, features in said.features.items():
        wanted = GOLDEN[f"{kind}_features"]
        assert apart(features.reshape(wanted.shape), wanted) < FEATURES["q4"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_is_what_hugging_face_says(said: Said, kind: str) -> None:
    assert apart(said.logits[kind], GOLDEN[f"{kind}_logits"][-1]) < LOGITS["q4"]
    assert said.chosen[kind] == GOLDEN[f"{kind}_greedy"].tolist()


def test_rows_with_scales_in_float16_are_the_bits_of_the_graph(said: Said) -> None:
    for found, wanted in zip(said.rows, said.wanted_rows, strict=True):
        assert np.array_equal(found, wanted)
