"""The engine on CPython: ONNX Runtime on the CPU and a model folder, for developers and for tests.

    engine = NativeEngine(Path.home() / ".cache/hearthside/models")
    model = await load_model(engine, "gemma-3-270m-en")

Knows nothing of downloads, sampling or prompts; what is computed is in decoder.py.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from tokenizers import Tokenizer

from hearthside.adapters.adapter_numbers import AdapterNumbers
from hearthside.adapters.manifest import model_info
from hearthside.adapters.native.decoder import (
    FORM,
    NO_LOGITS,
    Cache,
    Decoder,
    Floats,
    OneGraph,
    Seen,
    adapter_arrays,
    here,
    log_z,
    ranked,
)
from hearthside.adapters.native.folder import read_manifest
from hearthside.adapters.native.grammar import Grammars
from hearthside.adapters.native.multimodal import FourGraphs, SoftTokens
from hearthside.adapters.native.table import Table
from hearthside.adapters.step_calls import check_proposed
from hearthside.errors import error_of
from hearthside.ports import Encoded, LoadProgress, ModelInfo, Placed, StepResult
from hearthside.wire import Code

_NO_ROW: Final = np.zeros((1, 0), np.float32)


@dataclass(frozen=True, slots=True)
class _Loaded:
    info: ModelInfo
    decoder: Decoder
    tokenizer: Any
    grammars: Grammars


class NativeEngine:
    """An `Engine` over the model folders in `models`, with `threads` threads of one process."""

    def __init__(self, models: Path, *, threads: int = 2) -> None:
        self._models = models
        self._threads = threads
        self._loaded: _Loaded | None = None
        self._caches: dict[int, Cache] = {}
        self._next_cache = 1
        self._adapters = AdapterNumbers()
        self._media = SoftTokens()

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
        manifest = await asyncio.to_thread(read_manifest, self._models / model, FORM)
        loaded = await asyncio.to_thread(_load, self._models / model, manifest, self._threads)
        tell(LoadProgress("selftest"))
        await asyncio.to_thread(_check_numbers, loaded.decoder, manifest["selftest"])
        self._loaded = loaded
        return loaded.info

    async def unload(self) -> None:
        self._loaded = None
        self._caches.clear()
        self._adapters.clear()
        self._media.clear()

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

    async def load_adapter(self, rank: int, halves: bytes) -> int:
        return self._adapters.add(rank, halves, self._model().info)

    async def unload_adapter(self, adapter: int) -> None:
        self._adapters.remove(adapter)
        self._caches = {at: held for at, held in self._caches.items() if held.adapter != adapter}

    async def open_cache(self, adapter: int | None = None) -> int:
        empty, halves = self._model().decoder.empty, self._adapters.get(adapter)
        if halves is None:
            return self._keep(empty)
        return self._keep(replace(empty, adapter=adapter, arrays=adapter_arrays(halves)))

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

    async def prepare_grammars(self) -> None:
        await asyncio.to_thread(self._model().grammars.prepare)

    async def open_grammar(self, schema: Mapping[str, Any]) -> int:
        return await asyncio.to_thread(self._model().grammars.open, schema)

    async def close_grammar(self, grammar: int) -> None:
        self._model().grammars.close(grammar)

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
        media: Sequence[Placed] = (),
        grammar: int | None = None,
        answered: int = 0,
        proposed: Sequence[int] = (),
    ) -> StepResult:
        loaded, held = self._model(), self._cache(cache)
        _check_ids(loaded.info, [*ids, *proposed], len(held.ids))
        check_proposed(ids, proposed, top_k, bool(ask_ids or want_log_z or want_hidden))
        allowed = loaded.grammars.along(grammar, (*held.ids, *ids), answered, proposed)
        fed = [*ids, *proposed[: len(allowed) - 1]]
        table = loaded.decoder.table
        _check_hidden(want_hidden, table)
        soft, began_s = self._media.taken(fed, media, loaded.info.media), time.perf_counter()
        headed = bool(top_k or want_log_z or (ask_ids and table is None))
        count, compute = len(allowed) if headed else NO_LOGITS, loaded.decoder.compute
        seen = await asyncio.to_thread(compute, held, fed, count, soft)
        if advance:  # only now, on the loop: a call cancelled meanwhile leaves the cache as it was
            self._caches[cache] = seen.cache
        rows = seen.logits if headed else _NO_ROW
        top, *ahead = map(ranked, rows, allowed, repeat(top_k))
        return StepResult(
            length=len(seen.cache.ids),
            top_ids=top.ids,
            top_logits=top.logits,
            asked_logits=_asked(seen, rows[0], ask_ids, None if headed else table),
            log_z=float(log_z(rows[0])) if want_log_z else None,
            engine_ms=(time.perf_counter() - began_s) * 1000,
            hidden=tuple(seen.hidden.tolist()) if want_hidden and seen.hidden is not None else (),
            ahead=tuple(ahead),
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
            self._media.taken(fed, (), loaded.info.media)  # within a picture there is no next token
            seen = await asyncio.to_thread(loaded.decoder.compute, before, fed, len(ids), None)
            chosen = seen.logits[np.arange(len(ids)), list(ids)]
            scores.append((chosen - log_z(seen.logits)).tolist())
        return scores

    async def fetch_encoder(
        self,
        kind: Literal["image", "audio"],
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> None:
        self._seeing()  # its files lie beside the decoder's

    async def encode_image(self, rgba: bytes, width: int, height: int) -> Encoded:
        graphs = self._seeing()
        rows = await asyncio.to_thread(graphs.image, rgba, width, height)
        return self._media.keep(graphs.form.image.place_id, rows)

    async def encode_audio(self, samples: bytes) -> Encoded:
        graphs = self._seeing()
        if len(samples) % np.dtype(np.float32).itemsize:
            raise error_of(Code.CALL_INVALID, "Samples must be float32.")
        heard = np.frombuffer(samples, "<f4").astype(np.float32)
        if not np.isfinite(heard).all():
            raise error_of(Code.CALL_INVALID, "Samples must be finite numbers.")
        rows = await asyncio.to_thread(graphs.audio, heard)
        return self._media.keep(graphs.form.audio.place_id, rows)

    async def close_media(self, media: int) -> None:
        self._media.close(media)

    def _seeing(self) -> FourGraphs:
        loaded = self._model()
        if not isinstance(loaded.decoder, FourGraphs):
            raise error_of(Code.MODEL_UNFIT, f"{loaded.info.title} neither sees nor hears.")
        return loaded.decoder

    def _model(self) -> _Loaded:
        if self._loaded is None:
            raise error_of(Code.MODEL_NONE, "No model is loaded. Load one first.")
        return self._loaded

    def _cache(self, cache: int) -> Cache:
        if cache not in self._caches:
            raise error_of(Code.CACHE_UNKNOWN, f"There is no cache {cache}.")
        return self._caches[cache]

    def _keep(self, cache: Cache) -> int:
        number, self._next_cache = self._next_cache, self._next_cache + 1
        self._caches[number] = cache
        return number


def _check_hidden(wanted: bool, table: Table | None) -> None:
    if wanted and table is None:
        raise error_of(Code.CALL_INVALID, "This model tells no hidden state.")


def _asked(seen: Seen, row: Floats, ids: Sequence[int], table: Table | None) -> tuple[float, ...]:
    """Logits of some ids: of the row, or of the hidden state where there is a table for it."""
    if table is None or seen.hidden is None:
        return tuple(row[list(ids)].tolist())
    return tuple(table.logits(seen.hidden, ids).tolist())


def _load(folder: Path, manifest: dict[str, Any], threads: int) -> _Loaded:
    info = model_info({**manifest, **here(threads)})
    if info.media is None:
        decoder: Decoder = OneGraph.opened(folder, manifest, threads)
    else:
        decoder = FourGraphs.opened(folder, manifest, threads, info.media)
    file = folder / "tokenizer.json"
    return _Loaded(info, decoder, Tokenizer.from_file(str(file)), Grammars(file, info))


def _check_numbers(decoder: Decoder, selftest: dict[str, Any]) -> None:
    """Raises device.wrong unless the golden logits come out."""
    seen = decoder.compute(decoder.empty, selftest["ids"], 1, None)
    errors = np.abs(seen.logits[-1][selftest["top_ids"]] - np.array(selftest["top_logits"]))
    if not errors.max() <= selftest["max_abs_error"][FORM]:
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
