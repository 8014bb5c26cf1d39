"""What everybody who answers for `EncryptedStore` promises. Holds no test: see CONTRACT."""

from collections.abc import Awaitable
from typing import Final

import pytest

from hearthside.errors import InvalidInput
from hearthside.ports import EncryptedStore
from hearthside.wire import Code

# Any text is a key: as a file's name each of these would be trouble somewhere.
KEYS: Final = (
    "",
    ".",
    "..",
    "a/b\\c",
    "CON",
    "A",
    "a",
    "ключ 钥匙 🗝️",
    "e\u0301",
    "\u00e9",
    "nul\0byte",
    "\ud800",
    "\udbff",
    "long " * 200,
    "long " * 200 + ".",
)
BYTES: Final = bytes(range(256)) * 5
ROOMS: Final = ("one", "One", "one/two", "", "\ud800")


async def refused(call: Awaitable[object], code: Code) -> None:
    with pytest.raises(InvalidInput) as caught:
        await call
    assert caught.value.code is code


async def bytes_come_back_under_any_key(encrypted: EncryptedStore) -> None:
    assert await encrypted.keys("room") == []
    for number, key in enumerate(KEYS):
        assert await encrypted.read("room", key) is None
        await encrypted.write("room", key, bytes([number]) + BYTES)
    assert sorted(await encrypted.keys("room")) == sorted(KEYS)
    for number, key in enumerate(KEYS):
        assert await encrypted.read("room", key) == bytes([number]) + BYTES
    for key in KEYS:
        await encrypted.delete("room", key)
    assert await encrypted.keys("room") == []


async def a_write_takes_the_place_of_the_one_before(encrypted: EncryptedStore) -> None:
    for data in (BYTES * 3, b"", b"new"):
        await encrypted.write("room", "key", data)
        assert await encrypted.read("room", "key") == data
    assert await encrypted.keys("room") == ["key"]
    await encrypted.delete("room", "key")
    assert await encrypted.read("room", "key") is None
    await encrypted.delete("room", "key")


async def collections_are_apart(encrypted: EncryptedStore) -> None:
    for name in ROOMS:
        await encrypted.write(name, "key", name.encode("utf-8", "surrogatepass"))
    await encrypted.clear("one")
    assert await encrypted.keys("one") == []
    for name in ROOMS[1:]:
        assert await encrypted.read(name, "key") == name.encode("utf-8", "surrogatepass")


async def an_unsealed_collection_is_open(encrypted: EncryptedStore) -> None:
    assert await encrypted.state("room") == (False, True)
    await encrypted.lock("room")
    assert await encrypted.state("room") == (False, True)
    await encrypted.write("room", "key", b"x")
    assert await encrypted.read("room", "key") == b"x"


async def only_what_is_empty_is_sealed(encrypted: EncryptedStore) -> None:
    await encrypted.write("room", "key", b"x")
    await refused(encrypted.open("room", "sesame"), Code.CALL_INVALID)
    await refused(encrypted.open("other", ""), Code.CALL_INVALID)
    assert await encrypted.state("room") == (False, True)
    assert await encrypted.state("other") == (False, True)
    assert await encrypted.read("room", "key") == b"x"


async def what_is_locked_tells_nothing(encrypted: EncryptedStore) -> None:
    await encrypted.open("room", "sesame")
    assert await encrypted.state("room") == (True, True)
    await encrypted.write("room", "key", BYTES)
    await encrypted.lock("room")
    assert await encrypted.state("room") == (True, False)
    await refused(encrypted.keys("room"), Code.PASSPHRASE_NEEDED)
    await refused(encrypted.read("room", "key"), Code.PASSPHRASE_NEEDED)
    await refused(encrypted.write("room", "key", b"x"), Code.PASSPHRASE_NEEDED)
    await refused(encrypted.delete("room", "key"), Code.PASSPHRASE_NEEDED)
    await refused(encrypted.open("room", "Sesame"), Code.PASSPHRASE_WRONG)
    assert await encrypted.state("room") == (True, False)
    await encrypted.open("room", "sesame")
    assert await encrypted.read("room", "key") == BYTES
    await refused(encrypted.open("room", "wrong"), Code.PASSPHRASE_WRONG)
    assert await encrypted.keys("room") == ["key"]  # open as before


async def sealed_keys_may_be_any_text(encrypted: EncryptedStore) -> None:
    await encrypted.open("room", "e\u0301 钥匙")
    for number, key in enumerate(KEYS):
        await encrypted.write("room", key, bytes([number]))
    await encrypted.lock("room")
    await encrypted.open("room", "e\u0301 钥匙")
    assert sorted(await encrypted.keys("room")) == sorted(KEYS)
    for number, key in enumerate(KEYS):
        assert await encrypted.read("room", key) == bytes([number])


async def clearing_is_the_way_on_without_the_passphrase(encrypted: EncryptedStore) -> None:
    await encrypted.open("room", "forgotten")
    await encrypted.write("room", "key", b"x")
    await encrypted.lock("room")
    await encrypted.clear("room")
    assert await encrypted.state("room") == (False, True)
    assert await encrypted.keys("room") == []
    await encrypted.open("room", "another")
    await encrypted.write("room", "key", b"y")
    assert await encrypted.read("room", "key") == b"y"
    await encrypted.clear("never was")


async def cleared(encrypted: EncryptedStore) -> EncryptedStore:
    """The same encrypted store with nothing in it that a promise has put there."""
    for name in (*ROOMS, "room", "other"):
        await encrypted.clear(name)
    return encrypted


CONTRACT: Final = (
    bytes_come_back_under_any_key,
    a_write_takes_the_place_of_the_one_before,
    collections_are_apart,
    an_unsealed_collection_is_open,
    only_what_is_empty_is_sealed,
    what_is_locked_tells_nothing,
    sealed_keys_may_be_any_text,
    clearing_is_the_way_on_without_the_passphrase,
)
