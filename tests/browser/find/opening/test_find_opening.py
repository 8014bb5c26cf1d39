"""A collection that is opened in the page's Python: its words are kept there, and taken again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Server, until
from tests.browser.find.opening.measure import ask, entered, prepared

pytestmark = pytest.mark.browser


@pytest.mark.whole
def test_words_are_read_once_and_then_taken_from_what_is_kept(
    chromium: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    page = entered(chromium, serve(prepared(tmp_path / "site")))
    assert ask(page, "fill", 30, 50) == 1500
    assert ask(page, "open")["read"] == 30
    for _ in range(2):
        assert len(ask(page, "search", 5)) == 5
        page.reload()
        until(page, "Boolean(globalThis.ready)")
        assert ask(page, "open")["read"] == 0
    page.context.close()
