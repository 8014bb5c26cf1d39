"""A person at the Workbench, and one page that most tests share, as a person would keep one open.

Fixtures:
    bench        a Workbench with the tiny model on WASM; ends by failing on what a page must not do

Knows nothing of what the library answers.
"""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import Guard, Server, until, watched
from tests.browser.visits.person import SLOW_MS

WHERE = "workbench/?model=tiny&embedder=tiny-embedding&device=wasm"
DESK: ViewportSize = {"width": 1280, "height": 860}
TIME_A_STOP = """() => {
  const [run, stop] = ["run", "stop"].map((id) => document.getElementById(id));
  globalThis.stopped = new Promise((resolve) => {
    stop.addEventListener("click", () => {
      const began_ms = performance.now();
      new MutationObserver((_, watch) => {
        if (run.disabled) return;
        watch.disconnect();
        resolve((performance.now() - began_ms) / 1000);
      }).observe(run, { attributes: true });
    }, { once: true, capture: true });
  });
}"""
SETTLED = "(o => o.ariaBusy !== 'true' && o.innerText)(document.querySelector('#output'))"


class Bench:
    """A Workbench page, and a person at it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url + WHERE)
        self.ready()

    def ready(self) -> None:
        """Wait until a cell may be run."""
        until(self.page, "document.querySelector('#run')?.disabled === false", SLOW_MS)
        self.page.wait_for_selector(".cm-content")

    def type(self, source: str) -> None:
        self.page.click(".cm-content")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def start(self, source: str) -> None:
        """Run `source` and come back while it runs."""
        self.type(source)
        self.page.keyboard.press("Control+Enter")

    def run(self, source: str) -> str:
        """Run `source` to its end; its whole output."""
        self.start(source)
        self.ready()
        return self.output()

    def output(self) -> str:
        """What is shown, once all that came is."""
        until(self.page, SETTLED)
        return self.page.inner_text("#output")

    def says(self, text: str) -> None:
        """Wait for `text` in the output."""
        shown = "document.querySelector('#output').innerText"
        until(self.page, f"{shown}.includes({json.dumps(text)})", SLOW_MS)

    def stop(self) -> float:
        """Press Stop; the seconds until a cell may be run again, by the page's own clock: what is
        between it and here waits for other programs too."""
        self.page.evaluate(TIME_A_STOP)
        self.page.click("#stop")
        self.ready()
        taken_s: float = self.page.evaluate("globalThis.stopped")
        return taken_s


@pytest.fixture(scope="package")
def bench(chromium: Browser, server: Server) -> Iterator[Bench]:
    with watched(chromium, Guard(server.url), viewport=DESK) as context:
        yield Bench(context.new_page(), server.url)
