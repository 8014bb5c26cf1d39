"""Small texts by collection and key, in memory."""


class FakeShelf:
    """A `Shelf` in memory."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, str]] = {}

    async def list(self, collection: str) -> list[tuple[str, str]]:
        return list(self._rooms.get(collection, {}).items())

    async def get(self, collection: str, key: str) -> str | None:
        return self._rooms.get(collection, {}).get(key)

    async def put(self, collection: str, key: str, text: str) -> None:
        self._rooms.setdefault(collection, {})[key] = text

    async def delete(self, collection: str, key: str) -> None:
        self._rooms.get(collection, {}).pop(key, None)
