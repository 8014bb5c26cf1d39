"""The contract of matrices, kept by numpy, and by the browser's kernel under Node. CPython only."""

from collections.abc import Awaitable, Callable

import pytest

from hearthside.adapters.browser import BrowserEmbedder
from hearthside.adapters.native.matrices import NativeMatrices
from hearthside.ports import Matrices
from tests.unit.adapters.far_node import far_node
from tests.unit.adapters.matrix_contract import CONTRACT

every_promise = pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)


@every_promise
async def test_numpy_keeps_the_contract(promise: Callable[[Matrices], Awaitable[None]]) -> None:
    await promise(NativeMatrices())


@pytest.mark.parametrize("kind", ["simd", "plain"])
async def test_the_browsers_kernel_keeps_the_contract(kind: str) -> None:
    async with far_node("matrices", kind) as peer:
        for promise in CONTRACT:
            await promise(BrowserEmbedder(peer, ""))
