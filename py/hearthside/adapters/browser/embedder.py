"""The embedding model in the worker next door, and the arithmetic that is done there.

Knows the wire's operations of both, and how their numbers lie in bytes; knows nothing of browsers,
pipes, or what a vector is for.
"""

from array import array
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from hearthside.adapters.browser.answers import LoadRequest, load, read
from hearthside.adapters.manifest import embedder_info
from hearthside.ports import Embedded, EmbedderInfo, LoadProgress
from hearthside.wire import Op
from hearthside.wire.rpc import Peer


class BrowserEmbedder:
    """The `EmbeddingEngine` and the `Matrices` in the worker next door, over `peer`."""

    def __init__(self, peer: Peer, models_url: str) -> None:
        self.models_url: Final = models_url
        self._peer = peer

    async def load_embedder(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> EmbedderInfo:
        request = LoadRequest("embed", model, self.models_url, device, allow_software)
        return await load(self._peer, request, on_progress, embedder_info)

    async def unload_embedder(self) -> None:
        await self._peer.call(Op.MODEL_UNLOAD, {"kind": "embed"})

    async def embed(self, texts: Sequence[str]) -> Embedded:
        return await read(self._peer.call(Op.EMBED, {"texts": list(texts)}), _embedded)

    async def count_tokens(self, texts: Sequence[str]) -> list[int]:
        call = self._peer.call(Op.EMBED_COUNT, {"texts": list(texts)})
        return await read(call, lambda value: [int(count) for count in value["tokens"]])

    async def open_matrix(self, columns: int) -> int:
        call = self._peer.call(Op.MATRIX_OPEN, {"columns": columns})
        return await read(call, lambda value: int(value["matrix"]))

    async def add_rows(self, matrix: int, rows: bytes, scales: bytes) -> int:
        args = {"matrix": matrix, "rows": rows, "scales": scales}
        call = self._peer.call(Op.MATRIX_ADD, args)
        return await read(call, lambda value: int(value["rows"]))

    async def nearest(
        self,
        matrix: int,
        queries: bytes,
        k: int,
        spans: Sequence[tuple[int, int]] | None = None,
    ) -> list[list[tuple[int, float]]]:
        args: dict[str, Any] = {"matrix": matrix, "queries": queries, "k": k}
        if spans is not None:
            args["spans"] = [list(span) for span in spans]
        return await read(self._peer.call(Op.MATRIX_NEAREST, args), lambda value: _pairs(value, k))

    async def close_matrix(self, matrix: int) -> None:
        await self._peer.call(Op.MATRIX_CLOSE, {"matrix": matrix})

    async def product(self, a: bytes, b: bytes, inner: int) -> bytes:
        call = self._peer.call(Op.MATRIX_PRODUCT, {"a": a, "b": b, "inner": inner})
        return await read(call, lambda value: _bytes(value["product"]))


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    raise TypeError(f"no bytes: {type(value).__name__}")


def _embedded(value: Any) -> Embedded:
    return Embedded(_bytes(value["vectors"]), tuple(value["tokens"]), tuple(value["cut"]))


def _pairs(value: Any, k: int) -> list[list[tuple[int, float]]]:
    """(row, product) for each query; -1 stands where there was no row left."""
    rows, scores = array("i", _bytes(value["rows"])), array("f", _bytes(value["scores"]))
    pairs = list(zip(rows, scores, strict=True))
    places = range(0, len(pairs), k)
    return [[pair for pair in pairs[at : at + k] if pair[0] >= 0] for at in places]
