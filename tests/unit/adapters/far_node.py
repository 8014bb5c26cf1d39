"""The site's own JavaScript at the far end of a wire, run by Node. CPython only. Holds no test."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hearthside.wire.rpc import Peer

SCRIPT = Path(__file__).with_name("far_node.mjs")


@asynccontextmanager
async def far_node(*arguments: str) -> AsyncIterator[Peer]:
    """A peer whose calls far_node.mjs answers as `arguments` tell it, over its stdin and stdout."""
    pipe = asyncio.subprocess.PIPE
    node = await asyncio.create_subprocess_exec(
        "node", str(SCRIPT), *arguments, stdin=pipe, stdout=pipe, limit=2**24
    )
    assert node.stdin is not None and node.stdout is not None
    stdin, stdout = node.stdin, node.stdout

    def send(text: str, *buffers: bytes) -> None:
        packed = [base64.b64encode(one).decode() for one in buffers]
        stdin.write(json.dumps([text, packed]).encode() + b"\n")

    peer = Peer(send)

    async def listen() -> None:
        async for line in stdout:
            text, packed = json.loads(line)
            peer.receive(text, *map(base64.b64decode, packed))

    reading = asyncio.create_task(listen())
    try:
        yield peer
    finally:
        stdin.close()
        await node.wait()
        await reading
