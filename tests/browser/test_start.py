"""A start that does not go on says why, and what to do.

On a host without headers, with files missing, of another type or of another version. Knows the
words of the watch over the start (app/page/start/watch.js); knows nothing of rooms.
"""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DIST, KEPT, READY, Server, profile, replace, shot, twin, until
from web.site.assemble import seal
from web.site.serve import _TYPES, Handler

pytestmark = pytest.mark.browser

SAID_MS = 60_000  # nine seconds without a step, and what a loaded machine adds
BOOTS_ONLY = """self.onmessage = () => postMessage(
  { kind: "note", topic: "worker.boot", data: { worker: "mind", phase: "start", ms: 1 } });
"""
NOWHERE = ("nothing", "deep/er/nothing.html", "%E0%A4%A", "a" * 300)
HARD_RELOAD = "Page.reload"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the site of one's own."""
    folder = tmp_path / "site"
    twin(DIST, folder)
    return folder


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    context = profile(chromium, keeps=True)
    yield context
    context.close()


def obstacle(page: Page, words: str) -> None:
    """The page says what keeps it, and what to do."""
    expect(page.locator("#obstacle-text")).to_contain_text(words, timeout=SAID_MS)
    expect(page.locator("#obstacle-advice")).to_contain_text("Reload the page")


@pytest.mark.whole
def test_a_hard_reload_on_a_host_without_headers_starts_again(
    visitor: BrowserContext, serve: Callable[..., Server]
) -> None:
    page = visitor.new_page()
    page.goto(serve(bare=True).url)
    until(page, f"crossOriginIsolated && {KEPT} && {READY}")
    page.evaluate("globalThis.before = true")
    visitor.new_cdp_session(page).send(HARD_RELOAD, {"ignoreCache": True})
    until(page, f"!globalThis.before && crossOriginIsolated && {READY}")
    expect(page.locator("#obstacle")).to_be_hidden()


@pytest.mark.parametrize(
    "name",
    [
        "app/page/screen.js",
        pytest.param("web/wire/rpc.js", marks=pytest.mark.whole),
        # Of a mind that does not come, those below tell at each run.
        pytest.param("web/mind/mind.worker.js", marks=pytest.mark.whole),
        pytest.param("web/engine/engine.worker.js", marks=pytest.mark.whole),
    ],
)
def test_a_missing_script_is_named(
    name: str, site: Path, visitor: BrowserContext, serve: Callable[..., Server]
) -> None:
    (site / name).unlink()
    page = visitor.new_page()
    page.goto(serve(site).url)
    obstacle(page, f"{name} is missing")
    shot(page, f"start-missing-{Path(name).stem}")


def test_a_worker_that_never_boots_is_told_of(
    site: Path, visitor: BrowserContext, serve: Callable[..., Server]
) -> None:
    replace(site / "web/mind/mind.worker.js", "for (;;);")
    page = visitor.new_page()
    page.goto(serve(site).url)
    obstacle(page, "web/mind/mind.worker.js is of another version")


@pytest.mark.parametrize(
    ("name", "stub", "part"),
    [
        pytest.param("mind", "", "Python,", id="a silent mind", marks=pytest.mark.whole),
        pytest.param("mind", BOOTS_ONLY, "Python,", id="a mind that boots only"),
        pytest.param("engine", "", "the engine,", id="a silent engine", marks=pytest.mark.whole),
    ],
)
def test_a_worker_that_hangs_with_the_right_bytes_is_told_of(
    name: str,
    stub: str,
    part: str,
    site: Path,
    visitor: BrowserContext,
    serve: Callable[..., Server],
) -> None:
    replace(site / f"web/{name}/{name}.worker.js", stub)
    for sealed in ("files.json", "sw.js"):
        replace(site / sealed, "")
    seal(site)  # to the site, the stub is its own file
    page = visitor.new_page()
    page.goto(serve(site).url)
    until(page, KEPT)  # files that come are a sign of life, too
    obstacle(page, f"There is no answer from {part} though every file of the site is there")
    shot(page, "start-hangs")


INSECURE = """Object.defineProperty(globalThis, "isSecureContext", { value: false });
for (const name of ["randomUUID", "subtle"]) delete Crypto.prototype[name];
for (const name of ["serviceWorker", "storage", "locks"]) delete Navigator.prototype[name];
"""


def test_an_address_that_browsers_do_not_trust_is_told_of(
    visitor: BrowserContext, serve: Callable[..., Server]
) -> None:
    visitor.add_init_script(INSECURE)  # 127.0.0.1 is trusted, so what others lack is taken away
    page = visitor.new_page()
    page.goto(serve().url)
    expect(page.locator("#obstacle-text")).to_contain_text("plain http")
    expect(page.locator("#obstacle-advice")).to_contain_text("https address")


@pytest.mark.whole
def test_a_missing_watch_leaves_a_notice(
    site: Path, visitor: BrowserContext, serve: Callable[..., Server]
) -> None:
    (site / "app/page/start/watch.js").unlink()
    (site / "app/page.js").unlink()
    page = visitor.new_page()
    page.goto(serve(site).url)
    expect(page.locator("#unwatched")).to_be_visible(timeout=SAID_MS)


def test_wasm_of_another_type_does_not_keep_the_page(
    visitor: BrowserContext, serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(_TYPES, ".wasm", "text/plain")
    page = visitor.new_page()
    page.goto(serve().url)
    until(page, READY)


@pytest.mark.parametrize(
    ("bare", "words"),
    [
        (False, r"Starting Python\. [1-9]\d* of \d+ MB"),
        pytest.param(True, r"\d+ files of \d+", marks=pytest.mark.whole),
    ],
)
def test_a_slow_first_visit_shows_how_far_it_is(
    bare: bool,
    words: str,
    visitor: BrowserContext,
    serve: Callable[..., Server],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send, large = Handler._send, 1 << 20

    def slowly(handler: Handler, file: Path, first: int, end: int) -> None:
        while first < end:
            time.sleep(0.6 if end - first > large else 0.1)
            send(handler, file, first, min(first + large, end))
            first += large

    monkeypatch.setattr(Handler, "_send", slowly)
    page = visitor.new_page()
    page.goto(serve(bare=bare).url)
    expect(page.locator("#starting-text")).to_have_text(re.compile(words))
    shot(page, f"start-slow-{'bare' if bare else 'headers'}")
    if not bare:
        until(page, "document.getElementById('starting-bar').value > 0.5")
    until(page, READY)
    expect(page.locator("#starting")).to_be_hidden()
    expect(page.locator("#obstacle")).to_be_hidden()


def test_a_half_deployed_site_is_told_of_on_a_first_visit(
    site: Path, visitor: BrowserContext, serve: Callable[..., Server]
) -> None:
    script = site / "app/page/rows.js"
    replace(script, script.read_text() + "\n// another version\n")
    page = visitor.new_page()
    page.goto(serve(site).url)
    obstacle(page, "app/page/rows.js is of another version")
    shot(page, "start-half-deployed")


@pytest.mark.whole
def test_unknown_addresses_give_a_page_that_leads_back(
    visitor: BrowserContext, server: Server
) -> None:
    page = visitor.new_page()

    def lead_back(path: str) -> int:
        answer = page.goto(server.url + path)
        page.get_by_role("link", name="Hearthside, the start page").click()
        page.wait_for_url(server.url)
        assert answer
        return answer.status

    for path in NOWHERE:
        assert lead_back(path) == 404, path
    until(page, f"{READY} && {KEPT}")
    for path in NOWHERE:
        lead_back(path)  # now from the service worker
    until(page, READY)


@pytest.mark.whole
def test_the_workbench_without_its_slash_is_led_to_it(
    visitor: BrowserContext, server: Server
) -> None:
    page = visitor.new_page()
    page.goto(server.url + "workbench?device=wasm")
    assert page.url.startswith(server.url + "workbench/")
    page.goto(server.url)
    until(page, f"{READY} && {KEPT}")
    page.goto(server.url + "workbench")
    assert page.url.startswith(server.url + "workbench/")
