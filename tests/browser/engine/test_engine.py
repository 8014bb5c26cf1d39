"""The engine by itself, in the built site, under its content policy: both devices, every end.

The tiny random model stands in for a real one; WebGPU is Chromium's software adapter.
"""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DIST, Server, until
from tests.browser.engine.conftest import Ask

COMPONENT = {"wasm": "processor", "webgpu": "onnx"}
IDS = [(at * 37) % 700 for at in range(100)]


def load(ask: Ask, server: Server, device: str, *, software: bool = True) -> Any:
    place = {"model": "tiny", "base_url": server.url + "models/"}
    return ask("model.load", **place, device=device, allow_software=software)


def read(ask: Ask, device: str, server: Server) -> dict[str, Any]:
    """What a device says of the same tokens, fed whole, cut and fed again, and scored."""
    info = load(ask, server, device)
    assert (info["device"], info["component"]) == (device, COMPONENT[device])
    cache = ask("cache.open")["cache"]
    whole = ask("step", cache=cache, ids=IDS, top_k=5, ask_ids=[1, 2], want_log_z=True)
    scores = ask("score", cache=cache, continuations=[[5], [5, 6, 7]])["log_probs"]
    fork = ask("cache.fork", cache=cache)["cache"]
    ask("cache.cut", cache=fork, length_tokens=50)
    again = ask("step", cache=fork, ids=IDS[50:], top_k=5)
    return {"whole": whole, "scores": scores, "again": again, "reason": info["device_reason"]}


def test_both_devices_compute_the_same(ask: Ask, server: Server) -> None:
    cpu, gpu = (read(ask, device, server) for device in ("wasm", "webgpu"))
    assert gpu["reason"].startswith("WebGPU: ") and "self-test passed" in gpu["reason"]
    for result in (cpu, gpu):
        assert result["whole"]["length"] == result["again"]["length"] == 100
        whole = result["whole"]["top_logits"]
        assert result["again"]["top_logits"] == pytest.approx(whole, abs=1e-3)
        assert result["scores"][0][0] == pytest.approx(result["scores"][1][0], abs=1e-6)
    assert gpu["whole"]["top_ids"] == cpu["whole"]["top_ids"]
    assert gpu["whole"]["top_logits"] == pytest.approx(cpu["whole"]["top_logits"], abs=1e-3)
    assert gpu["whole"]["log_z"] == pytest.approx(cpu["whole"]["log_z"], abs=1e-3)
    assert gpu["scores"][1] == pytest.approx(cpu["scores"][1], abs=1e-3)


def read_without_head(ask: Ask, device: str, server: Server) -> dict[str, Any]:
    """What a device says of some ids with the head and without, and of a long continuation."""
    assert load(ask, server, device)["device"] == device
    ids, asked, long = IDS[:40], [3, 700, 3, 41], IDS[40:85]
    cache, other = ask("cache.open")["cache"], ask("cache.open")["cache"]
    headed = ask("step", cache=cache, ids=ids, top_k=1, ask_ids=asked, want_hidden=True)
    alone = ask("step", cache=other, ids=ids, ask_ids=asked, want_hidden=True)
    quiet = ask("step", cache=other, ids=[1])
    scores = ask("score", cache=cache, continuations=[long])["log_probs"][0]
    steps = []
    for token in long:
        steps.append(ask("score", cache=cache, continuations=[[token]])["log_probs"][0][0])
        ask("step", cache=cache, ids=[token])
    return {"headed": headed, "alone": alone, "quiet": quiet, "scores": scores, "steps": steps}


@pytest.mark.whole
def test_both_devices_answer_without_the_head_and_score_long_texts(
    ask: Ask, server: Server
) -> None:
    cpu, gpu = (read_without_head(ask, device, server) for device in ("wasm", "webgpu"))
    for result in (cpu, gpu):
        headed, alone = result["headed"], result["alone"]
        assert alone["asked_logits"] == pytest.approx(headed["asked_logits"], abs=1e-3)
        assert alone["hidden"] == pytest.approx(headed["hidden"], abs=1e-4)
        assert (alone["top_ids"], alone["log_z"], result["quiet"]["hidden"]) == ([], None, [])
        assert len(alone["hidden"]) == 64
        assert result["scores"] == pytest.approx(result["steps"], abs=1e-2)
    assert gpu["alone"]["asked_logits"] == pytest.approx(cpu["alone"]["asked_logits"], abs=1e-3)
    assert gpu["alone"]["hidden"] == pytest.approx(cpu["alone"]["hidden"], abs=1e-3)
    assert gpu["scores"] == pytest.approx(cpu["scores"], abs=1e-2)


def test_a_software_adapter_is_refused_and_the_cpu_taken(ask: Ask, server: Server) -> None:
    info = load(ask, server, "auto", software=False)
    assert info["device"] == "wasm"
    assert "software" in info["device_reason"]
    assert load(ask, server, "webgpu", software=False)["error"] == "device.software"


@pytest.mark.whole
def test_a_stop_ends_a_long_prompt_and_the_next_request_works(
    bench: Page, ask: Ask, server: Server
) -> None:
    load(ask, server, "webgpu")
    cache = ask("cache.open")["cache"]
    args = {"cache": cache, "ids": [7] * 4000, "top_k": 1}
    stopped = bench.evaluate("args => interrupt('step', args, 'stop', 300)", args)
    assert stopped["value"]["error"] == "call.stopped"
    assert ask("step", cache=cache, ids=[1, 2, 3], top_k=1)["length"] == 3


@pytest.mark.whole
def test_a_killed_engine_fails_its_call_and_is_replaced(
    bench: Page, ask: Ask, server: Server
) -> None:
    load(ask, server, "webgpu")
    cache = ask("cache.open")["cache"]
    args = {"cache": cache, "ids": [7] * 4000, "top_k": 1}
    killed = bench.evaluate("args => interrupt('step', args, 'kill', 300)", args)
    assert killed["value"]["error"] == "engine.lost"
    assert ask("step", cache=cache, ids=[1], top_k=1)["error"] == "model.none"
    assert load(ask, server, "wasm")["device"] == "wasm"
    assert ask("step", cache=cache, ids=[1], top_k=1)["error"] == "cache.unknown"


def test_a_damaged_file_is_mended_by_the_load_that_meets_it(
    bench: Page, ask: Ask, server: Server
) -> None:
    load(ask, server, "wasm")
    manifest = json.loads((DIST / "models" / "tiny" / "manifest.json").read_text())
    (body,) = (file for file in manifest["files"] if file["path"] == "body.bin")
    bench.evaluate("sha256 => damage(sha256).then(() => engine.kill())", body["sha256"])
    assert load(ask, server, "wasm")["device"] == "wasm"
    cache = ask("cache.open")["cache"]
    assert ask("step", cache=cache, ids=[1], top_k=1)["length"] == 1


def test_a_table_that_went_away_ends_the_engine_and_is_fetched_again(
    bench: Page, ask: Ask, server: Server
) -> None:
    load(ask, server, "wasm")
    manifest = json.loads((DIST / "models" / "tiny" / "manifest.json").read_text())
    (table,) = (file for file in manifest["files"] if file["path"] == "table.bin")
    bench.evaluate("sha256 => damage(sha256)", table["sha256"])
    cache = ask("cache.open")["cache"]
    # Who asks for a row may meet it first, or who checks the stored bytes after a load.
    lost = ask("step", cache=cache, ids=[1], ask_ids=[2])["error"]
    assert lost in ("engine.failed", "engine.lost")
    until(bench, "states.includes('lost') && states.at(-1) === 'ready'")
    assert load(ask, server, "wasm")["device"] == "wasm"
    cache = ask("cache.open")["cache"]
    assert len(ask("step", cache=cache, ids=[1], ask_ids=[2])["asked_logits"]) == 1


def test_what_would_break_the_runtime_is_refused(ask: Ask, server: Server) -> None:
    assert ask("step", cache=1, ids=[1], top_k=1)["error"] == "model.none"
    vocab_size = load(ask, server, "wasm")["vocab_size"]
    cache = ask("cache.open")["cache"]
    assert ask("step", cache=cache, ids=[vocab_size], top_k=1)["error"] == "call.invalid"
    assert ask("step", cache=cache, ids=[1] * 5000, top_k=1)["error"] == "context.full"
    assert ask("nothing.here")["error"] == "op.unknown"
    assert ask("step", cache=cache, ids=[1], top_k=1)["length"] == 1
