"""Makes tests/unit/kept/before_rooms.json: all that the page keeps of a person, and what it shows.

    python3 build.py site && .venv/bin/python -m tests.browser.kept.make

In a real page, with the tiny models, a person does everything that is kept (life.py); then the
origin's storage is written down and put into a fresh profile, and what is seen there (seen.py) is
written beside it. The file stands for what people have on their devices: it was made by commit
b0af3c6, the last before the rooms were moved (issue "Rooms"), and no later version may write it.
Five figures in it are set right by hand: that version said of a corrected row that what is decided
now was first decided; what was, stands in its own `reviews`.
"""

import json
import sys

from playwright.sync_api import sync_playwright

from tests.browser.conftest import DIST, Server
from tests.browser.kept.arrive import profile
from tests.browser.kept.life import live
from tests.browser.kept.seen import BEFORE, dumped, seen
from tests.browser.living import FLAGS
from tests.browsers import find_chromium


def main() -> None:
    if BEFORE.exists():
        sys.exit(f"{BEFORE} stands for an earlier version: this one may not write it.")
    server = Server(DIST)
    try:
        with sync_playwright() as tools:
            browser = tools.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
            page, carried = live(profile(browser), server.url)
            kept = dumped(page) | {"carried": carried}
            BEFORE.write_text(json.dumps(kept, indent=1, ensure_ascii=False), "utf-8")
            shown = seen(profile(browser), server.url, kept)
            whole = json.dumps(kept | {"seen": shown}, indent=1, ensure_ascii=False)
            BEFORE.write_text(f"{whole}\n", "utf-8")
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
