"""The contract of encrypted stores, kept by the browser's own under Node. CPython only."""

import pytest

from hearthside.adapters.browser import BrowserEncryptedStore
from tests.unit.adapters.far_node import far_node
from tests.unit.adapters.store_contract import CONTRACT, cleared


@pytest.mark.parametrize("kind", ["opfs", "cache", "memory"])
async def test_the_browsers_encrypted_store_keeps_the_contract(kind: str) -> None:
    async with far_node("chest", kind) as peer:
        encrypted = BrowserEncryptedStore(peer)
        for promise in CONTRACT:
            await promise(await cleared(encrypted))
