"""Pictures and sounds in a real page, with the tiny Gemma 4 and Chromium's own fake microphone.

listener   a browser with that microphone
look       see tests/browser/visits/conftest.py
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.living import FLAGS
from tests.browser.visits.conftest import look
from tests.browsers import find_chromium

__all__ = ["look"]


@pytest.fixture(scope="module")
def listener(chromium: Browser) -> Iterator[Browser]:
    flags = [*FLAGS, "--use-fake-device-for-media-stream"]
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=flags)
    yield browser
    browser.close()
