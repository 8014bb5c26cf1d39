"""The contract of chests, kept by the browser's own under Node. CPython only."""

from collections.abc import Awaitable, Callable

import pytest

from hearthside.adapters.browser import BrowserChest
from hearthside.ports import Chest
from tests.unit.adapters.chest_contract import CONTRACT
from tests.unit.adapters.far_node import far_node


@pytest.mark.parametrize("kind", ["opfs", "cache", "memory"])
@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_the_browsers_chest_keeps_the_contract(
    promise: Callable[[Chest], Awaitable[None]], kind: str
) -> None:
    async with far_node("chest", kind) as peer:
        await promise(BrowserChest(peer))
