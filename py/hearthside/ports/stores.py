"""What is kept on the device: bytes that may be encrypted, and JSON documents. Protocols only."""

from typing import Protocol


class EncryptedStore(Protocol):
    """Bytes kept on the device under a key within a named collection, sealed when wanted.

    What is sealed is encrypted on the device with a key that only the passphrase gives; while it is
    locked, reading and writing raise passphrase.needed. Not hidden are how many keys there are and
    about how long each of their bytes is. A key is any text. Many small reads are quicker at once.
    """

    async def keys(self, collection: str) -> list[str]:
        """Every key of the collection, in no order; none where it was never written to."""
        ...

    async def read(self, collection: str, key: str) -> bytes | None:
        """None where nothing is kept. Raises InvalidInput: file.invalid where it is damaged."""
        ...

    async def write(self, collection: str, key: str, data: bytes) -> None:
        """Whole or not at all. Raises StorageError (storage.full)."""
        ...

    async def delete(self, collection: str, key: str) -> None:
        """Forget one key; does nothing where there is none."""
        ...

    async def clear(self, collection: str) -> None:
        """All of the collection, its seal too: the only way on without the passphrase."""
        ...

    async def state(self, collection: str) -> tuple[bool, bool]:
        """(sealed, open): an unsealed collection is always open."""
        ...

    async def open(self, collection: str, passphrase: str) -> None:
        """Open a sealed collection, or seal an empty one. Raises passphrase.wrong."""
        ...

    async def lock(self, collection: str) -> None:
        """Close a sealed collection until its passphrase is given again."""
        ...

    async def changed(self, collection: str) -> list[str] | None:
        """The keys that other tabs wrote or deleted since this was asked last, or since the
        collection was first touched; None after they cleared it. Heard of within milliseconds."""
        ...


class Shelf(Protocol):
    """Documents kept on the device: JSON text under a key within a named collection. A key is any
    text. Every method raises StorageError where the device cannot keep or read any."""

    async def list(self, collection: str) -> list[tuple[str, str]]:
        """Every (key, text) of the collection, in no order."""
        ...

    async def get(self, collection: str, key: str) -> str | None:
        """The text under `key`, None where there is none."""
        ...

    async def put(self, collection: str, key: str, text: str) -> None:
        """Keep `text` under `key`, in place of what was there. Raises storage.full."""
        ...

    async def delete(self, collection: str, key: str) -> None:
        """Forget one document; does nothing where there is none."""
        ...
