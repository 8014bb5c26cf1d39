"""A model whose files a hub has: the engine fetches and checks them; nothing else may ask there.

The hub is a stand-in on this machine with the tiny Gemma 4: redirects, another origin, no chunks.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DIST, Guard, Server, replace, shot, twin
from tests.browser.look import files
from tests.browser.look.test_look import answers, ask, enter, give, given, load, stop_when_it_speaks
from tests.browser.visits.person import expect_error
from tests.unit.models.hub.hub_server import Hub, serving

pytestmark = pytest.mark.browser
MODEL = "tiny-gemma-4"
REVISION = "0123456789" * 4
DECODER = "onnx/decoder_model_merged_q4.onnx_data"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving(DIST / "models" / MODEL, "org/tiny", REVISION) as served:
        yield served


@pytest.fixture
def site(hub: Hub, tmp_path: Path, serve: Callable[..., Server], guard: Guard) -> Server:
    """The built site without the files of the model, as `build.py site --hub` lays one out."""
    twin(DIST, tmp_path / "site")
    models = tmp_path / "site/models"
    manifest = json.loads((models / MODEL / "manifest.json").read_text("utf-8"))
    for form in manifest["forms"].values():
        del form["tables"]
    for file in manifest["files"]:
        (models / MODEL / file["path"]).unlink()
        at = f"{hub.origin}/org/tiny/resolve/{REVISION}/{file['path']}"
        file |= {"url": at, "chunks": []}
    replace(models / MODEL / "manifest.json", json.dumps(manifest))
    index = json.loads((models / "index.json").read_text("utf-8"))
    index["origins"] = [hub.origin, hub.store]
    for entry in index["models"]:
        entry |= {"hub": urlsplit(hub.origin).netloc} if entry["id"] == MODEL else {}
    replace(models / "index.json", json.dumps(index))
    served = serve(tmp_path / "site")
    guard.origin = served.url
    return served


@pytest.mark.whole
def test_only_the_engine_fetches_from_the_hub_and_nothing_else_than_described(
    page: Page, site: Server, hub: Hub, expect_noise: Callable[..., None]
) -> None:
    expect_noise(hub.origin, hub.store)
    hub.sent[DECODER] = bytes(len(hub.files[DECODER]))
    enter(page, site)
    expect(page.locator("#look-model")).to_contain_text("not from this site")
    shot(page, "look-hub")
    assert page.evaluate(f"fetch('{hub.origin}').then(() => 'heard', () => 'blocked')") == "blocked"
    assert not hub.asked
    page.locator("#look-model").get_by_role("button", name="Accept the terms").click()
    expect_error(page, "its hash differs")
    shot(page, "look-hub-refused")
    del hub.sent[DECODER]
    load(page)
    give(page, "colours.png", "image/png", files.picture())
    given(page, "colours.png", "320 by 240 pixels")
    ask(page, "Describe it")
    stop_when_it_speaks(page)
    assert answers(page, 1)[0].strip()
    fetched = {one.path.split("?")[0] for one in hub.of_store()}
    assert {"/onnx/embed_tokens_q4.onnx_data", "/onnx/vision_encoder_q4.onnx_data"} <= fetched
    assert not any("audio" in path for path in fetched)
