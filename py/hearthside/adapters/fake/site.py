"""A site in memory. Knows nothing of what its files are."""

from hearthside.errors import error_of
from hearthside.wire import Code


class FakeSite:
    """`SiteFiles` for tests: `files` by path; `asked` are the paths that were read."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = files or {}
        self.asked: list[str] = []

    async def read(self, path: str) -> bytes:
        self.asked.append(path)
        if path not in self.files:
            raise error_of(Code.DOWNLOAD_FAILED, f"The site did not give the file {path}.")
        return self.files[path]
