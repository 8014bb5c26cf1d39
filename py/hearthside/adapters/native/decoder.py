"""A language model's graph on CPython, by ONNX Runtime: tokens and a cache in, logits out.

Computes the same `wasm` form that browsers do. Knows nothing of the engine's port, of downloads,
sampling or prompts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from hearthside.adapters.native.folder import weight_files
from hearthside.adapters.native.table import Table
from hearthside.errors import error_of
from hearthside.ports import ARRAYS, Ranked, Stacked
from hearthside.wire import Code

Floats = npt.NDArray[np.float32]
FORM: Final = "wasm"
NO_LOGITS: Final = -1
_PAST: Final = "past_key_values"


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
class Seen:
    """A cache after some tokens: logits [kept, vocab], and the last position's hidden state, None
    where the graph does not tell it."""

    cache: Cache
    logits: Floats
    hidden: Floats | None


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


def no_adapter(session: Any) -> dict[str, Floats]:
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


def empty_cache(session: Any, kv_heads: int, head_dims: Sequence[int]) -> Cache:
    """The cache before the first token, for a graph whose layers that keep any have such heads."""
    names = [put.name for put in session.get_inputs() if put.name.startswith(f"{_PAST}.")]
    sizes = {
        f"{_PAST}.{layer}.{part}": (1, kv_heads, 0, size)
        for layer, size in enumerate(head_dims)
        for part in ("key", "value")
    }
    past = {name: np.zeros(sizes[name], np.float32) for name in names}
    return Cache((), past, None, no_adapter(session))


def run(
    session: Any, cache: Cache, ids: Sequence[int], feeds: Mapping[str, Any], wanted: Sequence[str]
) -> tuple[list[Any], Cache]:
    """The outputs `wanted` and the cache after `ids`. Raises engine.failed."""
    presents = [name.replace(_PAST, "present") for name in cache.past]
    every = {
        "attention_mask": np.ones((1, len(cache.ids) + len(ids)), np.int64),
        **feeds,
        **cache.past,
        **cache.arrays,
    }
    try:
        found = session.run([*wanted, *presents], every)
    except Exception as error:  # ONNX Runtime's errors have no public base class
        message = "The model could not be computed."
        raise error_of(Code.ENGINE_FAILED, message, str(error)) from error
    past = dict(zip(cache.past, found[len(wanted) :], strict=True))
    return found[: len(wanted)], replace(cache, ids=(*cache.ids, *ids), past=past)


class Decoder(Protocol):
    """What the engine feeds, of one graph or of several."""

    @property
    def empty(self) -> Cache:
        """The cache before the first token."""

    @property
    def table(self) -> Table | None:
        """What answers single logits from a hidden state; None where every logit takes the head."""

    def compute(
        self, cache: Cache, ids: Sequence[int], logit_count: int, soft: Floats | None
    ) -> Seen:
        """What is seen after `ids`, with the logits of the last `logit_count` of them, none for
        NO_LOGITS. `soft` [n, hidden] are the soft tokens for the n places among `ids`.

        Raises engine.failed.
        """


@dataclass(frozen=True, slots=True)
class OneGraph:
    """A model of one graph, which looks tokens up by itself and tells its hidden state."""

    session: Any
    table: Table | None
    empty: Cache

    @classmethod
    def opened(cls, folder: Path, manifest: dict[str, Any], threads: int) -> "OneGraph":
        """The model in a folder. Raises ModelError (model.unfit)."""
        session = open_session(folder, manifest, threads)
        sizes = [manifest["head_dim"]] * manifest["layers"]
        table = Table.open(weight_files(folder, manifest), manifest["table"])
        return cls(session, table, empty_cache(session, manifest["kv_heads"], sizes))

    def compute(
        self, cache: Cache, ids: Sequence[int], logit_count: int, soft: Floats | None
    ) -> Seen:
        feeds = {
            "input_ids": np.array([ids], np.int64),
            "num_logits_to_keep": np.array(logit_count, np.int64),
        }
        wanted = ("logits", "last_hidden_state")
        (logits, hidden), grown = run(self.session, cache, ids, feeds, wanted)
        return Seen(grown, logits[0], hidden[0, -1])


def ranked(logits: Floats, allowed: npt.NDArray[np.int64] | None, count: int) -> Ranked:
    """The `count` highest of a row, of those `allowed` where given."""
    top = _highest(logits, count, allowed)
    return Ranked(tuple(top.tolist()), tuple(logits[top].tolist()))


def _highest(
    logits: Floats, count: int, allowed: npt.NDArray[np.int64] | None
) -> npt.NDArray[np.int64]:
    """Indices of the `count` highest, of those `allowed` where given, from the highest down;
    equals by index."""
    ranked = logits if allowed is None else logits[allowed]
    count = min(count, len(ranked))
    if not count:
        return np.zeros(0, np.int64)
    some = np.argpartition(ranked, -count)[-count:]
    some = some[np.lexsort((some, -ranked[some]))]
    return some if allowed is None else allowed[some]


def log_z(logits: Floats) -> Any:
    """log(sum(exp)) over the last axis, in float64."""
    wide = logits.astype(np.float64)
    high = wide.max(axis=-1)
    return high + np.log(np.exp(wide - high[..., None]).sum(axis=-1))
