"""Nothing leaves the device, and nothing breaks the content policy, through a whole visit.

The tiny model. What a canary on another port hears is in test_boot.py for an idle page; here it is
asked in the midst of a story. Knows nothing of how the policy reaches the workers.
"""

import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.conftest import Server, kept, until, visit
from tests.browser.visits.person import SLOW_MS, TINY, ask, begin, fetch_model, go, wait_words

pytestmark = pytest.mark.browser

WATCH = """globalThis.violations = [];
addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) =>
  globalThis.violations.push(`${violatedDirective} ${blockedURI}`));"""
FETCH = "url => fetch(url).then(() => 'reached', error => error.name)"
BEACON = "url => navigator.sendBeacon(url, 'told')"
IMAGE = """url => new Promise((resolve) => {
  const image = new Image();
  image.onload = () => resolve("reached");
  image.onerror = () => resolve("blocked");
  image.src = url;
})"""
SOCKET = """url => new Promise((resolve) => {
  try {
    const socket = new WebSocket(url.replace("http", "ws"));
    socket.onopen = () => resolve("reached");
    socket.onclose = socket.onerror = () => resolve("blocked");
    setTimeout(() => resolve("blocked"), 3000); // a worker may hear nothing at all
  } catch { resolve("blocked"); }
})"""
INLINE = """() => {
  const script = document.createElement("script");
  script.textContent = "globalThis.ran = true";
  document.body.append(script);
  return "ran" in globalThis;
}"""


@pytest.mark.keeps
def test_a_whole_visit_without_a_violation_or_a_foreign_request(
    server: Server, context: BrowserContext
) -> None:
    """The guard of `context` fails the test for any request that left the origin."""
    asked: list[Request] = []
    context.on("request", lambda request: asked.append(request))
    context.add_init_script(script=WATCH)
    page = context.new_page()
    answer = page.goto(server.url + TINY)
    assert answer is not None
    policy = answer.header_value("content-security-policy") or ""
    assert "default-src 'none'" in policy and "connect-src 'self'" in policy
    assert not re.search(r"'unsafe-(eval|inline)'|https?:|\*", policy), policy
    visit(page, server.url + TINY)
    kept(page)
    fetch_model(page)
    begin(page, hero="Mila, a small fox", seed="5")
    page.get_by_role("button", name="Suggest two ideas").click()
    expect(page.locator("button.turn").first).to_be_visible(timeout=SLOW_MS)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as HTML").click()
    assert "Mila" in Path(saved.value.path()).read_text("utf-8")
    for room in ("Shelf", "Settings", "Story"):
        go(page, room)
    assert page.evaluate("violations") == []
    assert len(asked) > 20, "the ear itself must hear"
    assert "Mila" not in " ".join(request.url + (request.post_data or "") for request in asked)
    assert {request.method for request in asked} == {"GET"}
    assert page.context.cookies() == []


def test_no_thread_reaches_another_port_while_a_story_is_told(
    server: Server, page: Page, canary: tuple[str, list[str]], expect_noise: Callable[..., None]
) -> None:
    address, heard = canary
    socket = address.replace("http", "ws")
    expect_noise("Content Security Policy", "Failed to load resource", address, socket)
    urllib.request.urlopen(address + "alive").close()
    page.add_init_script(script=WATCH)
    visit(page, server.url + TINY)
    fetch_model(page)
    ask(page, hero="Mila, a small fox", length="long")
    wait_words(page)
    # The runtime's own threads sleep in between and answer nobody.
    threads = [worker for worker in page.workers if ".worker.js" in worker.url]
    assert len(threads) == 2, "the mind and the engine"
    for thread in (page, *threads):
        assert thread.evaluate(FETCH, address + "fetch") == "TypeError", thread.url
        assert thread.evaluate(SOCKET, address + "socket") == "blocked", thread.url
    assert page.evaluate(IMAGE, address + "image.png") == "blocked"
    assert page.evaluate(INLINE) is False
    page.evaluate(BEACON, address + "beacon")
    until(page, "violations.some(it => it.startsWith('img-src'))")
    until(page, "violations.filter(it => it.startsWith('connect-src')).length >= 3")
    assert heard == ["/alive"]
