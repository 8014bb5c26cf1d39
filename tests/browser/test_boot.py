"""The site starts: from the snapshot, the ordinary way, on any host, under a sub-path, and offline.

Also the promise that nothing leaves the device. Knows nothing of stories.
"""

import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.conftest import (
    DIST,
    KEPT,
    READY,
    Guard,
    Server,
    kept,
    profile,
    replace,
    shot,
    twin,
    until,
    visit,
)

pytestmark = pytest.mark.browser

NEXT_VISITS = 5
FETCH = "url => fetch(url).then(() => 'reached', error => error.name)"
PAINTED = "document.querySelector('#screen')?.textContent.length > 50"


def notes(page: Page, topic: str) -> list[dict[str, Any]]:
    """What the mind's workers said of their lives."""
    said: list[dict[str, Any]] = page.evaluate("lifeNotes")
    return [note for note in said if note["topic"] == topic and note.get("worker") == "mind"]


def test_the_first_paint_needs_no_python(
    server: Server, context: BrowserContext, expect_noise: Callable[..., None]
) -> None:
    expect_noise("ERR_FAILED")
    context.route("**/*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(server.url)
    assert page.evaluate(PAINTED)


@pytest.mark.whole
def test_without_a_snapshot_python_boots_the_ordinary_way(
    page: Page, server: Server, expect_noise: Callable[..., None]
) -> None:
    expect_noise("404")
    page.route("**/mind.snapshot", lambda route: route.fulfill(status=404))
    visit(page, server.url)
    [ready] = notes(page, "worker.ready")
    assert ready["boot"] == "ordinary"


@pytest.mark.keeps
def test_a_first_visit_boots_from_the_snapshot_and_no_worker_reaches_another_port(
    first_visit: Page, canary: tuple[str, list[str]], expect_noise: Callable[..., None]
) -> None:
    [ready] = notes(first_visit, "worker.ready")
    assert ready["boot"] == "snapshot"
    assert first_visit.evaluate("crossOriginIsolated")
    shot(first_visit, "first-visit")
    address, heard = canary
    expect_noise("Content Security Policy", "Failed to load resource", address)
    urllib.request.urlopen(address + "alive").close()
    assert heard == ["/alive"], "the canary itself must answer"
    first_visit.reload()
    until(first_visit, READY)
    assert len(first_visit.workers) == 2, "the mind and the engine"
    assert first_visit.evaluate(FETCH, address) == "TypeError"
    for worker in first_visit.workers:
        assert worker.evaluate(FETCH, address) == "TypeError", worker.url
    assert heard == ["/alive"]


@pytest.mark.whole  # as test_offline.py has it, with the real model, at each run
def test_opens_with_the_server_stopped_and_the_network_off(
    chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve()
    guard = Guard(server.url)
    context = profile(chromium, keeps=True)
    page = context.new_page()
    visit(page, server.url)
    kept(page)
    server.stop()
    context.set_offline(True)
    guard.watch(context)
    page.goto(server.url + "?model=tiny#shelf")
    until(page, READY)
    assert notes(page, "worker.ready")[0]["boot"] == "snapshot"
    assert page.evaluate("fetch('models/index.json').then(answer => answer.status)") == 200
    shot(page, "offline")
    assert guard.verdict() == []
    assert page.evaluate("fetch('app/nothing.js').then(answer => answer.status)") == 404
    context.close()


@pytest.mark.parametrize("prefix", [pytest.param("", marks=pytest.mark.whole), "deep/er/"])
def test_works_on_a_host_that_sends_no_headers(
    prefix: str,
    chromium: Browser,
    serve: Callable[..., Server],
    canary: tuple[str, list[str]],
    tmp_path: Path,
) -> None:
    """The service worker brings isolation and binds the workers, after one reload of its own."""
    folder = DIST
    if prefix:
        folder = tmp_path
        twin(DIST, tmp_path / prefix)
    server = serve(folder, bare=True)
    guard = Guard(server.url)
    context = profile(chromium, guard, keeps=True)
    guard.expected += ["Content Security Policy", canary[0]]
    page = context.new_page()
    page.goto(server.url + prefix)
    until(page, f"crossOriginIsolated && {KEPT} && {READY}")
    for worker in page.workers:
        assert worker.evaluate(FETCH, canary[0]) == "TypeError", worker.url
    assert canary[1] == []
    context.close()
    assert guard.verdict() == []


@pytest.mark.whole
def test_a_new_version_takes_over_when_it_is_whole(
    chromium: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    """Half-deployed: nothing changes. Whole: a next visit of the only page is the new version.

    Chromium changes over only when the old worker is idle: perhaps the visit after the next.
    """
    from web.site.assemble import seal

    folder = tmp_path / "site"
    twin(DIST, folder)
    server = serve(folder)
    context = profile(chromium, keeps=True)
    page = context.new_page()
    visit(page, server.url)
    kept(page)
    old = page.evaluate("document.title")
    index = folder / "index.html"
    text = index.read_text().replace("<title>", "<title>New: ")
    replace(index, text)
    for name in ("files.json", "sw.js"):
        replace(folder / name, (folder / name).read_text())
    seal(folder)
    replace(index, text + "<!-- torn -->")
    visit(page, server.url)
    page.evaluate(
        "navigator.serviceWorker.getRegistration().then(it => it.update().catch(() => 0))"
    )
    until(page, "navigator.serviceWorker.getRegistration().then(it => !it.installing)")
    visit(page, server.url)
    assert page.evaluate("document.title") == old
    replace(index, text)
    page.evaluate("navigator.serviceWorker.getRegistration().then(it => it.update())")
    until(page, "navigator.serviceWorker.getRegistration().then(it => Boolean(it.waiting))")
    assert page.evaluate("document.title") == old
    for _ in range(NEXT_VISITS):
        with suppress(AssertionError, Error):  # its own reload may cut a visit short
            page.goto(server.url)
            until(page, "document.title.startsWith('New: ')", limit_ms=20_000)
            break
    until(page, "document.title.startsWith('New: ')", limit_ms=20_000)
    context.close()
