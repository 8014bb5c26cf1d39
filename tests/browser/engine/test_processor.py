"""Our own code for processors in a browser: used where it can be, and ONNX Runtime where it cannot.

What it computes is proved under Node, against ONNX Runtime (tests/web/processor). The tiny model.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DIST, Server, twin
from tests.browser.engine.conftest import speak_to
from tests.browser.engine.test_engine import IDS

pytestmark = pytest.mark.browser

MEMORY = b"return new WebAssembly.Memory("
STEP = b"!this.#exports.step()"


def twin_of(folder: Path, path: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of the site in which one file is changed."""
    twin(DIST, folder)
    file = folder / path
    changed = change(file.read_bytes())
    file.unlink()
    file.write_bytes(changed)
    return folder


def said(chromium: Browser, server: Server) -> tuple[dict[str, Any], list[int]]:
    """What a load says, and the best tokens after some others."""
    context = chromium.new_context()
    _, ask = speak_to(context, server)
    info = ask("model.load", model="tiny", base_url=server.url + "models/", device="wasm")
    cache = ask("cache.open")["cache"]
    top_ids = ask("step", cache=cache, ids=IDS, top_k=5)["top_ids"]
    context.close()
    return info, top_ids


def test_where_shared_memory_is_refused_one_thread_computes_the_same_and_it_is_said(
    tmp_path: Path, unbound: Browser, server: Server, serve: Callable[..., Server]
) -> None:
    def change(data: bytes) -> bytes:
        assert data.count(MEMORY) == 1
        return data.replace(MEMORY, b"if (shared) throw new RangeError('no room'); " + MEMORY)

    site = twin_of(tmp_path / "site", "web/engine/processor/build.js", change)
    info, top_ids = said(unbound, serve(site))
    assert (info["component"], info["threads"]) == ("processor", 1)
    why = "It is slower than it might be: this device gives the model too little memory"
    assert info["device_reason"].endswith(f"as you asked. {why}")
    sound_info, sound_ids = said(unbound, server)
    assert sound_info["threads"] > 1
    assert top_ids == sound_ids


def test_where_it_computes_wrongly_onnx_runtime_computes_the_same_and_it_is_said(
    tmp_path: Path, chromium: Browser, server: Server, serve: Callable[..., Server]
) -> None:
    def change(data: bytes) -> bytes:
        assert data.count(STEP) == 1
        return data.replace(STEP, b"false")

    site = twin_of(tmp_path / "site", "web/engine/processor/decoder.js", change)
    info, top_ids = said(chromium, serve(site))
    assert info["component"] == "onnx"
    why = "It takes more memory than it might: The numeric self-test failed."
    assert f"as you asked. {why}" in info["device_reason"]
    sound_info, sound_ids = said(chromium, server)
    assert sound_info["component"] == "processor"
    assert sound_info["device_reason"].endswith(": as you asked")
    assert top_ids == sound_ids


def test_where_all_memory_is_refused_the_model_does_not_fit_and_nothing_larger_is_tried(
    tmp_path: Path, unbound: Browser, serve: Callable[..., Server]
) -> None:
    def change(data: bytes) -> bytes:
        return data.replace(MEMORY, b"throw new RangeError('no room'); " + MEMORY)

    server = serve(twin_of(tmp_path / "site", "web/engine/processor/build.js", change))
    context = unbound.new_context()
    page, ask = speak_to(context, server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    told = ask("model.load", model="tiny", base_url=server.url + "models/", device="wasm")
    assert (told["error"], told["detail"]) == ("model.unfit", "RangeError: no room")
    assert not [url for url in asked if "/vendor/ort/" in url]
    context.close()


def test_a_model_whose_description_is_older_is_onnx_runtimes(
    tmp_path: Path, chromium: Browser, serve: Callable[..., Server]
) -> None:
    def older(manifest: bytes) -> bytes:
        facts = json.loads(manifest)
        del facts["body"]
        return json.dumps(facts).encode()

    site = twin_of(tmp_path / "site", "models/tiny/manifest.json", older)
    info, _ = said(chromium, serve(site))
    assert info["component"] == "onnx"
    assert info["device_reason"].endswith(": as you asked")
