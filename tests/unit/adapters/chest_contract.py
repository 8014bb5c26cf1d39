"""What everybody who answers for `Chest` promises. Holds no test: see CONTRACT."""

from collections.abc import Awaitable
from typing import Final

import pytest

from hearthside.errors import InvalidInput
from hearthside.ports import Chest
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


async def bytes_come_back_under_any_key(chest: Chest) -> None:
    assert await chest.keys("room") == []
    for number, key in enumerate(KEYS):
        assert await chest.read("room", key) is None
        await chest.write("room", key, bytes([number]) + BYTES)
    assert sorted(await chest.keys("room")) == sorted(KEYS)
    for number, key in enumerate(KEYS):
        assert await chest.read("room", key) == bytes([number]) + BYTES
    for key in KEYS:
        await chest.delete("room", key)
    assert await chest.keys("room") == []


async def a_write_takes_the_place_of_the_one_before(chest: Chest) -> None:
    for data in (BYTES * 3, b"", b"new"):
        await chest.write("room", "key", data)
        assert await chest.read("room", "key") == data
    assert await chest.keys("room") == ["key"]
    await chest.delete("room", "key")
    assert await chest.read("room", "key") is None
    await chest.delete("room", "key")


async def collections_are_apart(chest: Chest) -> None:
    for name in ROOMS:
        await chest.write(name, "key", name.encode("utf-8", "surrogatepass"))
    await chest.clear("one")
    assert await chest.keys("one") == []
    for name in ROOMS[1:]:
        assert await chest.read(name, "key") == name.encode("utf-8", "surrogatepass")


async def an_unsealed_collection_is_open(chest: Chest) -> None:
    assert await chest.state("room") == (False, True)
    await chest.lock("room")
    assert await chest.state("room") == (False, True)
    await chest.write("room", "key", b"x")
    assert await chest.read("room", "key") == b"x"


async def only_what_is_empty_is_sealed(chest: Chest) -> None:
    await chest.write("room", "key", b"x")
    await refused(chest.open("room", "sesame"), Code.CALL_INVALID)
    await refused(chest.open("other", ""), Code.CALL_INVALID)
    assert await chest.state("room") == (False, True)
    assert await chest.state("other") == (False, True)
    assert await chest.read("room", "key") == b"x"


async def what_is_locked_tells_nothing(chest: Chest) -> None:
    await chest.open("room", "sesame")
    assert await chest.state("room") == (True, True)
    await chest.write("room", "key", BYTES)
    await chest.lock("room")
    assert await chest.state("room") == (True, False)
    await refused(chest.keys("room"), Code.PASSPHRASE_NEEDED)
    await refused(chest.read("room", "key"), Code.PASSPHRASE_NEEDED)
    await refused(chest.write("room", "key", b"x"), Code.PASSPHRASE_NEEDED)
    await refused(chest.delete("room", "key"), Code.PASSPHRASE_NEEDED)
    await refused(chest.open("room", "Sesame"), Code.PASSPHRASE_WRONG)
    assert await chest.state("room") == (True, False)
    await chest.open("room", "sesame")
    assert await chest.read("room", "key") == BYTES
    await refused(chest.open("room", "wrong"), Code.PASSPHRASE_WRONG)
    assert await chest.keys("room") == ["key"]  # open as before


async def sealed_keys_may_be_any_text(chest: Chest) -> None:
    await chest.open("room", "e\u0301 钥匙")
    for number, key in enumerate(KEYS):
        await chest.write("room", key, bytes([number]))
    await chest.lock("room")
    await chest.open("room", "e\u0301 钥匙")
    assert sorted(await chest.keys("room")) == sorted(KEYS)
    for number, key in enumerate(KEYS):
        assert await chest.read("room", key) == bytes([number])


async def clearing_is_the_way_on_without_the_passphrase(chest: Chest) -> None:
    await chest.open("room", "forgotten")
    await chest.write("room", "key", b"x")
    await chest.lock("room")
    await chest.clear("room")
    assert await chest.state("room") == (False, True)
    assert await chest.keys("room") == []
    await chest.open("room", "another")
    await chest.write("room", "key", b"y")
    assert await chest.read("room", "key") == b"y"
    await chest.clear("never was")


async def cleared(chest: Chest) -> Chest:
    """The same chest with nothing in it that a promise has put there."""
    for name in (*ROOMS, "room", "other"):
        await chest.clear(name)
    return chest


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
