"""A page with the page's side of the protocol of files and no mind, in the built site.

Fixtures:
    probe   the page, ready; `told(page)` is what a mind would have heard
Knows nothing of the product's screens.
"""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DIST, Server, twin, until

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def probe_server(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    folder = tmp_path_factory.mktemp("documents") / "site"
    twin(DIST, folder)
    for name in ("probe.html", "probe.js"):
        (folder / name).write_bytes((HERE / name).read_bytes())
    return serve(folder)


@pytest.fixture
def server(probe_server: Server) -> Server:
    """In the place of the site's own, so that the guard watches this one."""
    return probe_server


@pytest.fixture
def probe(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}probe.html")
    until(page, "Boolean(globalThis.ready)")
    return page


def told(page: Page, name: str, count: int = 1) -> list[dict[str, Any]]:
    """What was told under `name`, when it is `count` messages; bytes are under "content"."""
    until(page, f"told.filter((it) => it.name === '{name}').length >= {count}")
    heard = [it for it in page.evaluate("told") if it["name"] == name]
    for message in heard:
        if "content" in message:
            message["content"] = base64.b64decode(message["content"])
        if "files" in message:
            message["files"] = json.loads(message["files"])
    return heard


def choose(page: Page, *paths: Path, field: str = "#many") -> list[dict[str, Any]]:
    """Choose files; they as the page announced them."""
    before = page.evaluate("told.filter((it) => it.name === 'find.files').length")
    page.locator(field).set_input_files(list(paths) if field == "#many" else paths[0])
    files: list[dict[str, Any]] = told(page, "find.files", before + 1)[-1]["files"]
    return files


def answer(page: Page, id: str, **asked: Any) -> dict[str, Any]:
    """What the page answers when it is asked for a file."""
    last = f"told.findLast((it) => it.id === '{id}' && it.name !== 'file.progress')"
    before = page.evaluate(f"told.indexOf({last})")
    page.evaluate("(asked) => read(asked)", {"id": id, **asked})
    until(page, f"told.indexOf({last}) > {before}")
    found: dict[str, Any] = page.evaluate(last)
    if "content" in found:
        found["content"] = base64.b64decode(found["content"])
    return found
