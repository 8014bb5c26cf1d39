"""A short walk through every room in browsers other than Chromium, with the tiny models.

Firefox is driven by WebDriver BiDi, WebKitGTK by WebDriver; the walk is one, in walk.mjs. A browser
that is not installed is skipped by name. Knows nothing of what the walk does.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import Server
from tests.browsers import find_firefox, find_webkit

pytestmark = pytest.mark.browser

WALK = Path(__file__).with_name("walk.mjs")
LIMIT_S = 1200


def walk(server: Server, kind: str, binary: str, *before: str) -> None:
    """Take the walk; its lines are shown where it does not come to its end."""
    node = [shutil.which("node") or "node", "--experimental-websocket", "--no-warnings"]
    told = subprocess.run(
        [*before, *node, WALK, kind, binary, server.url],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT_S,
    )  # fmt: skip
    print(told.stdout)
    assert told.returncode == 0, told.stdout


def test_every_room_in_firefox(server: Server) -> None:
    binary = find_firefox()
    if binary is None:
        pytest.skip("Firefox is not installed (firefox-esr or firefox on the PATH)")
    walk(server, "firefox", binary)


@pytest.mark.whole
def test_every_room_in_webkitgtk(server: Server) -> None:
    found = find_webkit()
    if found is None:
        pytest.skip("WebKitWebDriver or xvfb-run is not installed (webkit2gtk-driver, xvfb)")
    binary, display = found
    walk(server, "webkit", binary, display, "-a")
