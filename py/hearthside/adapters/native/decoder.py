"""A language model's graph on CPython, by ONNX Runtime: tokens and a cache in, logits out.

Computes the same `wasm` form that browsers do. Knows nothing of the engine's port, of downloads,
sampling or prompts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from hearthside.adapters.manifest import model_info
from hearthside.adapters.native.folder import weight_files
from hearthside.adapters.native.table import Table
from hearthside.errors import error_of
from hearthside.ports import ARRAYS, ModelInfo, Stacked
from hearthside.wire import Code

Floats = npt.NDArray[np.float32]
FORM: Final = "wasm"
NO_LOGITS: Final = -1


@dataclass(frozen=True, slots=True)
class Cache:
    """Tokens and their keys and values, float32 [1, kv_heads, tokens, head_dim], and the adapter
    that they were computed with, by its number and its arrays. Never changed."""

    ids: tuple[int, ...]
    past: dict[str, Floats]
    adapter: int | None
    arrays: dict[str, Floats]

    def first(self, length_tokens: int) -> "Cache":
        """The first tokens of it."""
        cut = {
            name: np.ascontiguousarray(array[:, :, :length_tokens])
            for name, array in self.past.items()
        }
        return Cache(self.ids[:length_tokens], cut, self.adapter, self.arrays)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model's session, its tokenizer and table, and the cache before the first token."""

    info: ModelInfo
    session: Any
    tokenizer: Any
    table: Table
    empty: Cache


@dataclass(frozen=True, slots=True)
class Seen:
    """A cache after some tokens: logits [kept, vocab], and the last position's hidden state."""

    cache: Cache
    logits: Floats
    hidden: Floats


def here(threads: int) -> dict[str, Any]:
    """Where a model runs that is loaded here, beside what its manifest says."""
    reason = "outside a browser"
    return {"device": "cpu", "device_reason": reason, "form": FORM, "threads": threads}


def open_session(
    folder: Path, manifest: dict[str, Any], threads: int, form: dict[str, Any] | None = None
) -> Any:
    """ONNX Runtime over a graph of a model's folder: the `wasm` form's that runs it, or another
    that `form` tells of. Raises ModelError (model.unfit)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    files = weight_files(folder, manifest)
    contents = [path.read_bytes() for path in files.values()]
    options.add_external_initializers_from_files_in_memory(
        list(files), contents, [len(content) for content in contents]
    )
    form = form or manifest["forms"][FORM]
    for section, entries in form["session_options"].get("extra", {}).items():
        for key, value in entries.items():
            options.add_session_config_entry(f"{section}.{key}", value)
    graph = folder / form["graph"]
    try:
        return onnxruntime.InferenceSession(graph, options, ["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no public base class
        raise error_of(Code.MODEL_UNFIT, f"{graph.name} does not load.", str(error)) from error


def load(folder: Path, manifest: dict[str, Any], threads: int) -> Loaded:
    """The model in a folder. Raises ModelError (model.unfit)."""
    session = open_session(folder, manifest, threads)
    shape = (1, manifest["kv_heads"], 0, manifest["head_dim"])
    names = [put.name for put in session.get_inputs() if put.name.startswith("past_key_values.")]
    past = {name: np.zeros(shape, np.float32) for name in names}
    empty = Cache((), past, None, _no_adapter(session))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    table = Table.open(weight_files(folder, manifest), manifest["table"])
    info = model_info({**manifest, **here(threads)})
    return Loaded(info, session, tokenizer, table, empty)


def check_numbers(loaded: Loaded, selftest: dict[str, Any]) -> None:
    """Raises device.wrong unless the golden logits come out."""
    seen = compute(loaded, loaded.empty, selftest["ids"], 1)
    errors = np.abs(seen.logits[-1][selftest["top_ids"]] - np.array(selftest["top_logits"]))
    if not errors.max() <= selftest["max_abs_error"][FORM]:
        raise error_of(
            Code.DEVICE_WRONG,
            "This machine computes the model wrongly.",
            f"logits are off by {errors.max():.3g}",
        )


def _no_adapter(session: Any) -> dict[str, Floats]:
    """What a graph that takes adapters is fed where there is none: rank 0."""
    sizes = {put.name: put.shape for put in session.get_inputs() if put.name in ARRAYS}
    whole = {name: [n if isinstance(n, int) else 0 for n in size] for name, size in sizes.items()}
    return {name: np.zeros(size, np.float32) for name, size in whole.items()}


def adapter_arrays(halves: dict[str, Stacked]) -> dict[str, Floats]:
    """An adapter's arrays as the graph takes them."""
    return {
        name: np.frombuffer(it.data, "<f2").reshape(it.size).astype(np.float32)
        for name, it in halves.items()
    }


def compute(loaded: Loaded, cache: Cache, ids: Sequence[int], logit_count: int) -> Seen:
    """What is seen after `ids`, with the logits of the last `logit_count` of them."""
    presents = [name.replace("past_key_values", "present") for name in cache.past]
    feeds = {
        "input_ids": np.array([ids], np.int64),
        "attention_mask": np.ones((1, len(cache.ids) + len(ids)), np.int64),
        "num_logits_to_keep": np.array(logit_count, np.int64),
        **cache.past,
        **cache.arrays,
    }
    try:
        outputs = ["logits", "last_hidden_state", *presents]
        logits, hidden, *grown = loaded.session.run(outputs, feeds)
    except Exception as error:  # ONNX Runtime's errors have no public base class
        message = "The model could not be computed."
        raise error_of(Code.ENGINE_FAILED, message, str(error)) from error
    past = dict(zip(cache.past, grown, strict=True))
    return Seen(replace(cache, ids=(*cache.ids, *ids), past=past), logits[0], hidden[0, -1])
