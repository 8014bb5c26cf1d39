"""Adapters kept on the device: listed, given back as they were, deleted whole, never hidden."""

import json
from dataclasses import replace

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.errors import InvalidInput
from hearthside.lora import ADAPTERS, AdapterShelf
from hearthside.wire import Code
from tests.unit.lora.adapters import small_adapter


async def test_what_is_put_is_listed_and_given_back() -> None:
    seconds = iter(range(1_700_000_000, 1_700_000_009))
    kept = AdapterShelf(FakeShelf(), FakeEncryptedStore(), clock_s=lambda: next(seconds))
    adapter = small_adapter()
    first = await kept.put(adapter, "It helped.")
    second = await kept.put(replace(adapter, manifest=replace(adapter.manifest, title="Other")))
    found, aside = await kept.all()
    assert [key for key, _ in found] == [second, first] and aside == ()
    card = dict(found)[first]
    assert (card.title, card.words) == (adapter.manifest.title, "It helped.")
    assert card.size_bytes == len(await kept.data(first))
    assert await kept.get(first) == adapter
    await kept.delete(first)
    await kept.delete(first)
    with pytest.raises(InvalidInput) as caught:
        await kept.get(first)
    assert caught.value.code is Code.SHELF_MISSING
    assert [key for key, _ in (await kept.all())[0]] == [second]


async def test_a_card_that_cannot_be_read_hides_no_other() -> None:
    shelf, store = FakeShelf(), FakeEncryptedStore()
    kept = AdapterShelf(shelf, store)
    key = await kept.put(small_adapter())
    text = json.loads(await shelf.get(ADAPTERS, key) or "")
    for at, spoilt in enumerate(("no json", {**text, "format": 9}, {**text, "trained": "many"})):
        said = spoilt if isinstance(spoilt, str) else json.dumps(spoilt)
        await shelf.put(ADAPTERS, f"bad{at}", said)
    found, aside = await kept.all()
    assert [one for one, _ in found] == [key]
    assert [it.key for it in aside] == ["bad0", "bad1", "bad2"]
    await kept.delete("bad0")
    assert len((await kept.all())[1]) == 2


async def test_a_file_that_is_damaged_is_said() -> None:
    store = FakeEncryptedStore()
    kept = AdapterShelf(FakeShelf(), store)
    key = await kept.put(small_adapter())
    await store.write(ADAPTERS, key, b"damaged")
    with pytest.raises(InvalidInput) as caught:
        await kept.get(key)
    assert caught.value.code is Code.ADAPTER_INVALID
