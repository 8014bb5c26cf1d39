"""The engine by itself in a page of the built site, and a way to speak to it.

gpu_chromium  a browser with WebGPU, which is Chromium's software adapter
bench         a page with driver.js in it
ask           ask(operation, **arguments): the value, or {error, message, detail}
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.card import carded
from tests.browser.conftest import Server

HERE = Path(__file__).parent

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def gpu_chromium(chromium: Browser) -> Iterator[Browser]:
    with carded(chromium) as browser:
        yield browser


def speak_to(context: BrowserContext, server: Server) -> tuple[Page, Ask]:
    """A page with an engine of its own, and the way to ask it."""
    page = context.new_page()
    page.goto(server.url + "files.json")
    page.evaluate((HERE / "driver.js").read_text())
    return page, lambda op, **args: page.evaluate("([op, args]) => ask(op, args)", [op, args])


@pytest.fixture
def spoken(gpu_chromium: Browser, server: Server) -> Iterator[tuple[Page, Ask]]:
    context = gpu_chromium.new_context()
    yield speak_to(context, server)
    context.close()


@pytest.fixture
def bench(spoken: tuple[Page, Ask]) -> Page:
    return spoken[0]


@pytest.fixture
def ask(spoken: tuple[Page, Ask]) -> Ask:
    return spoken[1]
