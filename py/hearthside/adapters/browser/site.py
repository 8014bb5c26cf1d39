"""The site's files, fetched by the mind's worker. Knows nothing of what is in them."""

from collections.abc import Awaitable, Callable
from typing import Any

from hearthside.errors import error_of
from hearthside.wire import Code


class BrowserSite:
    """`SiteFiles` in a browser. `fetched(path)` gives the file's bytes as a JavaScript array, or
    null where they cannot be had."""

    def __init__(self, fetched: Callable[[str], Awaitable[Any]]) -> None:
        self._fetched = fetched

    async def read(self, path: str) -> bytes:
        found = await self._fetched(path)
        if found is None:
            raise error_of(Code.DOWNLOAD_FAILED, f"The site did not give the file {path}.")
        data: bytes = found.to_bytes()
        return data
