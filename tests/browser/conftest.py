"""A Chromium, the built site on a server of its own, and guards that watch every page.

Fixtures:
    serve        make a server of dist/ (or of another folder); `Server.stop()` takes it away
    server       the server most tests share, with the site's headers
    chromium     the browser, one for all tests; another one once it has died
    context      a fresh profile (see `profile`), which keeps the site where the test is marked so;
                 ends by failing on any console error, page error or request that left the origin
    page         a page in it
    unbound      another browser, with all cores of the machine
    expect_noise tell the guard which console errors this test causes (parts of their text)
    canary       a second server on another port that must never be reached
    first_visit  the site, in a test that is marked so: Python is up, and the site is kept

Screenshots go to test-results/ (`shot(page, name)`). Knows nothing of the product's screens.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Request,
    expect,
)

from tests.browser.living import FLAGS, Living
from tests.browsers import find_chromium, on_all_cores
from web.site.serve import make_server

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("HEARTHSIDE_DIST") or ROOT / "dist")
SHOTS = ROOT / "test-results"
SPY = Path(__file__).with_name("spy.js")
READY = "lifeNotes.some(note => note.topic === 'worker.ready' && note.worker === 'mind')"
KEPT = "navigator.serviceWorker?.controller?.state === 'activated'"
BOOT_LIMIT_MS = 60_000
# How long an `expect` without a limit of its own waits. Playwright's five seconds are a clock: on a
# machine that is shared by many, Python in the page may take longer to answer a click.
expect.set_options(timeout=BOOT_LIMIT_MS)


class Server:
    """A site on 127.0.0.1 that can be taken away."""

    def __init__(self, folder: Path, *, bare: bool = False) -> None:
        self._server = make_server(folder, bare=bare)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """Close the port. May be called twice."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Guard:
    """What a page must not do: complain, or talk to another origin."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.expected: list[str] = []
        self.complaints: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Listen to all pages and workers of `context`."""
        context.on("console", lambda said: said.type == "error" and self._heard(said.text))
        context.on("weberror", lambda error: self._heard(str(error.error)))
        context.on("request", self._asked)

    def _heard(self, text: str) -> None:
        self.complaints.append(text)

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        local = address.scheme in {"data", "blob", "about"}
        if not local and f"{address.scheme}://{address.netloc}" != self.origin.rstrip("/"):
            self.complaints.append(f"a request left the origin: {request.url}")

    def verdict(self) -> list[str]:
        """The complaints that the test did not announce."""
        return [text for text in self.complaints if not any(part in text for part in self.expected)]


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(folder: Path = DIST, *, bare: bool = False) -> Server:
        servers.append(Server(folder, bare=bare))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def server(serve: Callable[..., Server]) -> Server:
    assert (DIST / "sw.js").is_file(), "run `python3 build.py site` first"
    return serve()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with closing(Living()) as living:
        yield cast(Browser, living)


@pytest.fixture
def guard(server: Server) -> Guard:
    return Guard(server.url)


@pytest.fixture
def expect_noise(guard: Guard) -> Callable[..., None]:
    return lambda *parts: guard.expected.extend(parts)


def profile(
    browser: Browser, guard: Guard | None = None, *, keeps: bool = False, **options: Any
) -> BrowserContext:
    """A fresh profile with the spy in it, watched by `guard`, of somebody who wants less motion.

    Only one that `keeps` has a service worker, which fetches and hashes the whole site behind every
    first visit: as much work as the visit itself, and a matter of the tests that are about it. A
    moving fire is drawn by the processor here, sixty times a second: a quarter of a visit's work.
    """
    options = {"viewport": {"width": 1200, "height": 900}, "reduced_motion": "reduce"} | options
    context = browser.new_context(service_workers="allow" if keeps else "block", **options)
    context.set_default_timeout(BOOT_LIMIT_MS)  # as for `expect`, above
    context.add_init_script(path=SPY)
    if guard:
        guard.watch(context)
    return context


@contextmanager
def watched(
    browser: Browser, guard: Guard, *, keeps: bool = False, **options: Any
) -> Iterator[BrowserContext]:
    """A `profile` that is closed at the end, and must have given `guard` nothing to complain of."""
    context = profile(browser, guard, keeps=keeps, **options)
    yield context
    with suppress(Error):  # its browser has died, which the test has heard
        context.close()
    assert guard.verdict() == []


@pytest.fixture
def context(
    request: pytest.FixtureRequest, chromium: Browser, guard: Guard
) -> Iterator[BrowserContext]:
    keeps = request.node.get_closest_marker("keeps") is not None
    with watched(chromium, guard, keeps=keeps) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def first_visit(server: Server, page: Page) -> Page:
    visit(page, server.url)
    kept(page)
    return page


class Canary(BaseHTTPRequestHandler):
    """Answers everybody, and remembers that it was asked."""

    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cross-Origin-Resource-Policy", "cross-origin")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_POST = do_PUT = do_OPTIONS = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """(address, paths asked for so far)."""
    heard: list[str] = []
    handler = type("HeardCanary", (Canary,), {"heard": heard})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", heard
        server.shutdown()
        thread.join()


# Looked at inside the page: each look from here would wake three processes. Ends by itself, so that
# a page that says nothing is left in time.
WATCH = """new Promise((resolve, reject) => {{
  const end_ms = performance.now() + 1000;
  const look = async () => {{
    try {{
      const so = Boolean(await ({expression}));
      if (so || performance.now() > end_ms) resolve(so);
      else setTimeout(look, 50);
    }} catch (error) {{
      reject(error);
    }}
  }};
  look();
}})"""


@pytest.fixture
def unbound(chromium: Browser, tmp_path: Path) -> Iterator[Browser]:
    """A Chromium on all cores, whatever the cores of these tests are."""
    path = on_all_cores(find_chromium(), tmp_path)
    with closing(chromium.browser_type.launch(executable_path=path, args=list(FLAGS))) as browser:
        yield browser


def until(page: Page, expression: str, limit_ms: int = BOOT_LIMIT_MS) -> None:
    """Wait until `expression` is truthy in the page, over reloads too.

    Playwright's own wait evaluates text inside the page, which the content policy forbids.
    """
    end_s = time.monotonic() + limit_ms / 1000
    while time.monotonic() < end_s:
        with suppress(Error):  # the page is on its way to another document
            if page.evaluate(WATCH.format(expression=expression)):
                return
        page.wait_for_timeout(50)
    raise AssertionError(f"not so within {limit_ms} ms: {expression}")


def visit(page: Page, url: str) -> None:
    """Open `url` and wait until Python is up."""
    page.goto(url)
    until(page, READY)


def kept(page: Page) -> None:
    """Wait until the service worker keeps the site, in a profile that `keeps`."""
    until(page, KEPT)


def twin(source: Path, target: Path) -> None:
    """A copy of a folder, by hard links where there are some: replace a file, never write in it."""

    def link(old: str, new: str) -> None:
        try:
            Path(new).hardlink_to(old)
        except OSError:
            shutil.copyfile(old, new)

    shutil.copytree(source, target, copy_function=link)


def replace(file: Path, text: str) -> None:
    """Writes a file anew, leaving the one it was linked to alone."""
    file.unlink()
    file.write_text(text, encoding="utf-8")


def shot(page: Page, name: str) -> None:
    """A picture for the person who reads the results."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
