"""The unit tests of py/ and app/ once more, inside the Pyodide that the site ships, in a worker.

pytest and openpyxl are taken from the environment that runs this test, so the lock file pins them.
What is about CPython's own engine is left out, and what proves by many cases what is alike in any
Python (`portable`). Knows nothing of what the tests are about.
"""

import importlib.metadata
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DIST, ROOT, Server, twin

pytestmark = pytest.mark.browser

HERE = Path(__file__).with_name("inside")
RUNNER = ("pytest", "pluggy", "iniconfig", "packaging", "pygments", "openpyxl", "et_xmlfile")
RUNNER += ("charset_normalizer",)  # against which our own reader of encodings is held
RUNNER += ("pyyaml",)  # and of YAML
ROOMS = ("py", "app", "tests/unit", "tests/conftest.py", "pyproject.toml")
ROOMS += ("tests/quality/triage_cases.toml",)  # written cases that the rules are tested on too
ARGUMENTS = ["tests/unit", "-q", "-p", "no:cacheprovider", "--assert=plain"]
ARGUMENTS += ["--ignore-glob=*native*"]
ARGUMENTS += ["--ignore=tests/unit/models"]  # the recipes run on CPython only
ARGUMENTS += ["--ignore=tests/unit/site"]  # so does what puts the site together
# Every module is imported; of the tests a fifth is chosen by their names, all by `test --whole`.
if os.environ.get("HEARTHSIDE_WHOLE"):
    ARGUMENTS += ["-m", "not portable"]
else:
    ARGUMENTS += ["-m", "not portable and not whole", "--one-in=5"]
STILL_S = 180  # for one test, on a machine that is shared by many; the slowest takes a few


def test_the_unit_tests_pass_inside_pyodide(
    chromium: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    site = prepared(tmp_path)
    page = chromium.new_page()
    page.goto(serve(site).url)
    outcome = ended(page)
    page.close()
    print(outcome["text"])
    assert outcome["code"] == 0, outcome["text"][-4000:]
    assert counted(outcome["text"]) == collected()


def ended(page: Page) -> dict[str, Any]:
    """What came of the suite; fails by its name when a test stands still."""
    begun, since_s = -1, time.monotonic()
    while True:
        standing, outcome = page.evaluate("[globalThis.standing, globalThis.outcome]")
        if outcome:
            return outcome
        if standing["begun"] != begun:
            begun, since_s = standing["begun"], time.monotonic()
        if time.monotonic() - since_s > STILL_S:
            stuck = f"{standing['test']} has not ended within {STILL_S} s"
            raise AssertionError(f"{stuck}; it waits for:\n{waiting(page)}")
        page.wait_for_timeout(500)


def waiting(page: Page) -> str:
    """The stacks of Python's tasks, if Python waits; nothing where it is busy."""
    page.evaluate("ask()")
    page.wait_for_timeout(5_000)
    return page.evaluate("globalThis.where ?? 'it does not answer: it is busy'")


def prepared(folder: Path) -> Path:
    """A site of its own: Pyodide, the runner's packages, the suite."""
    for file in HERE.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    twin(DIST / "vendor/pyodide", folder / "pyodide")
    with zipfile.ZipFile(folder / "packages.zip", "w") as packages:
        for name in RUNNER:
            for path in importlib.metadata.files(name) or ():
                if path.suffix == ".py" or path.name in ("METADATA", "RECORD"):
                    packages.write(str(path.locate()), str(path))
    with zipfile.ZipFile(folder / "suite.zip", "w") as suite:
        suite.writestr("arguments.txt", "\n".join(ARGUMENTS))
        for file in suite_files():
            suite.write(file, file.relative_to(ROOT))
    return folder


def suite_files() -> Iterable[Path]:
    for room in ROOMS:
        found = (ROOT / room).rglob("*") if (ROOT / room).is_dir() else [ROOT / room]
        yield from (file for file in found if file.is_file() and "__pycache__" not in file.parts)


def counted(text: str) -> int:
    """How many tests pytest's last line tells of."""
    [*_, last] = re.findall(r"^.*\b(?:passed|skipped)\b.* in .*$", text, re.M)
    return sum(int(count) for count in re.findall(r"(\d+) (?:passed|skipped|xfailed)", last))


def collected() -> int:
    """How many tests CPython finds with the same arguments."""
    command = [sys.executable, "-m", "pytest", *ARGUMENTS, "--collect-only"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"^(\d+)(?:/\d+)? tests collected", listed, re.M)[-1])
