"""Two peers that talk to each other, and handlers for them to call. Holds no test."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from hearthside.wire.rpc import Part, Peer


class Wire:
    """Two peers whose texts cross on the next turn of the loop, and all that crossed."""

    def __init__(self, **near_options: Any) -> None:
        self.log: list[dict[str, Any]] = []
        self.near = Peer(self._to(lambda: self.far), **near_options)
        self.far = Peer(self._to(lambda: self.near))

    def _to(self, other: Callable[[], Peer]) -> Callable[..., None]:
        def send(text: str, *buffers: bytes) -> None:
            self.log.append(json.loads(text))
            asyncio.get_running_loop().call_soon(lambda: other().receive(text, *buffers))

        return send

    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.log]


async def double(args: dict[str, Any], _part: Part) -> Any:
    return args["n"] * 2


async def count(args: dict[str, Any], part: Part) -> Any:
    for number in range(args["to"]):
        part(number)
        await asyncio.sleep(0)
    return "counted"


async def wait_for_ever(_args: dict[str, Any], _part: Part) -> Any:
    await asyncio.Event().wait()


async def turns(count: int = 10) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def wait(peer: Peer) -> Any:
    """Calls what never answers."""
    return await peer.call("wait")
