"""The Find room in a real page with the tiny models: files given as a person gives them.

room    a page in the room, nothing fetched and nothing given yet
look    see tests/browser/visits/conftest.py
"""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server
from tests.browser.find.finder import enter
from tests.browser.visits.conftest import look

__all__ = ["look"]


@pytest.fixture
def room(server: Server, page: Page) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(page, server)
    return page
