"""Pictures and sounds in a real page, with the tiny Gemma 4 and Chromium's own fake microphone.

microphone flags for that microphone, into which somebody hums for four seconds, over and over
listener   a browser with it
look       see tests/browser/visits/conftest.py
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.living import FLAGS
from tests.browser.look import files
from tests.browser.visits.conftest import look
from tests.browsers import find_chromium

__all__ = ["look"]


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    hum = tmp_path_factory.mktemp("microphone") / "hum.wav"
    hum.write_bytes(files.wav(4.4, 0.5, pause_s=1.1))
    return "--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={hum}"


@pytest.fixture(scope="module")
def listener(chromium: Browser, microphone: tuple[str, ...]) -> Iterator[Browser]:
    flags = [*FLAGS, *microphone]
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=flags)
    yield browser
    browser.close()
