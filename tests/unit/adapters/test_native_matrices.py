"""The contract of matrices, kept by numpy, and by the browser's kernel under Node. CPython only."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hearthside.adapters.browser import BrowserEmbedder
from hearthside.adapters.native_matrices import NativeMatrices
from hearthside.ports import Matrices
from hearthside.rpc import Peer
from tests.unit.adapters.matrix_contract import CONTRACT

HERE = Path(__file__).parent

every_promise = pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)


@asynccontextmanager
async def kernel(kind: str) -> AsyncIterator[Matrices]:
    """The browser's matrices, answered by a Node that runs the site's own JavaScript."""
    pipe = asyncio.subprocess.PIPE
    script = HERE / "answer_matrices.mjs"
    node = await asyncio.create_subprocess_exec(
        "node", str(script), kind, stdin=pipe, stdout=pipe, limit=2**24
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
        yield BrowserEmbedder(peer, "")
    finally:
        stdin.close()
        await node.wait()
        await reading


@every_promise
async def test_numpy_keeps_the_contract(promise: Callable[[Matrices], Awaitable[None]]) -> None:
    await promise(NativeMatrices())


@every_promise
@pytest.mark.parametrize("kind", ["simd", "plain"])
async def test_the_browsers_kernel_keeps_the_contract(
    promise: Callable[[Matrices], Awaitable[None]], kind: str
) -> None:
    async with kernel(kind) as matrices:
        await promise(matrices)
