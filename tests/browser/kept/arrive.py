"""A tab that stands on the page, with the service worker blocked, and the tiny models on offer."""

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import READY, ROOT, until

MODELS = "?model=tiny&embedder=tiny-embedding"
SPY = ROOT / "tests/browser/spy.js"


def profile(browser: Browser) -> BrowserContext:
    """A fresh one."""
    context = browser.new_context(
        viewport={"width": 1200, "height": 900}, service_workers="block", reduced_motion="reduce"
    )
    context.add_init_script(path=SPY)
    return context


def arrive(page: Page, url: str) -> Page:
    """Open `url` and wait until Python is up."""
    page.goto(url)
    until(page, READY)
    return page
