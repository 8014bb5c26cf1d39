"""A built model's graph in ONNX Runtime, for tests of recipes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime

from hearthside.adapters.native.decoder import no_adapter
from models.cache import model_files, models_root, read_manifest
from models.graphs.nodes import Form

Run = Callable[..., tuple[np.ndarray, np.ndarray, list[np.ndarray]]]


def manifest_of(model: str) -> dict[str, Any]:
    manifest = read_manifest(models_root() / model)
    assert manifest is not None
    return manifest


def open_form(model: str, form: Form) -> Run:
    """A function (ids, past, keep) -> (scores [k, V], states [S, hidden], past)."""
    manifest, files = manifest_of(model), model_files(model)
    options = onnxruntime.SessionOptions()
    extra = manifest["forms"][form]["session_options"].get("extra", {})
    for key, value in extra.get("session", {}).items():
        options.add_session_config_entry(f"session.{key}", value)
    data = {name: path.read_bytes() for name, path in files.items() if name.endswith(".bin")}
    options.add_external_initializers_from_files_in_memory(
        list(data), list(data.values()), [len(one) for one in data.values()]
    )
    session = onnxruntime.InferenceSession(
        files[f"graph.{form}.onnx"], options, ["CPUExecutionProvider"]
    )
    names = [one.name for one in session.get_inputs() if one.name.startswith("past_key_values.")]
    empty = np.zeros((1, manifest["kv_heads"], 0, manifest["head_dim"]), np.float32)
    none = no_adapter(session)

    def run(ids: np.ndarray, past: list[np.ndarray] | None, keep: int, adapter=none):
        past = past or [empty] * len(names)
        feed = {
            "input_ids": np.asarray(ids, np.int64)[None],
            "attention_mask": np.ones((1, past[0].shape[2] + len(ids)), np.int64),
            "num_logits_to_keep": np.array(keep, np.int64),
            **dict(zip(names, past, strict=True)),
            **adapter,
        }
        scores, states, *present = session.run(None, feed)
        return scores[0], states[0], present

    return run
