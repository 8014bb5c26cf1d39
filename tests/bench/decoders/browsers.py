"""The processor's decoder in every browser that is here, with 1, 2 and 4 threads, and not isolated.

    PYTHONPATH=py:. .venv/bin/python -m tests.bench.decoders.browsers [--tokens 32]

Each figure is of a fresh page; browsers take turns with each number of threads, so that a machine
whose speed drifts treats them alike. Resident is the most that one process of the browser has held
(the page's). Prints a table; asserts nothing. Needs dist/ with the English slice.
"""

import argparse
import json
import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from tests.bench import decoders
from tests.bench.run import resident_mib
from tests.bench.site.asked import PROMPT, SLICE
from tests.bench.site.overlay import PLACE, overlay, scratch_beside
from tests.browser.conftest import DIST, FLAGS, Server
from tests.browsers import find_chromium, find_firefox, find_webkit

SCRIPT: Final = Path(__file__).with_name("browsers.mjs")
LOOK_S: Final = 0.2
CASES: Final = ((True, 1), (True, 2), (True, 4), (False, 1))
COLUMNS: Final = ("near_ms", "best_ms", "prefill_per_s", "open_ms", "memory_mib", "resident_mib")
HEADS: Final = ("ms/token", "at best", "prompt/s", "opened ms", "WASM MiB", "resident MiB")


class Watch:
    """The most that a process below one has held, in MiB."""

    def __init__(self, process_id: int) -> None:
        self.most_mib = 0.0
        self._root = process_id
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(LOOK_S):
            for one in _below(self._root):
                with suppress(OSError, IndexError):
                    text = Path(f"/proc/{one}/status").read_text("utf-8")
                    held = int(text.split("VmHWM:")[1].split()[0]) / 1024
                    self.most_mib = max(self.most_mib, held)

    def end(self) -> float:
        self._over.set()
        self._thread.join()
        return self.most_mib


def _below(process_id: int) -> list[int]:
    """The processes that one has started, and theirs."""
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{process_id}/task").iterdir():
            for child in map(int, (task / "children").read_text("ascii").split()):
                found += [child, *_below(child)]
    return found


def in_chromium(url: str, told: dict[str, Any]) -> dict[str, Any]:
    """A run in a Chromium of its own."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_page()
        page.set_default_timeout(600_000)
        page.goto(url)
        page.wait_for_function("globalThis.contenders")
        found = page.evaluate("(told) => contenders.decoder(told)", told)
        facts = {"name": f"Chromium {browser.version}", "resident_mib": resident_mib(browser)}
        found |= facts | {"isolated": page.evaluate("crossOriginIsolated")}
        browser.close()
        return dict(found)


def in_other(command: list[str], url: str, told: dict[str, Any]) -> dict[str, Any]:
    """A run in a browser that browsers.mjs drives."""
    run = subprocess.Popen(
        [*command, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    watch = Watch(run.pid)
    out, _ = run.communicate(json.dumps(told) + "\n", timeout=600)
    return {**json.loads(out.splitlines()[-1]), "resident_mib": watch.end()}


def commands() -> list[list[str]]:
    """How each other browser is driven."""
    node = [
        shutil.which("node") or "node",
        "--experimental-websocket",
        "--no-warnings",
        str(SCRIPT),
    ]
    found = []
    if binary := find_firefox():
        found.append([*node, "firefox", binary])
    if both := find_webkit():
        driver, display = both
        found.append([display, "-a", *node, "webkit", driver])
    return found


def measure(site: Path, tokens: int) -> list[dict[str, Any]]:
    """A row for each browser and case; one that fails says why."""
    rows = []
    for isolated, threads in CASES:
        server = Server(site, bare=not isolated)
        url = f"{server.url}{PLACE}/index.html"
        told = decoders.Run(SLICE, decoders.PROCESSOR, threads).told(PROMPT, tokens)
        rows.append({"threads": threads, **in_chromium(url, told)})
        rows += [{"threads": threads, **in_other(one, url, told)} for one in commands()]
        server.stop()
    return rows


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=32)
    args = parser.parse_args()
    with scratch_beside(DIST) as scratch:
        overlay(DIST, Path(scratch) / "site")
        rows = measure(Path(scratch) / "site", args.tokens)
    print(f"{'':24}{'threads':>8}{'isolated':>10}" + "".join(f"{head:>14}" for head in HEADS))
    for row in rows:
        figures = "".join(f"{row.get(key, 0):>14.1f}" for key in COLUMNS)
        said = f"  {row['error'].splitlines()[0]}" if "error" in row else figures
        print(f"{row['name']:24}{row['threads']:>8}{'yes' if row['isolated'] else 'no':>10}{said}")


if __name__ == "__main__":
    main()
