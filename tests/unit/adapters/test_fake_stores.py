"""The promises of the encrypted store in memory, beside those that every encrypted store makes."""

from collections.abc import Awaitable, Callable

import pytest

from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.errors import InvalidInput, StorageError
from hearthside.ports import EncryptedStore
from hearthside.wire import Code, Op
from tests.unit.adapters.store_contract import CONTRACT


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_it_keeps_the_contract(promise: Callable[[EncryptedStore], Awaitable[None]]) -> None:
    await promise(FakeEncryptedStore())


async def test_what_does_not_fit_is_refused_and_the_old_bytes_stay() -> None:
    encrypted = FakeEncryptedStore(limit_bytes=10)
    await encrypted.write("room", "a", b"12345")
    for key in ("a", "b"):
        with pytest.raises(StorageError) as caught:
            await encrypted.write("room", key, b"123456")
        assert caught.value.code is Code.STORAGE_FULL
    assert (await encrypted.keys("room"), encrypted.size_bytes) == (["a"], 5)
    await encrypted.delete("room", "a")
    await encrypted.write("room", "b", b"123456")


async def test_it_fails_once_as_told() -> None:
    encrypted = FakeEncryptedStore()
    encrypted.fail_next(Op.CHEST_WRITE, Code.STORAGE_FULL)
    with pytest.raises(StorageError):
        await encrypted.write("room", "a", b"x")
    assert await encrypted.read("room", "a") is None
    await encrypted.write("room", "a", b"x")
    assert await encrypted.read("room", "a") == b"x"


async def test_what_is_damaged_is_said_until_it_is_written_again() -> None:
    encrypted = FakeEncryptedStore()
    await encrypted.write("room", "a", b"x")
    encrypted.damage("room", "a")
    with pytest.raises(InvalidInput) as caught:
        await encrypted.read("room", "a")
    assert caught.value.code is Code.FILE_INVALID
    await encrypted.write("room", "a", b"y")
    assert await encrypted.read("room", "a") == b"y"


async def test_a_reload_locks_what_is_sealed() -> None:
    encrypted = FakeEncryptedStore()
    await encrypted.open("sealed", "sesame")
    await encrypted.write("plain", "a", b"x")
    encrypted.reload()
    assert await encrypted.state("sealed") == (True, False)
    assert await encrypted.read("plain", "a") == b"x"


async def test_a_tab_hears_what_others_changed_in_what_it_has_touched() -> None:
    encrypted = FakeEncryptedStore()
    other = encrypted.tab()
    await other.write("room", "before", b"x")
    assert await encrypted.changed("room") == []
    await encrypted.write("room", "own", b"x")
    await other.write("room", "key", b"y")
    await other.write("hall", "key", b"y")
    await other.delete("room", "before")
    assert await encrypted.read("room", "key") == b"y"
    assert await encrypted.changed("room") == ["before", "key"]
    assert await encrypted.changed("room") == [] == await encrypted.changed("hall")
    assert await other.changed("room") == ["own"]
    await other.clear("room")
    await other.write("room", "key", b"z")
    assert await encrypted.changed("room") is None
    assert await encrypted.changed("room") == []
