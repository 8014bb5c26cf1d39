"""A start that does not go on says why within fifteen seconds, and what to do.

On a host without headers, with files missing, of another type or of another version. Knows the
words of the watch over the start (app/page/start/watch.js); knows nothing of rooms.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DIST, KEPT, READY, Server, replace, shot, twin, until
from web.site.serve import _TYPES

pytestmark = pytest.mark.browser

SAID_MS = 15_000
HARD_RELOAD = "Page.reload"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the site of one's own."""
    folder = tmp_path / "site"
    twin(DIST, folder)
    return folder


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    context.add_init_script(path=Path(__file__).with_name("spy.js"))
    yield context
    context.close()


def obstacle(page: Page, words: str) -> None:
    """The page says what keeps it, and what to do."""
    expect(page.locator("#obstacle-text")).to_contain_text(words, timeout=SAID_MS)
    expect(page.locator("#obstacle-advice")).to_contain_text("Reload the page")


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
    "name", ["app/page/screen.js", "web/rpc.js", "web/mind.worker.js", "web/engine.worker.js"]
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
    replace(site / "web/mind.worker.js", "for (;;);")
    page = visitor.new_page()
    page.goto(serve(site).url)
    obstacle(page, "web/mind.worker.js is of another version")


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


def test_a_half_deployed_site_is_told_of_on_a_first_visit(
    site: Path, visitor: BrowserContext, serve: Callable[..., Server]
) -> None:
    script = site / "app/page/rows.js"
    replace(script, script.read_text() + "\n// another version\n")
    page = visitor.new_page()
    page.goto(serve(site).url)
    obstacle(page, "app/page/rows.js is of another version")
    shot(page, "start-half-deployed")


@pytest.mark.parametrize("path", ["nothing", "deep/er/nothing.html", "%E0%A4%A", "a" * 300])
def test_an_unknown_address_gives_a_page_that_leads_back(
    path: str, visitor: BrowserContext, server: Server
) -> None:
    page = visitor.new_page()
    answer = page.goto(server.url + path)
    assert answer and answer.status == 404
    page.get_by_role("link", name="Hearthside, the start page").click()
    until(page, f"{READY} && {KEPT}")
    page.goto(server.url + path)  # now from the service worker
    page.get_by_role("link", name="Hearthside, the start page").click()
    until(page, READY)
    assert page.url == server.url


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
