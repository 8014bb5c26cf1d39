"""A new room is one folder and one line: proven on a copy of the tree, built and used.

The room is in `echo/`. Knows nothing of how the page finds it.
"""

import filecmp
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import build
from tests.browser.conftest import DIST, ROOT, Server, kept, profile, visit
from tests.browser.visits.person import go

pytestmark = pytest.mark.browser

# What the site is made of (build.py, `site`).
MADE_OF = ("app", "py", "web", "models", "README.md", "pyproject.toml", "LICENSE", "NOTICE")
LAST, LINE = '    "settings",\n', '    "echo",\n'
CACHED = "async address => Boolean(await caches.match(address))"  # in any of this origin's caches


def copy_of_the_tree(target: Path) -> Path:
    """All that the site is made of, with the room in it."""
    target.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    for name in MADE_OF:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=ignored)
        else:
            shutil.copyfile(source, target / name)
    (target / "node_modules").symlink_to((ROOT / "node_modules").resolve(), True)
    shutil.copytree(Path(__file__).with_name("echo"), target / "app/rooms/echo", ignore=ignored)
    listed = target / "app/rooms/__init__.py"
    listed.write_text(listed.read_text("utf-8").replace(LAST, LAST + LINE), "utf-8")
    return target


def differing(compared: "filecmp.dircmp[str]", path: str = "") -> list[str]:
    """What one tree has that the other has not, or has otherwise."""
    here = [*compared.left_only, *compared.right_only, *compared.diff_files]
    below = [
        name for sub, it in compared.subdirs.items() for name in differing(it, f"{path}{sub}/")
    ]
    return [f"{path}{name}" for name in here] + below


@pytest.fixture(scope="module")
def with_echo(
    serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Server]]:
    """The copied tree and a server of the site that was made of it."""
    tree = copy_of_the_tree(tmp_path_factory.mktemp("tree") / "copy")
    out = tree / "dist"
    command = [sys.executable, "-m", "web.site.assemble", "--out", out]
    folders = ["--models", DIST / "models", "--wheels", build.site_wheels()]
    folders += ["--processor", build.processor()]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(("py", "."))}
    subprocess.run([*command, *folders], cwd=tree, env=environment, check=True)
    yield tree, serve(out)


def used(page: Page, url: str) -> None:
    """Gone to, spoken to, and looked at."""
    visit(page, url)
    go(page, "Echo")
    assert page.evaluate("document.activeElement.id") == "echo-heading"
    page.locator("#echo-room input").fill("Good evening")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#echo-said")).to_have_text("Good evening")
    spacing = "getComputedStyle(document.querySelector('#echo-said')).letterSpacing"
    assert page.evaluate(spacing) == "7px"


@pytest.mark.whole
def test_a_room_of_one_folder_and_one_line(
    with_echo: tuple[Path, Server], chromium: Browser
) -> None:
    tree, server = with_echo
    for room in ("app", "py", "web", "models"):
        ignored = ["__pycache__", ".mypy_cache", ".ruff_cache"]
        changed = differing(filecmp.dircmp(ROOT / room, tree / room, ignored), f"{room}/")
        wanted = ["app/rooms/echo", "app/rooms/__init__.py"] if room == "app" else []
        assert changed == wanted, room
    context = profile(chromium, keeps=True)
    page = context.new_page()
    used(page, server.url)
    kept(page)
    page.reload()
    expect(page.locator("#echo-said")).to_have_text("Good evening")
    expect(page.locator("nav a[aria-current=page]")).to_have_text("Echo")
    listed = json.loads((tree / "dist/files.json").read_text("utf-8"))
    assert any("app/rooms/echo/style.css" in str(entry) for entry in listed["files"])
    assert page.evaluate(CACHED, f"{server.url}app/rooms/echo/style.css")
    context.close()
