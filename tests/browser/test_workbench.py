"""The Workbench in a browser: a cell runs, streams, fails readably and stops; offline, too.

Most tests share one page, as a person would keep one open: each runs cells of its own. With the
tiny model on WASM. Knows nothing of what the library answers, only that it does.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import DIST, KEPT, ROOT, Guard, Server, shot, until
from web.site.headers import policy_meta

pytestmark = pytest.mark.browser

WHERE = "workbench/?model=tiny&device=wasm"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SETTLED = "(o => o.ariaBusy !== 'true' && o.innerText)(document.querySelector('#output'))"
ENDLESS = "while True:\n    pass"
STUBBORN = """
while True:
    try:
        while True:
            pass
    except KeyboardInterrupt:
        pass
"""


class Bench:
    """A Workbench page, and a person at it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url + WHERE)
        self.ready()

    def ready(self) -> None:
        """Wait until a cell may be run."""
        until(self.page, "document.querySelector('#run')?.disabled === false")
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

    def says(self, text: str, limit_ms: int = 30_000) -> None:
        """Wait for `text` in the output."""
        shown = "document.querySelector('#output').innerText"
        until(self.page, f"{shown}.includes({json.dumps(text)})", limit_ms)

    def stop(self) -> float:
        """Press Stop; the seconds until a cell may be run again."""
        began = self.page.evaluate("performance.now()")
        self.page.click("#stop")
        self.ready()
        ended: float = self.page.evaluate("performance.now()")
        return (ended - began) / 1000


def opened(chromium: Browser, guard: Guard, **options: Any) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, **options)
    guard.watch(context)
    return context


@pytest.fixture(scope="module")
def bench(chromium: Browser, server: Server) -> Iterator[Bench]:
    guard = Guard(server.url)
    context = opened(chromium, guard)
    yield Bench(context.new_page(), server.url)
    context.close()
    assert guard.verdict() == []


def test_pages_and_headers_carry_one_policy() -> None:
    text = (ROOT / "app/workbench/index.html").read_text("utf-8")
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy == policy_meta("workbench/")
    assert "connect-src 'self'" in policy and "style-src 'self'" in policy


def test_a_first_visit_tells_of_the_model_and_a_cell_streams_a_story(bench: Bench) -> None:
    page = bench.page
    until(page, "!document.querySelector('#licence').hidden")
    shot(page, "workbench-first-visit")
    page.click("#examples >> text=Tell a story")
    page.click("#run")
    bench.says("1/3")
    assert page.is_disabled("#run") and page.is_enabled("#stop"), "words come before the end"
    early = len(bench.output())
    bench.says("3/3")
    bench.ready()
    assert len(bench.output()) > early
    assert page.is_hidden("#licence")
    assert "tokens per second" in page.inner_text("#status")
    shot(page, "workbench-story")


def test_the_same_seed_gives_the_same_words(bench: Bench) -> None:
    page, texts = bench.page, []
    for _ in range(2):
        page.click("#examples >> text=Seeds")
        page.click("#run")
        bench.says("Seed 3:")
        bench.ready()
        texts.append(bench.output())
    assert texts[0] == texts[1]
    first, second, third = texts[0].split("Seed ")[1:]
    assert first[3:].strip() != second[3:].strip() != third[3:].strip()


def test_the_next_tokens_are_shown_with_their_probabilities(bench: Bench) -> None:
    bench.page.click("#examples >> text=Next tokens")
    bench.page.click("#run")
    bench.says("%")
    bench.ready()
    shares = [float(found) for found in re.findall(r"([\d.]+)%", bench.output())]
    assert len(shares) == 5 and shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 100.1


def test_the_library_is_the_sites_wheel_installed_by_micropip(bench: Bench) -> None:
    said = bench.run(
        "import hearthside, importlib.metadata as metadata\n"
        "found = metadata.distribution('hearthside')\n"
        "print(found.version == hearthside.__version__, found.read_text('INSTALLER'))\n"
        "import pyscript\npyscript.config['type']"
    )
    assert said.split() == ["True", "micropip", "'py'"]


def test_a_fault_is_shown_and_names_live_on(bench: Bench) -> None:
    said = bench.run("kept = 7\ndef half(n):\n    return n / 0\nprint('before')\nhalf(kept)")
    assert said.startswith("before\nTraceback (most recent call last):\n")
    assert "return n / 0" in said and "ZeroDivisionError: division by zero" in said
    assert "notebook.py" not in said
    assert "ZeroDivisionError" in bench.page.inner_text("#output .err")
    shot(bench.page, "workbench-traceback")
    assert bench.run("kept * 6").strip() == "42"


def test_a_waiting_cell_stops_politely_and_keeps_its_names(bench: Bench) -> None:
    bench.start("import asyncio\nkept = 1\nprint('waiting')\nawait asyncio.sleep(600)")
    bench.says("waiting")
    assert bench.stop() < 1
    bench.says("Stopped.")
    assert bench.run("kept").strip() == "1"


def test_a_story_stops_while_words_flow(bench: Bench) -> None:
    bench.page.click("#examples >> text=Tell a story")
    bench.page.click("#run")
    bench.says("1/3")
    assert bench.stop() < 1
    bench.says("Stopped.")
    assert "3/3" not in bench.output()


def test_a_busy_loop_is_interrupted_where_it_stands(bench: Bench) -> None:
    assert bench.page.evaluate("crossOriginIsolated")
    bench.start(f"kept = 2\nprint('busy')\n{ENDLESS}")
    bench.says("busy")
    assert bench.stop() < 2
    assert bench.run("kept").strip() == "2"


def test_a_stubborn_loop_ends_with_its_worker_and_the_next_cell_runs(bench: Bench) -> None:
    bench.start(f"kept = 3\nprint('busy')\n{STUBBORN}")
    bench.says("busy")
    bench.stop()
    bench.says("variables of earlier runs are gone")
    assert "NameError" in bench.run("kept")
    bench.page.click("#examples >> text=Next tokens")
    bench.page.click("#run")
    bench.says("%")
    bench.ready()


def test_a_flood_of_output_leaves_the_page_alive(bench: Bench) -> None:
    bench.start("number = 0\nwhile True:\n    number += 1\n    print(number)")
    bench.says("999")
    assert bench.stop() < 5
    assert len(bench.output()) < 100_000
    assert bench.run("number > 999").strip() == "True"


def test_a_lost_engine_is_replaced(bench: Bench) -> None:
    [engine] = [worker for worker in bench.page.workers if "engine.worker" in worker.url]
    engine.evaluate("self.close()")
    bench.page.wait_for_timeout(500)
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


def test_a_cell_reaches_nobody(
    bench: Bench, canary: tuple[str, list[str]], server: Server, chromium: Browser
) -> None:
    address, heard = canary
    guard = Guard(server.url)
    guard.expected += ["Content Security Policy", "Refused to connect", address]
    context = opened(chromium, guard)
    page = Bench(context.new_page(), server.url)
    said = page.run(f"from js import fetch\nawait fetch('{address}')")
    assert "JsException" in said and "TypeError" in said
    assert heard == []
    context.close()
    assert guard.verdict() == []


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


def test_fits_a_phone(chromium: Browser, server: Server) -> None:
    guard = Guard(server.url)
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    guard.watch(context)
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


def test_without_isolation_a_busy_loop_ends_with_its_worker(
    chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve(bare=True)
    guard = Guard(server.url)
    context = opened(chromium, guard, service_workers="block")
    bench = Bench(context.new_page(), server.url)
    assert not bench.page.evaluate("crossOriginIsolated")
    bench.start(f"print('busy')\n{ENDLESS}")
    bench.says("busy")
    bench.stop()
    bench.says("variables of earlier runs are gone")
    assert bench.run("print(6 * 7)").strip() == "42"
    context.close()
    assert guard.verdict() == []


def test_works_with_the_server_stopped_after_one_visit(
    chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve()
    guard = Guard(server.url)
    context = opened(chromium, guard)
    bench = Bench(context.new_page(), server.url)
    bench.page.click("#examples >> text=Next tokens")
    bench.page.click("#run")
    bench.says("%")
    bench.ready()
    until(bench.page, KEPT)
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
