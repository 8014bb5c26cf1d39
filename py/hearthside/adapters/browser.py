"""What the mind finds in a browser: an engine and a shelf behind pipes, and a page to serve.

    home = connect()                                    # after a snapshot is restored, not before
    home.serve({Op.APP_START: start, Op.APP_EVENT: event})
    model = await load_model(home.engine, "gemma-3-270m-en")

The one file of the library that knows `js` and `pyodide`, and it imports them only when `connect`
runs: a memory snapshot is made long before there is a page. What it finds is one global object,
`hearthside = {post(pipe, text, *buffers), listen}`. Knows nothing of screens, prompts or sampling.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from hearthside.errors import error_of
from hearthside.ports import LoadProgress, ModelInfo, StepResult
from hearthside.rpc import Call, Handler, Peer
from hearthside.wire import Code, Op, Topic

_Read = TypeVar("_Read")

# Longer than the longest thing an engine does without looking up: one chunk of a prompt.
ENGINE_GRACE_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Home:
    """Everything around the mind."""

    page: Peer
    engine: "BrowserEngine"
    shelf: "BrowserShelf"

    def serve(self, handlers: Mapping[str, Handler]) -> None:
        """Answer what the page asks: one handler per operation, see `Peer.handle`."""
        for op, handler in handlers.items():
            self.page.handle(op, handler)


def connect(bridge: Any = None, *, models_url: str | None = None) -> Home:
    """Open the pipes. `bridge` is the global `hearthside`; `models_url` the folder of the models.

    By default both are found where the site has them, beside the worker's own script.
    """
    from pyodide.ffi import create_proxy

    if bridge is None:
        import js

        bridge = js.hearthside
    if models_url is None:
        from js import URL, location

        models_url = str(URL.new("../models/", location.href).href)
    # A snapshot froze the generator's state: without this every visit draws the same numbers.
    random.seed()
    page = Peer(_into(bridge, "page"))
    engine = Peer(
        _into(bridge, "engine"),
        grace_s=ENGINE_GRACE_S,
        on_stuck=lambda _op: page.note(Topic.KILL, {"worker": "engine"}),
    )
    shelf = Peer(_into(bridge, "shelf"))
    page.on_note(Topic.LOST, lambda data: _on_lost(engine, data))
    readers = {"page": page.receive, "engine": engine.receive, "shelf": shelf.receive}
    bridge.listen = create_proxy(
        lambda pipe, text, *buffers: readers[pipe](text, *(it.to_bytes() for it in buffers))
    )
    return Home(page, BrowserEngine(engine, models_url), BrowserShelf(shelf))


def _into(bridge: Any, pipe: str) -> Callable[..., None]:
    from pyodide.ffi import to_js

    return lambda text, *buffers: bridge.post(pipe, text, *map(to_js, buffers))


def _on_lost(engine: Peer, data: Any) -> None:
    if data["worker"] == "engine":
        engine.lost(Code.ENGINE_LOST, data.get("message") or "The engine ended unexpectedly.")


class BrowserEngine:
    """The `Engine` in the worker next door, over `peer`."""

    def __init__(self, peer: Peer, models_url: str) -> None:
        self.models_url: Final = models_url
        self._peer = peer

    async def probe(self) -> dict[str, Any]:
        """What this browser can do: `{webgpu, wasm, storage, memory_gb}`, in plain values."""
        return await _read(self._peer.call(Op.ENGINE_PROBE), _same)

    async def kept(self) -> list[dict[str, Any]]:
        """The models on this device: `[{id, bytes, complete}]`."""
        call = self._peer.call(Op.MODEL_KEPT, {"base_url": self.models_url})
        return await _read(call, lambda value: list(value["models"]))

    async def forget(self, model: str) -> None:
        """Delete a model's files from this device."""
        args = {"model": model, "base_url": self.models_url}
        await self._peer.call(Op.MODEL_FORGET, args)

    async def load(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> ModelInfo:
        call = self._peer.call(
            Op.MODEL_LOAD,
            {
                "model": model,
                "base_url": self.models_url,
                "device": device,
                "allow_software": allow_software,
            },
        )
        try:
            async for part in call:
                if on_progress is not None:
                    on_progress(_progress(part))
        finally:
            call.stop()  # a reader of progress that fails must not leave a download behind
        return await _read(call, _model_info)

    async def unload(self) -> None:
        await self._peer.call(Op.MODEL_UNLOAD)

    async def encode(self, text: str, *, bos: bool = False) -> list[int]:
        call = self._peer.call(Op.TEXT_ENCODE, {"text": text, "bos": bos})
        return await _read(call, lambda value: list(value["ids"]))

    async def decode(self, ids: Sequence[int]) -> str:
        call = self._peer.call(Op.TEXT_DECODE, {"ids": tuple(ids)})
        return await _read(call, lambda value: str(value["text"]))

    async def pieces(self, ids: Sequence[int]) -> list[str]:
        call = self._peer.call(Op.TEXT_PIECES, {"ids": tuple(ids)})
        return await _read(call, lambda value: list(value["pieces"]))

    async def open_cache(self) -> int:
        return await _read(self._peer.call(Op.CACHE_OPEN), _cache)

    async def fork_cache(self, cache: int) -> int:
        return await _read(self._peer.call(Op.CACHE_FORK, {"cache": cache}), _cache)

    async def cut_cache(self, cache: int, length_tokens: int) -> None:
        await self._peer.call(Op.CACHE_CUT, {"cache": cache, "length_tokens": length_tokens})

    async def close_cache(self, cache: int) -> None:
        await self._peer.call(Op.CACHE_CLOSE, {"cache": cache})

    async def step(
        self,
        cache: int,
        ids: Sequence[int],
        *,
        top_k: int,
        ask_ids: Sequence[int] = (),
        want_log_z: bool = False,
        want_hidden: bool = False,
    ) -> StepResult:
        call = self._peer.call(
            Op.STEP,
            {
                "cache": cache,
                "ids": tuple(ids),
                "top_k": top_k,
                "ask_ids": tuple(ask_ids),
                "want_log_z": want_log_z,
                "want_hidden": want_hidden,
            },
        )
        return await _read(call, _step_result)

    async def score(self, cache: int, continuations: Sequence[Sequence[int]]) -> list[list[float]]:
        args = {"cache": cache, "continuations": [tuple(ids) for ids in continuations]}
        return await _read(self._peer.call(Op.SCORE, args), lambda value: list(value["log_probs"]))


class BrowserShelf:
    """The `Shelf` in the browser's own database, over `peer`."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def list(self, collection: str) -> list[tuple[str, str]]:
        call = self._peer.call(Op.SHELF_LIST, {"collection": collection})
        return await _read(call, lambda value: [(key, text) for key, text in value["entries"]])

    async def get(self, collection: str, key: str) -> str | None:
        call = self._peer.call(Op.SHELF_GET, {"collection": collection, "key": key})
        return await _read(call, lambda value: value["text"])

    async def put(self, collection: str, key: str, text: str) -> None:
        args = {"collection": collection, "key": key, "text": text}
        await self._peer.call(Op.SHELF_PUT, args)

    async def delete(self, collection: str, key: str) -> None:
        await self._peer.call(Op.SHELF_DELETE, {"collection": collection, "key": key})


async def _read(call: Call, reader: Callable[[Any], _Read]) -> _Read:
    """The value of `call` as `reader` understands it; engine.failed when it does not."""
    value = await call
    try:
        return reader(value)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise error_of(
            Code.ENGINE_FAILED,
            "An answer could not be understood. Reload the page: its parts may be of two versions.",
            f"{call.op}: {type(error).__name__}: {error}",
        ) from error


def _same(value: Any) -> dict[str, Any]:
    return dict(value)


def _cache(value: Any) -> int:
    return int(value["cache"])


def _progress(part: Any) -> LoadProgress:
    return LoadProgress(part["phase"], part.get("loaded_bytes", 0), part.get("total_bytes", 0))


def _model_info(value: Any) -> ModelInfo:
    return ModelInfo(
        id=value["id"],
        title=value["title"],
        style=value["style"],
        device=value["device"],
        device_reason=value["device_reason"],
        form=value["form"],
        hash=value["hash"],
        vocab_size=value["vocab_size"],
        context_tokens=value["context_tokens"],
        bos_id=value["bos_id"],
        eos_ids=tuple(value["eos_ids"]),
        chat_template=value.get("chat_template") or "",
        vocabulary=value.get("vocabulary", "full"),
        threads=value.get("threads", 1),
    )


def _step_result(value: Any) -> StepResult:
    return StepResult(
        length=value["length"],
        top_ids=tuple(value["top_ids"]),
        top_logits=tuple(value["top_logits"]),
        asked_logits=tuple(value["asked_logits"]),
        log_z=value["log_z"],
        engine_ms=value["engine_ms"],
        hidden=tuple(value["hidden"]),
    )
