"""The pipes that connect() finds in a worker, with a peer behind each of them. Holds no test."""

import asyncio
from collections.abc import Callable
from typing import Any

from hearthside.wire.rpc import Part, Peer


class FarBytes:
    """A Uint8Array as Python sees it."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def to_bytes(self) -> bytes:
        return self.content


class Bridge:
    """What mind.worker.js puts on globalThis: a post, a listen, and a peer behind every pipe."""

    base_url = "http://site/"

    def __init__(self) -> None:
        self.listen: Callable[..., None] | None = None
        self.far = {
            pipe: Peer(self._towards(pipe)) for pipe in ("page", "engine", "shelf", "trainer")
        }
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def file(self, path: str) -> FarBytes | None:
        """What lies on the site: its own path, but for what is "missing"."""
        return None if path == "missing" else FarBytes(path.encode())

    def post(self, pipe: str, text: str, *buffers: FarBytes) -> None:
        contents = [buffer.content for buffer in buffers]
        asyncio.get_running_loop().call_soon(self.far[pipe].receive, text, *contents)

    def _towards(self, pipe: str) -> Callable[..., None]:
        def send(text: str, *buffers: bytes) -> None:
            assert self.listen is not None
            far = map(FarBytes, buffers)
            asyncio.get_running_loop().call_soon(self.listen, pipe, text, *far)

        return send

    def answer(self, pipe: str, op: str, value: Any, parts: tuple[Any, ...] = ()) -> None:
        async def handler(args: dict[str, Any], part: Part) -> Any:
            self.asked.append((op, args))
            for one in parts:
                part(one)
            return value

        self.far[pipe].handle(op, handler)
