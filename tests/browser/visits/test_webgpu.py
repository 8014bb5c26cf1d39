"""WebGPU with the tiny model on a software adapter: proven before use, and the same tokens.

Speed on a real graphics processor is not looked at. Knows the engine's operations only to compare
the two forms token by token.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.card import carded
from tests.browser.conftest import Guard, Server, shot, until, visit, watched
from tests.browser.visits.person import (
    SLOW_MS,
    ask,
    expect_error,
    fetch_model,
    ready_line,
    stop_button,
    wait_ready,
    wait_told,
    wait_words,
)

pytestmark = pytest.mark.browser

# An engine of our own beside the page's, asked for the likeliest token again and again.
GREEDY = """async ([device, count]) => {
  const at = (path) => new URL(path, location.origin).href;
  const { superviseEngine } = await import(at("web/page/supervisor.js"));
  const { Peer } = await import(at("web/wire/rpc.js"));
  let port;
  const engine = superviseEngine({ onPort: (next) => { port = next; } });
  const peer = new Peer(port);
  port.start?.();
  const wish = { model: "tiny", base_url: at("models/"), device, allow_software: true };
  const info = await peer.call("model.load", wish);
  let { ids } = await peer.call("text.encode", { text: "Once upon a time there was", bos: true });
  const { cache } = await peer.call("cache.open", {});
  const told = [];
  while (told.length < count) {
    const { top_ids } = await peer.call("step", { cache, ids, top_k: 1 });
    ids = [top_ids[0]];
    told.push(top_ids[0]);
  }
  engine.end();
  return { device: info.device, told };
}"""


@pytest.fixture(scope="module")
def gpu_browser(chromium: Browser) -> Iterator[Browser]:
    """A second Chromium, with WebGPU in software."""
    with carded(chromium) as browser:
        yield browser


@pytest.fixture
def page(gpu_browser: Browser, guard: Guard) -> Iterator[Page]:
    with watched(gpu_browser, guard) as context:
        yield context.new_page()


@pytest.mark.whole
def test_a_story_is_told_on_webgpu_after_its_sums_were_proven(page: Page, server: Server) -> None:
    visit(page, server.url + "?model=tiny&device=webgpu&software=1")
    line = fetch_model(page)
    assert "WebGPU" in line and "self-test passed" in line, line
    ask(page, hero="Mila, a small fox", length="short", seed="3")
    seen = len(wait_words(page))
    # A few tokens a second in software: enough is told when words keep coming.
    more = f"document.querySelector('#live-words').textContent.length > {seen + 60}"
    until(page, more, SLOW_MS)
    shot(page, "webgpu-telling")
    stop_button(page).press("Enter")
    wait_told(page)
    expect(page.locator("#story")).to_contain_text("Mila")


def test_a_software_adapter_is_refused_unless_asked_for(page: Page, server: Server) -> None:
    visit(page, server.url + "?model=tiny")
    until(page, "document.querySelector('#model-card')?.textContent.includes('Runs on:')")
    card = page.locator("#model-card").inner_text()
    assert "the WebGPU here is emulated in software" in card
    line = fetch_model(page)
    assert "Runs on: CPU" in line and "imitated in software" in line, line


@pytest.mark.whole  # as test_bad_device.py has it, where there is no device at all, at each run
def test_asked_for_webgpu_on_a_software_adapter_the_page_offers_the_processor(
    page: Page, server: Server
) -> None:
    visit(page, server.url + "?model=tiny&device=webgpu")
    page.get_by_role("button", name="Accept the terms").click()
    expect_error(page, "The graphics processor here is emulated in software")
    shot(page, "webgpu-refused")
    page.get_by_role("button", name="Use the processor").click()
    assert "Runs on: CPU" in wait_ready(page)
    assert ready_line(page).count() == 1


@pytest.mark.whole  # as test_engine.py has them, by their logits, at each run
def test_both_forms_choose_the_same_tokens(page: Page, server: Server) -> None:
    visit(page, server.url + "?model=tiny")
    told = {device: page.evaluate(GREEDY, [device, 12]) for device in ("wasm", "webgpu")}
    assert [told[device]["device"] for device in told] == ["wasm", "webgpu"]
    assert told["wasm"]["told"] == told["webgpu"]["told"]
    assert len(set(told["wasm"]["told"])) > 1, "one token again and again proves little"
