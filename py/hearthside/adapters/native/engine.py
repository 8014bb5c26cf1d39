"""The engine on CPython: ONNX Runtime on the CPU and a model folder, for developers and for tests.

    engine = NativeEngine(Path.home() / ".cache/hearthside/models")
    model = await load_model(engine, "gemma-3-270m-en")

Computes the same `wasm` form that browsers do. The one file of the library that imports
onnxruntime. Knows nothing of downloads, sampling or prompts.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from hearthside.adapters.manifest import model_info
from hearthside.adapters.native.folder import read_manifest, weight_files
from hearthside.adapters.native.table import Table
from hearthside.errors import error_of
from hearthside.ports import LoadProgress, ModelInfo, StepResult
from hearthside.wire import Code

_Floats = npt.NDArray[np.float32]
_FORM: Final = "wasm"
_NO_LOGITS: Final = -1


@dataclass(frozen=True, slots=True)
class _Cache:
    """Tokens and their keys and values, float32 [1, kv_heads, tokens, head_dim]. Never changed."""

    ids: tuple[int, ...]
    past: dict[str, _Floats]

    def first(self, length_tokens: int) -> "_Cache":
        cut = {
            name: np.ascontiguousarray(array[:, :, :length_tokens])
            for name, array in self.past.items()
        }
        return _Cache(self.ids[:length_tokens], cut)


@dataclass(frozen=True, slots=True)
class _Loaded:
    info: ModelInfo
    session: Any
    tokenizer: Any
    table: Table
    empty: _Cache


@dataclass(frozen=True, slots=True)
class _Seen:
    """A cache after some tokens: logits [kept, vocab], and the last position's hidden state."""

    cache: _Cache
    logits: _Floats
    hidden: _Floats


class NativeEngine:
    """An `Engine` over the model folders in `models`, with `threads` threads of one process."""

    def __init__(self, models: Path, *, threads: int = 2) -> None:
        self._models = models
        self._threads = threads
        self._loaded: _Loaded | None = None
        self._caches: dict[int, _Cache] = {}
        self._next_cache = 1

    async def load(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> ModelInfo:
        if device == "webgpu":
            raise error_of(Code.DEVICE_NONE, "There is no WebGPU outside a browser. Use auto.")
        await self.unload()
        tell = on_progress or (lambda _: None)
        tell(LoadProgress("load"))
        manifest = await asyncio.to_thread(read_manifest, self._models / model, _FORM)
        loaded = await asyncio.to_thread(_load, self._models / model, manifest, self._threads)
        tell(LoadProgress("selftest"))
        await asyncio.to_thread(_check_numbers, loaded, manifest["selftest"])
        self._loaded = loaded
        return loaded.info

    async def unload(self) -> None:
        self._loaded = None
        self._caches.clear()

    async def encode(self, text: str, *, bos: bool = False) -> list[int]:
        loaded = self._model()
        sound = text.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
        ids: list[int] = loaded.tokenizer.encode(sound, add_special_tokens=False).ids
        return [loaded.info.bos_id, *ids] if bos else ids

    async def decode(self, ids: Sequence[int]) -> str:
        text: str = self._model().tokenizer.decode(list(ids), skip_special_tokens=False)
        return text

    async def pieces(self, ids: Sequence[int]) -> list[str]:
        tokenizer = self._model().tokenizer
        return [tokenizer.id_to_token(token) for token in ids]

    async def open_cache(self) -> int:
        return self._keep(self._model().empty)

    async def fork_cache(self, cache: int) -> int:
        return self._keep(self._cache(cache))

    async def cut_cache(self, cache: int, length_tokens: int) -> None:
        held = self._cache(cache)
        if not 0 <= length_tokens <= len(held.ids):
            raise error_of(
                Code.CALL_INVALID, f"Cannot cut {len(held.ids)} tokens to {length_tokens}."
            )
        if length_tokens < len(held.ids):
            self._caches[cache] = held.first(length_tokens)

    async def close_cache(self, cache: int) -> None:
        self._cache(cache)
        del self._caches[cache]

    async def step(
        self,
        cache: int,
        ids: Sequence[int],
        *,
        top_k: int,
        ask_ids: Sequence[int] = (),
        want_log_z: bool = False,
        want_hidden: bool = False,
        advance: bool = True,
    ) -> StepResult:
        loaded, held = self._model(), self._cache(cache)
        _check_ids(loaded.info, ids, len(held.ids))
        headed = bool(top_k or want_log_z)
        began_s = time.perf_counter()
        seen = await asyncio.to_thread(_compute, loaded, held, ids, 1 if headed else _NO_LOGITS)
        if advance:  # only now, on the loop: a call cancelled meanwhile leaves the cache as it was
            self._caches[cache] = seen.cache
        last = seen.logits[-1] if headed else np.zeros(0, np.float32)
        asked = last[list(ask_ids)] if headed else loaded.table.logits(seen.hidden, ask_ids)
        top = _highest(last, top_k)
        return StepResult(
            length=len(seen.cache.ids),
            top_ids=tuple(top.tolist()),
            top_logits=tuple(last[top].tolist()),
            asked_logits=tuple(asked.tolist()),
            log_z=float(_log_z(last)) if want_log_z else None,
            engine_ms=(time.perf_counter() - began_s) * 1000,
            hidden=tuple(seen.hidden.tolist()) if want_hidden else (),
        )

    async def score(self, cache: int, continuations: Sequence[Sequence[int]]) -> list[list[float]]:
        loaded, held = self._model(), self._cache(cache)
        if not held.ids:
            raise error_of(Code.CALL_INVALID, "There is nothing in the cache to continue.")
        # The last token is fed again: its own step may have skipped the head.
        before, last = held.first(len(held.ids) - 1), held.ids[-1]
        scores = []
        for ids in continuations:
            _check_ids(loaded.info, ids, len(held.ids))
            fed = [last, *ids[:-1]]
            seen = await asyncio.to_thread(_compute, loaded, before, fed, len(ids))
            chosen = seen.logits[np.arange(len(ids)), list(ids)]
            scores.append((chosen - _log_z(seen.logits)).tolist())
        return scores

    def _model(self) -> _Loaded:
        if self._loaded is None:
            raise error_of(Code.MODEL_NONE, "No model is loaded. Load one first.")
        return self._loaded

    def _cache(self, cache: int) -> _Cache:
        if cache not in self._caches:
            raise error_of(Code.CACHE_UNKNOWN, f"There is no cache {cache}.")
        return self._caches[cache]

    def _keep(self, cache: _Cache) -> int:
        number, self._next_cache = self._next_cache, self._next_cache + 1
        self._caches[number] = cache
        return number


def here(threads: int) -> dict[str, Any]:
    """Where a model runs that is loaded here, beside what its manifest says."""
    reason = "outside a browser"
    return {"device": "cpu", "device_reason": reason, "form": _FORM, "threads": threads}


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
    form = form or manifest["forms"][_FORM]
    for section, entries in form["session_options"].get("extra", {}).items():
        for key, value in entries.items():
            options.add_session_config_entry(f"{section}.{key}", value)
    graph = folder / form["graph"]
    try:
        return onnxruntime.InferenceSession(graph, options, ["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no public base class
        raise error_of(Code.MODEL_UNFIT, f"{graph.name} does not load.", str(error)) from error


def _load(folder: Path, manifest: dict[str, Any], threads: int) -> _Loaded:
    session = open_session(folder, manifest, threads)
    shape = (1, manifest["kv_heads"], 0, manifest["head_dim"])
    names = [put.name for put in session.get_inputs() if put.name.startswith("past_key_values.")]
    empty = _Cache((), {name: np.zeros(shape, np.float32) for name in names})
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    table = Table.open(weight_files(folder, manifest), manifest["table"])
    info = model_info({**manifest, **here(threads)})
    return _Loaded(info, session, tokenizer, table, empty)


def _check_numbers(loaded: _Loaded, selftest: dict[str, Any]) -> None:
    """Raises device.wrong unless the golden logits come out."""
    seen = _compute(loaded, loaded.empty, selftest["ids"], 1)
    errors = np.abs(seen.logits[-1][selftest["top_ids"]] - np.array(selftest["top_logits"]))
    if not errors.max() <= selftest["max_abs_error"][_FORM]:
        raise error_of(
            Code.DEVICE_WRONG,
            "This machine computes the model wrongly.",
            f"logits are off by {errors.max():.3g}",
        )


def _check_ids(info: ModelInfo, ids: Sequence[int], held_tokens: int) -> None:
    if not ids or not all(0 <= token < info.vocab_size for token in ids):
        raise error_of(
            Code.CALL_INVALID, f"Token ids must be from 0 to {info.vocab_size - 1}, at least one."
        )
    if held_tokens + len(ids) > info.context_tokens:
        raise error_of(Code.CONTEXT_FULL, f"The model reads {info.context_tokens} tokens at most.")


def _compute(loaded: _Loaded, cache: _Cache, ids: Sequence[int], logit_count: int) -> _Seen:
    """What is seen after `ids`, with the logits of the last `logit_count` of them."""
    presents = [name.replace("past_key_values", "present") for name in cache.past]
    feeds = {
        "input_ids": np.array([ids], np.int64),
        "attention_mask": np.ones((1, len(cache.ids) + len(ids)), np.int64),
        "num_logits_to_keep": np.array(logit_count, np.int64),
        **cache.past,
    }
    try:
        outputs = ["logits", "last_hidden_state", *presents]
        logits, hidden, *grown = loaded.session.run(outputs, feeds)
    except Exception as error:  # ONNX Runtime's errors have no public base class
        message = "The model could not be computed."
        raise error_of(Code.ENGINE_FAILED, message, str(error)) from error
    past = dict(zip(cache.past, grown, strict=True))
    return _Seen(_Cache((*cache.ids, *ids), past), logits[0], hidden[0, -1])


def _highest(logits: _Floats, count: int) -> npt.NDArray[np.int64]:
    """Indices of the `count` highest, from the highest down; equals by index."""
    count = min(count, len(logits))
    if not count:
        return np.zeros(0, np.int64)
    some = np.argpartition(logits, -count)[-count:]
    return some[np.lexsort((some, -logits[some]))]


def _log_z(logits: _Floats) -> Any:
    """log(sum(exp)) over the last axis, in float64."""
    wide = logits.astype(np.float64)
    high = wide.max(axis=-1)
    return high + np.log(np.exp(wide - high[..., None]).sum(axis=-1))
