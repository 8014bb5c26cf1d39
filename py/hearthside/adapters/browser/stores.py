"""What is kept in the browser: the shelf of documents, and the encrypted store of bytes.

Knows the wire's operations of both; knows nothing of where the browser keeps them.
"""

from hearthside.adapters.browser.answers import read
from hearthside.wire import Op
from hearthside.wire.rpc import Peer


class BrowserShelf:
    """The `Shelf` in the browser's own database, over `peer`."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def list(self, collection: str) -> list[tuple[str, str]]:
        call = self._peer.call(Op.SHELF_LIST, {"collection": collection})
        return await read(call, lambda value: [(key, text) for key, text in value["entries"]])

    async def get(self, collection: str, key: str) -> str | None:
        call = self._peer.call(Op.SHELF_GET, {"collection": collection, "key": key})
        return await read(call, lambda value: value["text"])

    async def put(self, collection: str, key: str, text: str) -> None:
        args = {"collection": collection, "key": key, "text": text}
        await self._peer.call(Op.SHELF_PUT, args)

    async def delete(self, collection: str, key: str) -> None:
        await self._peer.call(Op.SHELF_DELETE, {"collection": collection, "key": key})


class BrowserEncryptedStore:
    """The `EncryptedStore` in the browser's own files, over `peer`."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def keys(self, collection: str) -> list[str]:
        call = self._peer.call(Op.CHEST_KEYS, {"collection": collection})
        return await read(call, lambda value: [str(key) for key in value["keys"]])

    async def read(self, collection: str, key: str) -> bytes | None:
        call = self._peer.call(Op.CHEST_READ, {"collection": collection, "key": key})
        return await read(call, _bytes_or_none)

    async def write(self, collection: str, key: str, data: bytes) -> None:
        args = {"collection": collection, "key": key, "bytes": data}
        await self._peer.call(Op.CHEST_WRITE, args)

    async def delete(self, collection: str, key: str) -> None:
        await self._peer.call(Op.CHEST_DELETE, {"collection": collection, "key": key})

    async def clear(self, collection: str) -> None:
        await self._peer.call(Op.CHEST_CLEAR, {"collection": collection})

    async def state(self, collection: str) -> tuple[bool, bool]:
        call = self._peer.call(Op.CHEST_STATE, {"collection": collection})
        return await read(call, lambda value: (bool(value["sealed"]), bool(value["open"])))

    async def open(self, collection: str, passphrase: str) -> None:
        args = {"collection": collection, "passphrase": passphrase}
        await self._peer.call(Op.CHEST_OPEN, args)

    async def lock(self, collection: str) -> None:
        await self._peer.call(Op.CHEST_LOCK, {"collection": collection})

    async def changed(self, collection: str) -> list[str] | None:
        call = self._peer.call(Op.CHEST_CHANGED, {"collection": collection})
        return await read(call, _keys_or_none)


def _keys_or_none(value: dict[str, object]) -> list[str] | None:
    keys = value["keys"]
    if keys is None:
        return None
    if not isinstance(keys, list):
        raise TypeError(f"no keys: {type(keys).__name__}")
    return [str(key) for key in keys]


def _bytes_or_none(value: dict[str, object]) -> bytes | None:
    found = value["bytes"]
    if found is None or isinstance(found, bytes):
        return found
    raise TypeError(f"no bytes: {type(found).__name__}")
