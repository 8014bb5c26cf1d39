"""The embedding model by itself, in the built site, under its policy: both devices, every end.

The tiny random embedder stands in for a real one; WebGPU is Chromium's software adapter.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from operator import mul
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DIST, Server, twin, until
from tests.browser.engine.conftest import Ask, speak_to

EMBEDDER = "tiny-embedding"
TEXTS = [
    "the fox",
    "",
    "once upon a time there was a little fox in the deep wood and it was not happy",
    "a friend by the warm fire",
    "der Fuchs, 狐, лиса 🦊",
    "the fox",
    "once upon a time " * 30,
]


def load(ask: Ask, server: Server, device: str, model: str = EMBEDDER, **more: Any) -> Any:
    place = {"model": model, "base_url": server.url + "models/", "device": device}
    return ask("model.load", **place, **{"allow_software": True, **more})


def golden() -> dict[str, Any]:
    manifest = json.loads((DIST / "models" / EMBEDDER / "manifest.json").read_text())
    return {**manifest["selftest"], "dimensions": manifest["dimensions"]}


def rows(answer: dict[str, Any]) -> list[list[float]]:
    """The vectors, one by one."""
    size = len(answer["vectors"]) // len(answer["tokens"])
    return [answer["vectors"][at : at + size] for at in range(0, len(answer["vectors"]), size)]


def cosine(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(map(mul, a, b)) / math.hypot(*a) / math.hypot(*b)


def golden_texts(ask: Ask, server: Server) -> list[str]:
    """The golden tokens as text: the tiny language model has the same tokenizer."""
    load(ask, server, "wasm", "tiny")
    inner = [ids[1:-1] for ids in golden()["texts_ids"]]
    return [ask("text.decode", ids=ids)["text"] for ids in inner]


def test_both_devices_give_the_golden_vectors_alone_and_together(ask: Ask, server: Server) -> None:
    wanted = golden()
    texts = golden_texts(ask, server)
    # On the processor vectors are rounded to bytes before each matrix.
    for device, least in (("wasm", 0.9995), ("webgpu", 0.9999)):
        info = load(ask, server, device)
        assert (info["device"], info["kind"]) == (device, "embed")
        assert (info["dimensions"], info["truncations"]) == (64, [64, 32, 16, 8])
        together = ask("embed", texts=texts)
        assert together["tokens"] == [len(ids) for ids in wanted["texts_ids"]]
        alone = [rows(ask("embed", texts=[text]))[0] for text in texts]
        pairs = zip(wanted["vectors"], rows(together), alone, strict=True)
        for vector, found, single in pairs:
            assert cosine(vector, found) > least
            assert single == pytest.approx(found, abs=1e-4)


@pytest.mark.whole
def test_both_devices_agree_on_any_text(ask: Ask, server: Server) -> None:
    answers = []
    for device in ("wasm", "webgpu"):
        load(ask, server, device)
        answers.append(ask("embed", texts=TEXTS))
    cpu, gpu = answers
    assert cpu["tokens"] == gpu["tokens"]
    assert cpu["tokens"][1] == 2
    found = rows(cpu)
    assert min(map(cosine, found, rows(gpu))) > 0.9995
    assert found[0] == pytest.approx(found[5], abs=1e-5)
    assert all(math.hypot(*vector) == pytest.approx(1, abs=1e-5) for vector in found)
    assert cosine(found[0], found[4]) < 0.99


@pytest.mark.parametrize("device", ["wasm", pytest.param("webgpu", marks=pytest.mark.whole)])
def test_a_language_model_and_an_embedder_stand_side_by_side(
    ask: Ask, server: Server, device: str
) -> None:
    load(ask, server, "wasm", "tiny")
    cache = ask("cache.open")["cache"]
    first = ask("step", cache=cache, ids=[5, 6, 7], top_k=3)
    load(ask, server, device)
    vectors = ask("embed", texts=TEXTS[:3])["vectors"]
    again = ask("cache.fork", cache=cache)["cache"]
    ask("cache.cut", cache=again, length_tokens=0)
    assert ask("step", cache=again, ids=[5, 6, 7], top_k=3)["top_ids"] == first["top_ids"]
    assert ask("model.unload", kind="embed") == {}
    assert ask("embed", texts=["a"])["error"] == "model.none"
    assert ask("step", cache=cache, ids=[8], top_k=1)["length"] == 4
    load(ask, server, device)
    assert ask("model.unload", kind="generate") == {}
    assert ask("cache.open")["error"] == "model.none"
    assert ask("embed", texts=TEXTS[:3])["vectors"] == pytest.approx(vectors, abs=1e-5)


def test_a_forgotten_embedder_is_unloaded_and_the_other_stays(ask: Ask, server: Server) -> None:
    load(ask, server, "wasm", "tiny")
    load(ask, server, "wasm")
    kept = {model["id"] for model in ask("model.kept")["models"]}
    assert kept == {"tiny", EMBEDDER}
    ask("model.forget", model=EMBEDDER)
    assert ask("embed", texts=["a"])["error"] == "model.none"
    assert "cache" in ask("cache.open")
    assert [model["id"] for model in ask("model.kept")["models"]] == ["tiny"]


def test_a_model_takes_the_memory_of_the_one_before(bench: Page, ask: Ask, server: Server) -> None:
    """A runtime is never given back, so it is used again; our own decoder needs none of it."""
    fetched: list[str] = []
    bench.context.on("request", lambda request: fetched.append(request.url))
    for _ in range(3):
        load(ask, server, "wasm", "tiny")
        load(ask, server, "wasm")
        first = ask("embed", texts=["the fox"])["vectors"]
        ask("model.unload")
    assert len([url for url in fetched if url.endswith("threaded.wasm")]) == 1
    load(ask, server, "wasm")
    assert ask("embed", texts=["the fox"])["vectors"] == pytest.approx(first, abs=1e-6)


def test_a_long_text_is_cut_and_that_is_said(ask: Ask, server: Server) -> None:
    load(ask, server, "wasm")
    long = "the fox " * 4000
    answer = ask("embed", texts=["the fox", long])
    assert (answer["tokens"][1], answer["cut"]) == (2047, [False, True])
    assert ask("embed.count", texts=["", "the fox", long])["tokens"][0] == 0
    counts = ask("embed.count", texts=["the fox", long])["tokens"]
    assert counts[0] == answer["tokens"][0] - 2
    assert counts[1] > 2045


@pytest.mark.whole
def test_a_stop_is_heard_between_runs_and_the_next_call_works(
    bench: Page, ask: Ask, server: Server
) -> None:
    load(ask, server, "webgpu")
    args = {"texts": ["once upon a time there was a little fox " * 12] * 400}
    stopped = bench.evaluate("args => interrupt('embed', args, 'stop', 300)", args)
    assert stopped["value"]["error"] == "call.stopped"
    assert len(ask("embed", texts=["the fox"])["vectors"]) == 64


def test_a_killed_engine_fails_its_call_and_is_replaced(
    bench: Page, ask: Ask, server: Server
) -> None:
    load(ask, server, "wasm")
    args = {"texts": ["once upon a time there was a little fox " * 12] * 400}
    killed = bench.evaluate("args => interrupt('embed', args, 'kill', 300)", args)
    assert killed["value"]["error"] == "engine.lost"
    assert ask("embed", texts=["a"])["error"] == "model.none"
    load(ask, server, "wasm")
    assert len(ask("embed", texts=["the fox"])["vectors"]) == 64


Changed = Callable[[Callable[[Path, dict[str, Any]], None]], tuple[Page, Ask, Server]]


@pytest.fixture
def changed(
    gpu_chromium: Browser, serve: Callable[..., Server], tmp_path: Path
) -> Iterator[Changed]:
    """A site whose embedder is another: `change(folder, manifest)` makes it so."""
    context = gpu_chromium.new_context()

    def build(change: Callable[[Path, dict[str, Any]], None]) -> tuple[Page, Ask, Server]:
        site = tmp_path / "site"
        twin(DIST, site)
        path = site / "models" / EMBEDDER / "manifest.json"
        manifest = json.loads(path.read_text())
        change(path.parent, manifest)
        path.unlink()
        path.write_text(json.dumps(manifest))
        server = serve(site)
        return *speak_to(context, server), server

    yield build
    context.close()


@pytest.mark.whole
def test_a_device_that_computes_otherwise_is_refused(changed: Changed) -> None:
    """The least cosine of one site is out of reach for WebGPU, as a wrong driver would make it."""

    def ask_too_much(_folder: Path, manifest: dict[str, Any]) -> None:
        manifest["selftest"]["min_cosine"]["webgpu"] = 1.01

    page, ask, server = changed(ask_too_much)
    refused = load(ask, server, "webgpu")
    assert refused["error"] == "device.wrong"
    assert "has cosine" in refused["detail"]
    until(page, "states.includes('lost') && states.at(-1) === 'ready'")
    info = load(ask, server, "auto")
    assert info["device"] == "wasm"
    assert "WebGPU was tried: The numeric self-test failed" in info["device_reason"]
    assert len(ask("embed", texts=["the fox"])["vectors"]) == 64


def test_what_is_no_text_and_what_is_no_embedder_is_refused(ask: Ask, server: Server) -> None:
    assert ask("embed", texts=["a"])["error"] == "model.none"
    assert ask("embed.count", texts=["a"])["error"] == "model.none"
    assert load(ask, server, "wasm", "tiny", kind="embed")["error"] == "model.unfit"
    assert load(ask, server, "wasm", kind="generate")["error"] == "model.unfit"
    load(ask, server, "wasm", kind="embed")
    for wrong in ("a", None, [1], ["a", None]):
        assert ask("embed", texts=wrong)["error"] == "call.invalid"
    assert ask("embed", texts=[])["vectors"] == []
    assert len(ask("embed", texts=["a"])["vectors"]) == 64


def test_the_engine_multiplies_without_a_model(bench: Page, ask: Ask) -> None:
    """Bytes go in as Python sends them."""
    product = bench.evaluate(
        "() => ask('matrix.product', {a: Float32Array.of(1, 2, 3, 4), b: Float32Array.of(5, 6),"
        " inner: 2})"
    )
    assert product == {"product": [17, 39]}
    matrix = ask("matrix.open", columns=4)["matrix"]
    assert ask("matrix.close", matrix=matrix) == {}
    assert ask("matrix.close", matrix=matrix)["error"] == "matrix.unknown"
