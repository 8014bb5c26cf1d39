"""A Gemma 4 in the engine, in the built site: text, and an image that chunks cut in two, on both
devices. What it computes is proved under Node (tests/web/gemma4). The tiny random model.
"""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server
from tests.browser.engine.conftest import Ask

pytestmark = pytest.mark.browser
IDS = [(at * 37) % 700 for at in range(60)]


def load(ask: Ask, server: Server, device: str) -> Any:
    place = {"model": "tiny-gemma-4", "base_url": server.url + "models/", "kind": "generate"}
    return ask("model.load", **place, device=device, allow_software=True)


def read(ask: Ask, device: str, server: Server) -> dict[str, Any]:
    """What a device says of a text fed whole, and cut and fed again, and scored."""
    info = load(ask, server, device)
    assert (info.get("device"), info.get("component")) == (device, "onnx"), info
    cache = ask("cache.open")["cache"]
    whole = ask("step", cache=cache, ids=IDS, top_k=5, ask_ids=[1, 2], want_log_z=True)
    scores = ask("score", cache=cache, continuations=[[5], [5, 6, 7]])["log_probs"]
    fork = ask("cache.fork", cache=cache)["cache"]
    ask("cache.cut", cache=fork, length_tokens=40)
    again = ask("step", cache=fork, ids=IDS[40:], top_k=5)
    return {"info": info, "whole": whole, "scores": scores, "again": again}


def test_both_devices_read_a_text_alike(bench: Page, ask: Ask, server: Server) -> None:
    fetched: list[str] = []
    bench.context.on("request", lambda request: fetched.append(request.url))
    cpu, gpu = (read(ask, device, server) for device in ("wasm", "webgpu"))
    for result in (cpu, gpu):
        assert result["info"]["hidden_states"] is False
        assert result["info"]["media"]["image"]["patch_pixels"] == 16
        whole = result["whole"]["top_logits"]
        assert result["again"]["top_logits"] == pytest.approx(whole, abs=1e-2)
    assert gpu["whole"]["top_ids"] == cpu["whole"]["top_ids"]
    assert gpu["whole"]["top_logits"] == pytest.approx(cpu["whole"]["top_logits"], abs=2e-2)
    assert gpu["scores"][1] == pytest.approx(cpu["scores"][1], abs=2e-2)
    weights = {url.split("/")[-1] for url in fetched if "/models/" in url}
    assert "decoder_model_merged_q4.onnx_data" in weights
    assert not weights & {"vision_encoder_q4.onnx", "audio_encoder_q4.onnx", "embed_tokens_q4.onnx"}
