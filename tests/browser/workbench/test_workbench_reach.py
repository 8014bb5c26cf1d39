"""What a cell, and a page, can reach: nobody. Each way out is tried, and a canary listens.

A way counts as closed when the canary heard nothing, the page is still there and the cell was told.
What stays open is tested too: this site's own address. Knows nothing of what the library answers.
"""

import json
import socket
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Guard, Server, until, watched
from tests.browser.workbench.conftest import DESK, WHERE, Bench

pytestmark = pytest.mark.browser

# Every door by which PyScript lets a worker act in its page: what stands for `window` in a cell.
DOORS = {
    "pyscript": "from pyscript import window",
    "polyscript": "from polyscript import xworker\nwindow = xworker.window",
    "document": "import js\nwindow = js.document.defaultView",
    "pyscript document": "from pyscript import document\nwindow = document.defaultView",
    "context": "from pyscript import context\nwindow = context.window",
    "evaluate": "from polyscript import ffi\nwindow = ffi.evaluate('() => window')",
    "gather": "from polyscript import ffi\nfrom pyscript import window as w\n"
    "window, = ffi.gather(w, 'self')",
    "scripts": "from polyscript import xworker\nxworker.sync.importJS('ADDRESS', 'x')",
    "styles": "from polyscript import xworker\nxworker.sync.importCSS('ADDRESS')",
    "self": "import js\nwindow = js.window",
    "parent": "import js\nwindow = js.parent",
    "opener": "import js\nwindow = js.opener",
}
# What a page can do to reach somebody, in JavaScript on `window`.
IN_PAGE = {
    "open": "window.open('ADDRESS')",
    "href": "window.location.href = 'ADDRESS'",
    "assign": "window.location.assign('ADDRESS')",
    "replace": "window.location.replace('ADDRESS')",
    "link": "document.body.appendChild(Object.assign(document.createElement('a'),"
    " {href: 'ADDRESS', target: '_blank', ping: 'ADDRESS'})).click()",
    "form": "document.body.appendChild(Object.assign(document.createElement('form'),"
    " {action: 'ADDRESS', method: 'post'})).submit()",
    "refresh": "document.head.insertAdjacentHTML('beforeend',"
    " '<meta http-equiv=refresh content=\"0;url=ADDRESS\">')",
    "frame": "document.body.append(Object.assign(document.createElement('iframe'),"
    " {src: 'ADDRESS'}))",
    "hints": "document.head.insertAdjacentHTML('beforeend', ['prefetch', 'dns-prefetch',"
    " 'preconnect', 'prerender', 'stylesheet'].map(r => `<link rel=${r} href=ADDRESS>`).join(''))",
    "name": "window.name = 'secret'",
    "eval": "window.eval('location.href = \"ADDRESS\"')",
    "function": "new window.Function('open(\"ADDRESS\")')()",
    "print": "window.print()",
}
# What a worker can do by itself, in JavaScript; a promise is awaited.
IN_WORKER = {
    "fetch": "fetch('ADDRESS')",
    "keepalive": "fetch('ADDRESS', {keepalive: true, mode: 'no-cors', method: 'POST', body: 'x'})",
    "request": "fetch(new Request('ADDRESS', {mode: 'no-cors'}))",
    "xhr": "(x => (x.open('GET', 'ADDRESS', false), x.send()))(new XMLHttpRequest())",
    "socket": "new WebSocket('ADDRESS'.replace('http', 'ws'))",
    "socket stream": "new WebSocketStream('ADDRESS'.replace('http', 'ws')).opened",
    "events": "new EventSource('ADDRESS')",
    "transport": "new WebTransport('ADDRESS'.replace('http:', 'https:')).ready",
    "beacon": "navigator.sendBeacon('ADDRESS', 'x')",
    "scripts": "importScripts('ADDRESS')",
    "import": "import('ADDRESS')",
    "font": "new FontFace('x', 'url(ADDRESS)').load()",
    "worker": "new Worker('ADDRESS')",
    "blob worker": "new Worker(URL.createObjectURL(new Blob([`fetch('ADDRESS')`])))",
    "shared worker": "new SharedWorker('ADDRESS')",
    "service worker": "navigator.serviceWorker.register('ADDRESS')",
    "window": "clients.openWindow('ADDRESS')",
    "peer": "new RTCPeerConnection()",
    "channel": "new BroadcastChannel('x')",
    "cache": "caches.open('x').then(it => it.put('/', new Response('<script>')))",
    "database": "indexedDB.open('x')",
    "files": "navigator.storage.getDirectory()",
    "locks": "navigator.locks.request('x', () => {})",
    "inherited": "Object.getPrototypeOf(Object.getPrototypeOf(self)).caches.keys()",
    "elsewhere": "new (Function('return this')().Worker)('ADDRESS')",
    "usb": "navigator.usb.getDevices()",
}


FETCH = "url => fetch(url).then(() => 'reached', error => error.name)"


class Cells:
    """A Workbench in which everything is tried, and what a canary heard meanwhile."""

    def __init__(self, bench: Bench, address: str, heard: list[str]) -> None:
        self.bench = bench
        self.address = address
        self.heard = heard

    def try_out(self, source: str) -> str:
        """Run `source` with the canary's address in it; how it ended."""
        self.bench.run(source.replace("ADDRESS", f"{self.address}secret"))
        return self.bench.output()


@pytest.fixture(scope="module")
def visitor(chromium: Browser, server: Server) -> Iterator[tuple[Bench, Guard]]:
    """One Workbench for all tests here, since none may change it."""
    guard = Guard(server.url)
    guard.expected += ["Content Security Policy", "Refused to", "Failed to fetch", "loading x"]
    with watched(chromium, guard, viewport=DESK) as context:
        yield Bench(context.new_page(), server.url), guard


@pytest.fixture
def cells(
    visitor: tuple[Bench, Guard], server: Server, canary: tuple[str, list[str]]
) -> Iterator[Cells]:
    (bench, guard), (address, heard) = visitor, canary
    guard.expected += [address]
    yield Cells(bench, address, heard)
    bench.page.wait_for_timeout(1000)  # a request that is late
    assert heard == []
    pages = [page.url for page in bench.page.context.pages]
    assert pages == [server.url + WHERE], "the page is still there"
    assert bench.run("6 * 7").strip() == "42"
    assert guard.verdict() == []


def test_a_cell_has_no_page(cells: Cells) -> None:
    for name, door in DOORS.items():
        said = cells.try_out(f"{door}\nprint(window.location.href)")
        assert "Error" in said and "http://127" not in said.splitlines()[-1], (name, said)
    said = cells.try_out(DOORS["pyscript"] + "\nwindow.location.href")
    assert "A cell has no page" in said


def test_a_cell_moves_no_page_and_opens_none(cells: Cells) -> None:
    for name, act in IN_PAGE.items():
        script = json.dumps(f"() => {{ {act} }}")
        in_python = f"window.eval({json.dumps(act)})"
        for way in (
            f"from pyscript import window\n{in_python}",
            f"from polyscript import ffi\nffi.evaluate({script})",
            f"import js\n(await js.eval({json.dumps(f'(async () => {{ {act} }})()')}))",
        ):
            said = cells.try_out(way)
            # In the worker itself a name without a window is just a name.
            assert "Error" in said or (name == "name" and "js.eval" in way), (name, way, said)


def test_a_cells_worker_reaches_nobody(cells: Cells) -> None:
    for name, act in IN_WORKER.items():
        said = cells.try_out(f"import js\nawait js.eval({json.dumps(f'(async () => {act})()')})")
        assert "Error" in said, (name, said)


def test_no_worker_of_the_page_reaches_anybody(cells: Cells) -> None:
    workers = cells.bench.page.workers
    assert len(workers) == 2, "the cell's Python and the engine"
    for worker in workers:
        assert worker.evaluate(FETCH, f"{cells.address}secret") == "TypeError", worker.url


def test_python_reaches_nobody_by_itself(cells: Cells) -> None:
    for source in (
        "from pyodide.http import pyfetch\nawait pyfetch('ADDRESS')",
        "from pyodide.http import open_url\nopen_url('ADDRESS')",
        "from pyscript import fetch\nawait fetch('ADDRESS').text()",
        "from pyscript import WebSocket\nWebSocket(url='ADDRESS'.replace('http', 'ws'))",
        "import urllib.request\nurllib.request.urlopen('ADDRESS')",
        "import micropip\nawait micropip.install('ADDRESS/x-1.0-py3-none-any.whl')",
        "import micropip\nawait micropip.install('x', index_urls=['ADDRESS'])",
        "import pyodide_js\nawait pyodide_js.loadPackage('ADDRESS/x-1-py3-none-any.whl')\nimport x",
        "import webbrowser\nassert webbrowser.open('ADDRESS'), 'Error'",
        "from pyscript import PyWorker\nPyWorker('ADDRESS', type='pyodide')",
        "from pyscript import storage\nawait storage('x')",
        "from pyscript import display\ndisplay('x')",
    ):
        said = cells.try_out(source)
        assert "Error" in said, (source, said)


def test_a_cell_may_ask_this_sites_own_address(cells: Cells) -> None:
    said = cells.try_out(
        "import js\nfrom pyodide.http import pyfetch\n"
        "(await pyfetch(f'{js.location.origin}/models/index.json')).status"
    )
    assert said.strip() == "200"


@pytest.mark.whole
def test_a_restarted_python_is_confined_again(cells: Cells) -> None:
    [python] = [it for it in cells.bench.page.workers if it.url.startswith("blob:")]
    python.evaluate("self.close()")
    cells.bench.says("variables of earlier runs are gone")
    cells.bench.ready()
    assert "A cell has no page" in cells.try_out(DOORS["pyscript"] + "\nwindow.location.href")
    assert "Error" in cells.try_out("import js\njs.caches.keys()")


PEER = """port => {
  const peer = new RTCPeerConnection({iceServers: [{urls: `stun:127.0.0.1:${port}`}]});
  peer.createDataChannel('x');
  return peer.createOffer().then(offer => peer.setLocalDescription(offer)).then(() => 'asked');
}"""
ASKED = f"port => {{ try {{ return ({PEER})(port); }} catch (error) {{ return error.name; }} }}"


@pytest.fixture
def stun() -> Iterator[tuple[int, Callable[[], bytes]]]:
    """A UDP port that must hear nothing, and what it heard within a second."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(1)

        def heard() -> bytes:
            try:
                return ear.recv(2048)
            except TimeoutError:
                return b""

        yield ear.getsockname()[1], heard


@pytest.mark.parametrize(
    "where",
    [pytest.param("", id="app"), pytest.param(WHERE, id="workbench", marks=pytest.mark.whole)],
)
def test_no_page_sends_a_packet_by_webrtc(
    where: str, page: Page, server: Server, stun: tuple[int, Callable[[], bytes]]
) -> None:
    port, heard = stun
    page.goto(server.url + where)
    ready = "document.querySelector('#run')?.disabled === false" if where else "!!window.lifeNotes"
    until(page, ready)
    assert page.evaluate(ASKED, port) == "ReferenceError"
    assert page.evaluate("typeof webkitRTCPeerConnection") == "undefined"
    for worker in page.workers:
        assert worker.evaluate(ASKED, port) == "ReferenceError", worker.url
    assert heard() == b""


def test_the_ear_for_webrtc_hears(
    page: Page, serve: Callable[..., Server], stun: tuple[int, Callable[[], bytes]]
) -> None:
    """Where nothing takes it away, this browser does send: the test above can fail."""
    port, heard = stun
    page.goto("about:blank")
    assert page.evaluate(ASKED, port) == "asked"
    assert heard() != b""
