"""The Workbench page: lost workers, keyboard, phone, no isolation, offline, and nobody reached.

Knows nothing of what the library answers.
"""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DIST, ROOT, Guard, Server, kept, profile, shot, until
from tests.browser.visits.test_lost import GONE
from tests.browser.workbench.conftest import DESK, Bench
from web.site.headers import policy_meta

pytestmark = pytest.mark.browser

FETCH = "url => fetch(url).then(() => 'reached', error => error.name)"
AXE = ROOT / "node_modules/axe-core/axe.min.js"


def test_pages_and_headers_carry_one_policy() -> None:
    text = (ROOT / "app/workbench/index.html").read_text("utf-8")
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy == policy_meta("workbench/")
    assert "connect-src 'self'" in policy and "style-src 'self'" in policy


def test_a_lost_engine_is_replaced(bench: Bench) -> None:
    [engine] = [worker for worker in bench.page.workers if "engine.worker" in worker.url]
    begun = GONE.format("engine")
    before = bench.page.evaluate(begun)
    engine.evaluate("self.close()")
    until(bench.page, f"{begun} > {before}")
    bench.page.click("#examples >> text=Next tokens")
    bench.page.click("#run")
    bench.says("%")
    bench.ready()


def test_a_lost_python_is_replaced(bench: Bench) -> None:
    [python] = [worker for worker in bench.page.workers if worker.url.startswith("blob:")]
    python.evaluate("self.close()")
    bench.says("variables of earlier runs are gone")
    bench.ready()
    assert bench.run("6 * 7").strip() == "42"


def test_the_keyboard_is_enough(bench: Bench) -> None:
    page = bench.page
    bench.run("print('by hand')")
    bench.says("by hand")
    page.click(".cm-content")
    page.keyboard.press("Control+A")
    page.keyboard.press("Tab")
    assert page.inner_text(".cm-content").startswith("    print"), "Tab indents"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "editor"


def test_the_cell_is_kept_over_a_reload(bench: Bench) -> None:
    bench.run("kept_cell = 'still here'")
    bench.page.reload()
    bench.ready()
    assert bench.page.inner_text(".cm-content") == "kept_cell = 'still here'"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_anybody(bench: Bench, scheme: str) -> None:
    page = bench.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.click("#examples >> text=Tell a story")
    page.click("#run")
    bench.says("1/3")
    bench.stop()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then(report => report.violations)")
    page.emulate_media(color_scheme="light")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.whole
def test_fits_a_phone(chromium: Browser, server: Server) -> None:
    guard = Guard(server.url)
    context = profile(
        chromium, guard, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    bench = Bench(context.new_page(), server.url)
    bench.page.click("#examples >> text=Next tokens")
    bench.page.click("#run")
    bench.says("%")
    assert bench.page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("run", "stop", "clear"):
        box = bench.page.locator(f"#{name}").bounding_box()
        assert box and box["height"] >= 44
    shot(bench.page, "workbench-phone")
    context.close()
    assert guard.verdict() == []


@pytest.mark.parametrize(
    "bare",
    [
        pytest.param(False, id="headers", marks=pytest.mark.whole),  # as test_workbench_reach.py
        pytest.param(True, id="no-headers", marks=pytest.mark.whole),
    ],
)
def test_a_cell_reaches_nobody(
    bare: bool, canary: tuple[str, list[str]], serve: Callable[..., Server], chromium: Browser
) -> None:
    """On a host that sends no headers, the service worker brings them, after one reload."""
    address, heard = canary
    server = serve(bare=bare)
    guard = Guard(server.url)
    guard.expected += ["Content Security Policy", "Refused to connect", address]
    context = profile(chromium, guard, keeps=bare, viewport=DESK)
    bench = Bench(context.new_page(), server.url)
    assert bench.page.evaluate("crossOriginIsolated")
    said = bench.run(f"from js import fetch\nawait fetch('{address}')")
    assert "JsException" in said and "TypeError" in said
    for worker in bench.page.workers:
        assert worker.evaluate(FETCH, address) == "TypeError", worker.url
    assert len(bench.page.workers) == 2, "the cell's Python and the engine"
    assert heard == []
    context.close()
    assert guard.verdict() == []


@pytest.mark.whole
def test_without_isolation_a_busy_loop_ends_with_its_worker(
    chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve(bare=True)
    guard = Guard(server.url)
    context = profile(chromium, guard, viewport=DESK)
    bench = Bench(context.new_page(), server.url)
    assert not bench.page.evaluate("crossOriginIsolated")
    bench.start("print('busy')\nwhile True: pass")
    bench.says("busy")
    bench.stop()
    bench.says("variables of earlier runs are gone")
    assert bench.run("print(6 * 7)").strip() == "42"
    context.close()
    assert guard.verdict() == []


@pytest.mark.whole
def test_works_with_the_server_stopped_after_one_visit(
    chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve()
    guard = Guard(server.url)
    context = profile(chromium, guard, keeps=True, viewport=DESK)
    bench = Bench(context.new_page(), server.url)
    bench.page.click("#examples >> text=Next tokens")
    bench.page.click("#run")
    bench.says("%")
    bench.ready()
    kept(bench.page)
    online = bench.output()
    server.stop()
    context.set_offline(True)
    bench = Bench(bench.page, server.url)
    bench.page.click("#run")
    bench.says("%")
    bench.ready()
    assert bench.output() == online
    shot(bench.page, "workbench-offline")
    context.close()
    assert guard.verdict() == []


def test_everything_the_page_asks_for_is_kept_at_once() -> None:
    """What loads before the service worker does must not be missing later."""
    listed = json.loads((DIST / "files.json").read_text("utf-8"))["files"]
    when = {file["path"]: file["when"] for file in listed}
    mine = [path for path in when if path.startswith(("workbench/", "vendor/pyscript/"))]
    assert len(mine) > 20
    assert {when[path] for path in mine} == {"install"}
