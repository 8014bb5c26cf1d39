"""Low-rank adapters in a browser: our own code, WebGPU and CPython say the same. The tiny model.

What they compute is proved against merged weights natively (tests/unit/models/training).
"""

import asyncio
import random
from array import array
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page

from hearthside.adapters.native.engine import NativeEngine
from hearthside.lora.numbers import narrowed, to_bytes
from hearthside.ports import ARRAYS, MODULES, AdapterForm, Stacked
from models.cache import models_root
from tests.browser.conftest import Server
from tests.browser.engine.conftest import Ask
from tests.browser.engine.test_engine import IDS, load

pytestmark = pytest.mark.browser

RANK = 6
PUT = """async ([rank, halves]) => ask("adapter.load", { rank, halves: Uint8Array.from(halves) })"""
CLOSE = 5e-3  # WebGPU's sums; a wrong product is off by tenths


def halves(form: AdapterForm) -> bytes:
    """Arrays of random numbers, as a file has them."""
    source = random.Random(1)
    arrays: dict[str, Stacked] = {}
    for name, size in form.sizes(RANK).items():
        count = size[0] * size[1] * size[2]
        numbers = array("f", [source.gauss(0, 1 / 12) for _ in range(count)])
        arrays[name] = Stacked(size, narrowed(to_bytes(numbers)))
    return b"".join(arrays[name].data for name in ARRAYS)


async def natively(adapter: bool) -> list[float]:
    """The logits that CPython gives after IDS."""
    engine = NativeEngine(models_root())
    info = await engine.load("tiny")
    assert info.adapters is not None
    number = await engine.load_adapter(RANK, halves(info.adapters)) if adapter else None
    step = await engine.step(await engine.open_cache(number), IDS, top_k=0, ask_ids=range(20))
    return list(step.asked_logits)


@pytest.mark.parametrize("device", ["wasm", pytest.param("webgpu", marks=pytest.mark.whole)])
def test_base_and_adapter_say_in_turn_what_they_say_natively(
    device: str, bench: Page, ask: Ask, server: Server
) -> None:
    told = load(ask, server, device)["adapters"]
    modules = [tuple(told["modules"][name]) for name in MODULES]
    form = AdapterForm(told["base"], told["layers"], tuple(modules))

    def logits(**opened: Any) -> list[float]:
        cache = ask("cache.open", **opened)["cache"]
        ask("step", cache=cache, ids=IDS[:40], top_k=0)
        fork = ask("cache.fork", cache=cache)["cache"]
        found = ask("step", cache=fork, ids=IDS[40:], top_k=0, ask_ids=list(range(20)))
        return list(found["asked_logits"])

    adapter = bench.evaluate(PUT, [RANK, list(halves(form))])["adapter"]
    with ThreadPoolExecutor() as aside:  # Playwright has a loop in this thread
        adapted, base = aside.map(asyncio.run, [natively(True), natively(False)])
    assert max(abs(one - other) for one, other in zip(adapted, base, strict=True)) > 0.1
    assert logits(adapter=adapter) == pytest.approx(adapted, abs=CLOSE)
    assert logits() == pytest.approx(base, abs=CLOSE)
    assert logits(adapter=adapter) == pytest.approx(adapted, abs=CLOSE)
    ask("adapter.unload", adapter=adapter)
    assert ask("cache.open", adapter=adapter)["error"] == "call.invalid"
    assert bench.evaluate(PUT, [RANK + 1, list(halves(form))])["error"] == "adapter.unfit"
