"""What a device or a host may do wrong: bad files, a full disk, a browser that lacks something.

Each ends in a clear sentence and loses nothing. The tiny model. A browser that lacks something is
made by a line before a module of the site, since workers take no other orders.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DIST, Server, profile, shot, twin, until, visit
from tests.browser.visits.person import (
    SLOW_MS,
    TINY,
    ask,
    begin,
    expect_error,
    expect_scenes,
    expect_spines,
    expect_typed,
    fetch_model,
    fill,
    go,
    ready_line,
    stop,
    wait_ready,
)

pytestmark = pytest.mark.browser

NO_OPFS = "delete StorageManager.prototype.getDirectory;\n"
NO_CACHES = "Object.defineProperty(globalThis, 'caches', { value: undefined });\n"
NO_DATABASE = "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });\n"
# Chromium answers small writes before it looks at a quota, so a story is made to be too much.
NO_ROOM = """const { put } = IDBObjectStore.prototype;
IDBObjectStore.prototype.put = function (value) {
  if (value.text.length > 500) throw new DOMException("no room", "QuotaExceededError");
  return put.call(this, value);
};
"""
NO_SIMD = "WebAssembly.validate = () => false;\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the site of one's own, to be changed by `replace`."""
    folder = tmp_path / "site"
    twin(DIST, folder)
    return folder


def replace(file: Path, data: bytes) -> None:
    """Write a file anew, leaving alone the one it was linked to."""
    file.unlink()
    file.write_bytes(data)


def lacking(site: Path, module: str, line: str) -> Path:
    """The site for a browser that lacks what `line` takes away before `module` runs."""
    from web.site.assemble import seal

    file = site / module
    replace(file, line.encode() + file.read_bytes())
    for name in ("files.json", "sw.js"):
        replace(site / name, b"")
    seal(site)
    return site


def opened(context: BrowserContext, server: Server, query: str = TINY) -> Page:
    page = context.new_page()
    visit(page, server.url + query)
    fill(page, {"hero": "Mila, a small fox", "wish": "to fly"})
    return page


def kept_typing(page: Page) -> None:
    expect_typed(page, hero="Mila, a small fox", wish="to fly")


def accept(page: Page) -> None:
    page.get_by_role("button", name="Accept the terms").click()


@pytest.mark.whole
def test_a_bad_file_on_the_site_is_refused_and_can_be_fetched_once_mended(
    site: Path, chromium: Browser, serve: Callable[..., Server]
) -> None:
    """Cut short, then with a bit flipped, then empty: no two alike in words follow each other."""
    body = site / "models/tiny/body.bin"
    sound = body.read_bytes()
    flipped = sound[:5000] + bytes([sound[5000] ^ 1]) + sound[5001:]
    again = "Try again"
    context = profile(chromium)
    page = opened(context, serve(site))
    for press, bad, words in (
        ("Accept the terms", sound[:5000], "has another length"),
        (again, flipped, "does not match its description"),
        (again, b"", "has another length"),
    ):
        replace(body, bad)
        page.get_by_role("button", name=press).click()
        expect_error(page, words)
        kept_typing(page)
    replace(body, sound)
    page.get_by_role("button", name=again).click()
    wait_ready(page)
    kept_typing(page)
    context.close()


@pytest.mark.whole
def test_a_model_whose_description_is_not_one_is_refused(
    site: Path, chromium: Browser, serve: Callable[..., Server]
) -> None:
    context = profile(chromium)
    server = serve(site)
    page = opened_without_keeping(context, server)
    replace(site / "models/tiny/manifest.json", b'{"format": 1, "files"')
    accept(page)
    expect_error(page, "files are damaged")
    context.close()


def opened_without_keeping(context: BrowserContext, server: Server) -> Page:
    """A page without a service worker."""
    page = context.new_page()
    page.goto(server.url + TINY)
    expect(page.get_by_role("button", name="Accept the terms")).to_be_visible(timeout=SLOW_MS)
    return page


def test_a_full_disk_says_how_much_is_missing(
    chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve()
    context = profile(chromium)
    page = opened(context, server)
    quota = {"origin": server.url.rstrip("/"), "quotaSize": 20_000}
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", quota)
    accept(page)
    # What was chosen cannot be kept either, which is said elsewhere: the model's own word counts.
    said = page.locator("#alert-model")
    expect(said).to_contain_text("The storage is full", timeout=SLOW_MS)
    expect(said).to_contain_text("Nothing you had was lost")
    shot(page, "bad-full-disk")
    kept_typing(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": quota["origin"]})
    accept(page)
    wait_ready(page)
    context.close()


def test_a_disk_that_fills_up_while_a_story_is_told_takes_no_word_of_it(
    site: Path, chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve(lacking(site, "web/storage/documents.js", NO_ROOM))
    context = profile(chromium)
    page = opened(context, server)
    fetch_model(page)
    ask(page, length="short")
    expect_error(page, "The storage is full", "Nothing you had was lost")
    told = stop(page)
    assert told
    kept_typing(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as text").click()
    assert told[0][:40] in Path(saved.value.path()).read_text("utf-8")
    context.close()


def test_without_webgpu_the_page_says_why_the_processor(page: Page, server: Server) -> None:
    visit(page, server.url + "?model=tiny")
    until(page, "document.querySelector('#model-card').textContent.includes('Runs on:')")
    expect(page.locator("#model-card")).to_contain_text("because WebGPU finds no graphics device")
    assert "CPU" in fetch_model(page)
    assert "WebGPU finds no graphics device" in ready_line(page).inner_text()


def test_webgpu_asked_for_where_there_is_none_offers_the_processor(
    page: Page, server: Server
) -> None:
    visit(page, server.url + "?model=tiny&device=webgpu")
    accept(page)
    expect_error(page, "The graphics device cannot be used: WebGPU finds no graphics device")
    shot(page, "bad-no-webgpu")
    page.get_by_role("button", name="Use the processor").click()
    assert "CPU" in wait_ready(page)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("line", "where", "kept"),
    [(NO_OPFS, "In this browser's cache", True), (NO_OPFS + NO_CACHES, "keeps nothing", False)],
    ids=["the cache", "memory"],
)
def test_without_files_of_its_own_the_page_keeps_the_model_elsewhere(
    line: str, where: str, kept: bool, site: Path, chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve(lacking(site, "web/storage/bytes.js", line))
    context = profile(chromium)
    page = opened(context, server)
    if not kept:
        expect(page.locator("#model-card")).to_contain_text("This window keeps nothing")
    fetch_model(page)
    go(page, "Settings")
    expect(page.locator("#settings-room")).to_contain_text(where)
    go(page, "Story")
    told = begin(page)
    page.reload()
    if kept:
        wait_ready(page)
    else:
        expect(page.get_by_role("button", name="Accept the terms")).to_be_visible(timeout=SLOW_MS)
    expect_scenes(page, told)
    kept_typing(page)
    go(page, "Shelf")
    expect(page.locator(".spine")).to_have_count(1)
    context.close()


@pytest.mark.whole
def test_where_nothing_can_be_kept_a_story_is_still_told(
    site: Path, chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve(lacking(site, "web/storage/documents.js", NO_DATABASE))
    context = profile(chromium)
    page = opened(context, server)
    expect_error(page, "Nothing can be saved in this window", "save them as a file")
    fetch_model(page)
    assert begin(page)
    expect_error(page, "Nothing can be saved in this window")
    context.close()


@pytest.mark.whole
def test_a_browser_that_can_compute_nothing_is_told_so(
    site: Path, chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve(lacking(site, "web/engine/capabilities.js", NO_SIMD))
    context = profile(chromium)
    page = opened(context, server, "?model=tiny")
    accept(page)
    expect_error(page, "cannot run in this browser", "Your shelf can still be read")
    kept_typing(page)
    go(page, "Shelf")
    expect_spines(page, [])
    context.close()
