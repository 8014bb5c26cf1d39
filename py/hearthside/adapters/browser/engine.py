"""The language model in the worker next door.

Knows the wire's operations of an engine; knows nothing of browsers, pipes or sampling.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from hearthside.adapters.browser.answers import LoadRequest, followed, load, read
from hearthside.adapters.manifest import model_info
from hearthside.ports import Encoded, LoadProgress, ModelInfo, Placed, Ranked, StepResult
from hearthside.wire import Op
from hearthside.wire.rpc import Peer


class BrowserEngine:
    """The `Engine` and `MediaEngine` in the worker next door, over `peer`."""

    def __init__(self, peer: Peer, models_url: str) -> None:
        self.models_url: Final = models_url
        self._peer = peer

    async def probe(self) -> dict[str, Any]:
        """What this browser can do: `{webgpu, wasm, storage, memory_gb, computing_bytes}`, in plain
        values. The last is the memory that loaded models compute in, 0 where they do not tell."""
        return await read(self._peer.call(Op.ENGINE_PROBE), _same)

    async def kept(self) -> list[dict[str, Any]]:
        """The models on this device: `[{id, bytes, complete}]`."""
        call = self._peer.call(Op.MODEL_KEPT, {"base_url": self.models_url})
        return await read(call, lambda value: list(value["models"]))

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
        request = LoadRequest("generate", model, self.models_url, device, allow_software)
        return await load(self._peer, request, on_progress, model_info)

    async def unload(self) -> None:
        await self._peer.call(Op.MODEL_UNLOAD, {"kind": "generate"})

    async def encode(self, text: str, *, bos: bool = False) -> list[int]:
        call = self._peer.call(Op.TEXT_ENCODE, {"text": text, "bos": bos})
        return await read(call, lambda value: list(value["ids"]))

    async def decode(self, ids: Sequence[int]) -> str:
        call = self._peer.call(Op.TEXT_DECODE, {"ids": tuple(ids)})
        return await read(call, lambda value: str(value["text"]))

    async def pieces(self, ids: Sequence[int]) -> list[str]:
        call = self._peer.call(Op.TEXT_PIECES, {"ids": tuple(ids)})
        return await read(call, lambda value: list(value["pieces"]))

    async def load_adapter(self, rank: int, halves: bytes) -> int:
        call = self._peer.call(Op.ADAPTER_LOAD, {"rank": rank, "halves": halves})
        return await read(call, lambda value: int(value["adapter"]))

    async def unload_adapter(self, adapter: int) -> None:
        await self._peer.call(Op.ADAPTER_UNLOAD, {"adapter": adapter})

    async def open_cache(self, adapter: int | None = None) -> int:
        return await read(self._peer.call(Op.CACHE_OPEN, {"adapter": adapter}), _cache)

    async def fork_cache(self, cache: int) -> int:
        return await read(self._peer.call(Op.CACHE_FORK, {"cache": cache}), _cache)

    async def cut_cache(self, cache: int, length_tokens: int) -> None:
        await self._peer.call(Op.CACHE_CUT, {"cache": cache, "length_tokens": length_tokens})

    async def close_cache(self, cache: int) -> None:
        await self._peer.call(Op.CACHE_CLOSE, {"cache": cache})

    async def prepare_grammars(self) -> None:
        await self._peer.call(Op.GRAMMAR_PREPARE, {})

    async def open_grammar(self, schema: Mapping[str, Any]) -> int:
        call = self._peer.call(Op.GRAMMAR_OPEN, {"schema": dict(schema)})
        return await read(call, lambda value: int(value["grammar"]))

    async def close_grammar(self, grammar: int) -> None:
        await self._peer.call(Op.GRAMMAR_CLOSE, {"grammar": grammar})

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
        args = {
            "cache": cache,
            "ids": tuple(ids),
            "top_k": top_k,
            "ask_ids": tuple(ask_ids),
            "want_log_z": want_log_z,
            "want_hidden": want_hidden,
            "advance": advance,
        }
        if media:
            args["media"] = [(one.media, one.first, one.count) for one in media]
        if grammar is not None:
            args |= {"grammar": grammar, "answered": answered}
        if proposed:
            args["proposed"] = tuple(proposed)
        return await read(self._peer.call(Op.STEP, args), _step_result)

    async def score(self, cache: int, continuations: Sequence[Sequence[int]]) -> list[list[float]]:
        args = {"cache": cache, "continuations": [tuple(ids) for ids in continuations]}
        return await read(self._peer.call(Op.SCORE, args), lambda value: list(value["log_probs"]))

    async def fetch_encoder(
        self,
        kind: Literal["image", "audio"],
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> None:
        await followed(self._peer.call(Op.MEDIA_FETCH, {"kind": kind}), on_progress, _same)

    async def encode_image(self, rgba: bytes, width: int, height: int) -> Encoded:
        picture = {"kind": "image", "rgba": rgba, "width": width, "height": height}
        return await read(self._peer.call(Op.MEDIA_ENCODE, picture), _encoded)

    async def encode_audio(self, samples: bytes) -> Encoded:
        sound = {"kind": "audio", "samples": samples}
        return await read(self._peer.call(Op.MEDIA_ENCODE, sound), _encoded)

    async def close_media(self, media: int) -> None:
        await self._peer.call(Op.MEDIA_CLOSE, {"media": media})


def _same(value: Any) -> dict[str, Any]:
    return dict(value)


def _cache(value: Any) -> int:
    return int(value["cache"])


def _encoded(value: Any) -> Encoded:
    return Encoded(int(value["media"]), int(value["tokens"]), int(value["place_id"]))


def _step_result(value: Any) -> StepResult:
    return StepResult(
        length=value["length"],
        top_ids=tuple(value["top_ids"]),
        top_logits=tuple(value["top_logits"]),
        asked_logits=tuple(value["asked_logits"]),
        log_z=value["log_z"],
        engine_ms=value["engine_ms"],
        hidden=tuple(value["hidden"]),
        ahead=tuple(
            Ranked(tuple(one["ids"]), tuple(one["values"])) for one in value.get("ahead", ())
        ),
    )
