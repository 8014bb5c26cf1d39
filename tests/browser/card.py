"""A browser whose graphics card is imitated by the processor, and can be taken away.

It goes with a command that it is given, so surely in the middle of a computation. Knows no room of
the product.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Worker

from tests.browser.conftest import until
from tests.browser.living import FLAGS
from tests.browsers import find_chromium

SWIFTSHADER = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
HOLD = """() => {
  const { requestDevice } = GPUAdapter.prototype, { submit } = GPUQueue.prototype;
  const cards = [];
  let left = 0;
  GPUAdapter.prototype.requestDevice = async function (...asked) {
    const card = await requestDevice.apply(this, asked);
    cards.push(card);
    return card;
  };
  GPUQueue.prototype.submit = function (...given) {
    if (left > 0 && --left === 0) for (const card of cards) card.destroy();
    return submit.apply(this, given);
  };
  self.takeCardWith = (command) => { left = command; };
  new BroadcastChannel("test.card").onmessage = () => self.takeCardWith(1);
}"""


@contextmanager
def carded(chromium: Browser, *more: str) -> Iterator[Browser]:
    """A Chromium with such a card, and more flags."""
    flags = [*FLAGS, *SWIFTSHADER, *more]
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=flags)
    yield browser
    browser.close()


def engine(page: Page) -> Worker:
    """The worker of the page that computes now."""
    [found] = [worker for worker in page.workers if "engine.worker.js" in worker.url]
    return found


def hold_card(page: Page) -> None:
    """Get hold of the card, before the page's engine asks for one."""
    engine(page).evaluate(HOLD)


def take_card_with(page: Page, command: int) -> None:
    """Take it with the so manieth command from now on."""
    engine(page).evaluate("command => takeCardWith(command)", command)


def take_card_when(page: Page, so: str, limit_ms: int) -> None:
    """Take it with the first command after `so` is true, which the page itself notices: between a
    look from here and a word to the engine, what was under way may have ended."""
    take = "(new BroadcastChannel('test.card').postMessage(null), true)"
    until(page, f"({so}) && {take}", limit_ms)
