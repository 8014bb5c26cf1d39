"""`build.py bench --card`: whole on the adapter that imitates a card; without one it says so."""

import os
import re
import subprocess
import sys

import pytest

from tests.bench.card.card import NO_CARD
from tests.browser.conftest import DIST, ROOT

# Shaders are compiled by the processor here: minutes.
pytestmark = pytest.mark.whole

COMMAND = [sys.executable, "-m", "tests.bench.run", "--card"]
LIMIT_S = 600


def bench(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env={**os.environ, "HEARTHSIDE_DIST": str(DIST), "PYTHONPATH": "py:."},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )


def test_on_the_imitated_card_every_figure_is_measured() -> None:
    done = bench("--software", "--tokens", "3", "--minutes", "9")
    assert done.returncode == 0, done.stderr
    assert "adapter: google, swiftshader" in done.stdout
    assert "shader-f16: no" in done.stdout
    rows = re.findall(r"^\| (.+) \|$", done.stdout, re.M)
    # A model in the page and alone, and one of random weights without the page.
    figures = [row.split(" | ") for row in rows[1:]]
    assert [row[:2] for row in figures] == [["tiny", "passed"], ["random-small", "passed"]]
    assert all(float(cell) > 0 for cell in figures[0][2:7])
    assert figures[1][4] == "-"
    assert "not all of it was measured" not in done.stdout


def test_without_a_card_it_says_so() -> None:
    done = bench("--minutes", "1")
    assert done.returncode == 1, done.stdout
    assert done.stdout.startswith(NO_CARD.split("{")[0])
