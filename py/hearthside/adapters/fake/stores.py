"""An store in memory that keeps its promises: seals, locks, a limit, and failures when told to.

    encrypted = FakeEncryptedStore(limit_bytes=1000)
    encrypted.fail_next(Op.CHEST_WRITE, Code.STORAGE_FULL)
    encrypted.damage("letters", "vectors")       # as a disk does: reading it raises file.invalid
    encrypted.reload()                           # as when the page is: what is sealed is locked
    other = encrypted.tab()                      # the same device, as another tab has it

Encrypts nothing. Knows nothing of what the bytes are.
"""

from dataclasses import dataclass, field

from hearthside.adapters.fake.faults import Faults
from hearthside.errors import HearthsideError, error_of
from hearthside.wire import Code, Op


@dataclass
class _Collection:
    content: dict[str, bytes] = field(default_factory=dict)
    passphrase: str = ""  # empty where it is not sealed
    locked: bool = False


class FakeEncryptedStore:
    """An `EncryptedStore` for tests and for the app without a browser."""

    def __init__(self, *, limit_bytes: int | None = None) -> None:
        self.limit_bytes = limit_bytes
        self._collections: dict[str, _Collection] = {}
        self._faults = Faults()
        self._damaged: set[tuple[str, str]] = set()
        # What other tabs changed, by collection that this one has touched; None: all of it.
        self._elsewhere: dict[str, set[str] | None] = {}
        self._tabs = [self]

    def fail_next(self, op: Op, code: Code, message: str = "told to fail") -> None:
        """Make the next call of `op` fail with `code`; nothing is changed by it."""
        self._faults.add(op, code, message)

    def damage(self, collection: str, key: str) -> None:
        """Make what is kept there unreadable until it is written again."""
        self._damaged.add((collection, key))

    def reload(self) -> None:
        """Lock what is sealed."""
        for held in self._collections.values():
            held.locked = bool(held.passphrase)

    def tab(self) -> "FakeEncryptedStore":
        """Another tab on the same device; it fails by itself, and locks what this one locks."""
        other = FakeEncryptedStore(limit_bytes=self.limit_bytes)
        other._collections, other._damaged = self._collections, self._damaged
        other._tabs = self._tabs
        self._tabs.append(other)
        return other

    @property
    def size_bytes(self) -> int:
        """How much is kept in all."""
        return sum(
            len(data) for held in self._collections.values() for data in held.content.values()
        )

    async def keys(self, collection: str) -> list[str]:
        return list(self._enter(Op.CHEST_KEYS, collection).content)

    async def read(self, collection: str, key: str) -> bytes | None:
        held = self._enter(Op.CHEST_READ, collection)
        if key in held.content and (collection, key) in self._damaged:
            raise error_of(
                Code.FILE_INVALID, "Something kept on this device is damaged. Make it anew."
            )
        return held.content.get(key)

    async def write(self, collection: str, key: str, data: bytes) -> None:
        held = self._enter(Op.CHEST_WRITE, collection)
        # The old bytes go only when the new ones are safe: for a while both are there.
        if self.limit_bytes is not None and self.size_bytes + len(data) > self.limit_bytes:
            raise error_of(
                Code.STORAGE_FULL,
                "This device has no room left to keep it. Delete something you no longer need.",
            )
        held.content[key] = bytes(data)
        self._damaged.discard((collection, key))
        self._tell(collection, key)

    async def delete(self, collection: str, key: str) -> None:
        self._enter(Op.CHEST_DELETE, collection).content.pop(key, None)
        self._tell(collection, key)

    async def clear(self, collection: str) -> None:
        self._faults.meet(Op.CHEST_CLEAR)
        self._collections.pop(collection, None)
        self._tell(collection, None)

    async def state(self, collection: str) -> tuple[bool, bool]:
        self._faults.meet(Op.CHEST_STATE)
        held = self._held(collection)
        return bool(held.passphrase), not held.locked

    async def open(self, collection: str, passphrase: str) -> None:
        self._faults.meet(Op.CHEST_OPEN)
        held = self._held(collection)
        if not passphrase:
            raise error_of(Code.CALL_INVALID, "A passphrase must have at least one character.")
        if held.passphrase and held.passphrase != passphrase:
            raise error_of(Code.PASSPHRASE_WRONG, "This is not the passphrase it was sealed with.")
        if not held.passphrase and held.content:
            raise error_of(Code.CALL_INVALID, "Only what is empty can be sealed: it must be new.")
        held.passphrase, held.locked = passphrase, False

    async def lock(self, collection: str) -> None:
        self._faults.meet(Op.CHEST_LOCK)
        held = self._held(collection)
        held.locked = bool(held.passphrase)

    async def changed(self, collection: str) -> list[str] | None:
        self._enter(Op.CHEST_CHANGED, collection)
        found = self._elsewhere.get(collection, set())
        self._elsewhere[collection] = set()
        return None if found is None else sorted(found)

    def _tell(self, collection: str, key: str | None) -> None:
        for other in self._tabs:
            found = other._elsewhere.get(collection)
            if other is self or collection not in other._elsewhere:
                continue
            if key is None:
                other._elsewhere[collection] = None
            elif found is not None:
                found.add(key)

    def _held(self, collection: str) -> _Collection:
        self._elsewhere.setdefault(collection, set())
        return self._collections.setdefault(collection, _Collection())

    def _enter(self, op: Op, collection: str) -> _Collection:
        self._faults.meet(op)
        held = self._held(collection)
        if held.locked:
            raise _needed()
        return held


def _needed() -> HearthsideError:
    return error_of(Code.PASSPHRASE_NEEDED, "This is locked. Enter its passphrase first.")
