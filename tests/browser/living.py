"""The browser that tests share, which may die. Knows no page and no test."""

from contextlib import ExitStack, suppress
from typing import Any

from playwright.sync_api import Browser, Error, sync_playwright

from tests.browsers import find_chromium

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Living:
    """The browser that all tests share, or another one where it, or its driver, has died."""

    def __init__(self) -> None:
        self._opened = ExitStack()
        self._browser: Browser | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._alive(), name)

    def _alive(self) -> Browser:
        if self._browser is not None:
            with suppress(Error):
                self._browser.new_context().close()
                return self._browser
            self.close()
        tools = self._opened.enter_context(sync_playwright())
        self._browser = tools.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        self._opened.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        """Ends what runs, dead or alive."""
        with suppress(Error):
            self._opened.close()
