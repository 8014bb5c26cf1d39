"""Runs a built embedding model by ONNX Runtime on the CPU, for the tests of graphs and weights."""

from collections.abc import Callable, Sequence

import numpy as np
import onnxruntime

from models.cache import model_files, models_root, read_manifest

Embed = Callable[[Sequence[Sequence[int]]], np.ndarray]


def open_embedder(model: str, form: str) -> Embed:
    """A function from texts as token ids, all in one run, to vectors [texts, dimensions]."""
    manifest, files = read_manifest(models_root() / model), model_files(model)
    assert manifest is not None
    options = onnxruntime.SessionOptions()
    extra = manifest["forms"][form]["session_options"].get("extra", {})
    for key, value in extra.get("session", {}).items():
        options.add_session_config_entry(f"session.{key}", value)
    graph = files[f"graph.{form}.onnx"]
    session = onnxruntime.InferenceSession(graph, options, ["CPUExecutionProvider"])

    def embed(texts: Sequence[Sequence[int]]) -> np.ndarray:
        longest = max(map(len, texts))
        ids = np.array([[*text, *[0] * (longest - len(text))] for text in texts], np.int64)
        mask = (np.arange(longest) < [[len(text)] for text in texts]).astype(np.int64)
        feed = {"input_ids": ids, "attention_mask": mask}
        (found,) = session.run(["sentence_embedding"], feed)
        return found

    return embed


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The cosine of each row of `a` with the same row of `b`."""
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return (a * b).sum(axis=1) / lengths
