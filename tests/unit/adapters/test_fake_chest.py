"""The promises of the chest in memory, beside those that every chest makes."""

from collections.abc import Awaitable, Callable

import pytest

from hearthside.adapters.fake.store import FakeChest
from hearthside.errors import InvalidInput, StorageError
from hearthside.ports import Chest
from hearthside.wire import Code, Op
from tests.unit.adapters.chest_contract import CONTRACT


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_it_keeps_the_contract(promise: Callable[[Chest], Awaitable[None]]) -> None:
    await promise(FakeChest())


async def test_what_does_not_fit_is_refused_and_the_old_bytes_stay() -> None:
    chest = FakeChest(limit_bytes=10)
    await chest.write("room", "a", b"12345")
    for key in ("a", "b"):
        with pytest.raises(StorageError) as caught:
            await chest.write("room", key, b"123456")
        assert caught.value.code is Code.STORAGE_FULL
    assert (await chest.keys("room"), chest.size_bytes) == (["a"], 5)
    await chest.delete("room", "a")
    await chest.write("room", "b", b"123456")


async def test_it_fails_once_as_told() -> None:
    chest = FakeChest()
    chest.fail_next(Op.CHEST_WRITE, Code.STORAGE_FULL)
    with pytest.raises(StorageError):
        await chest.write("room", "a", b"x")
    assert await chest.read("room", "a") is None
    await chest.write("room", "a", b"x")
    assert await chest.read("room", "a") == b"x"


async def test_what_is_damaged_is_said_until_it_is_written_again() -> None:
    chest = FakeChest()
    await chest.write("room", "a", b"x")
    chest.damage("room", "a")
    with pytest.raises(InvalidInput) as caught:
        await chest.read("room", "a")
    assert caught.value.code is Code.FILE_INVALID
    await chest.write("room", "a", b"y")
    assert await chest.read("room", "a") == b"y"


async def test_a_reload_locks_what_is_sealed() -> None:
    chest = FakeChest()
    await chest.open("sealed", "sesame")
    await chest.write("plain", "a", b"x")
    chest.reload()
    assert await chest.state("sealed") == (True, False)
    assert await chest.read("plain", "a") == b"x"


async def test_a_tab_hears_what_others_changed_in_what_it_has_touched() -> None:
    chest = FakeChest()
    other = chest.tab()
    await other.write("room", "before", b"x")
    assert await chest.changed("room") == []
    await chest.write("room", "own", b"x")
    await other.write("room", "key", b"y")
    await other.write("hall", "key", b"y")
    await other.delete("room", "before")
    assert await chest.read("room", "key") == b"y"
    assert await chest.changed("room") == ["before", "key"]
    assert await chest.changed("room") == [] == await chest.changed("hall")
    assert await other.changed("room") == ["own"]
    await other.clear("room")
    await other.write("room", "key", b"z")
    assert await chest.changed("room") is None
    assert await chest.changed("room") == []
