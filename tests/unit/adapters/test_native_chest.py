"""The contract of chests, kept by the browser's own under Node. CPython only."""

import pytest

from hearthside.adapters.browser import BrowserChest
from tests.unit.adapters.chest_contract import CONTRACT, cleared
from tests.unit.adapters.far_node import far_node


@pytest.mark.parametrize("kind", ["opfs", "cache", "memory"])
async def test_the_browsers_chest_keeps_the_contract(kind: str) -> None:
    async with far_node("chest", kind) as peer:
        chest = BrowserChest(peer)
        for promise in CONTRACT:
            await promise(await cleared(chest))
