"""The files of the site that the page came from. Protocol only."""

from typing import Protocol


class SiteFiles(Protocol):
    """What the page's own site serves beside the page: files that are wanted by some visits only.

    In a browser the service worker checks each against the site's list and keeps it for use
    offline; who reads one checks it too, for there may be no service worker.
    """

    async def read(self, path: str) -> bytes:
        """The file at `path` below the site's root. Raises DownloadError (download.failed)."""
        ...
