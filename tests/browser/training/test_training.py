"""The trainer in the built site: Python in the mind trains the tiny model in a worker of its own.

The measure is the native trainer, which is held to PyTorch's gradients elsewhere. WebGPU is
Chromium's software adapter.
"""

import asyncio
import importlib.metadata
import json
import zipfile
from array import array
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from hearthside.adapters.native.trainer import NativeTrainer
from hearthside.finetune import Finetuned, FinetuneOptions, Pair, finetune
from hearthside.lora import fresh_arrays
from hearthside.ports import ARRAYS, Trainer, TrainerInfo, TrainerState
from tests.browser.card import SWIFTSHADER
from tests.browser.conftest import DIST, ROOT, Guard, Server, twin, until
from tests.browser.living import FLAGS
from tests.browser.test_inside_pyodide import RUNNER
from tests.browsers import find_chromium
from tests.unit.adapters.training.trainer_contract import BATCH, CONTRACT, RATES

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
WORDS = "red old warm deep small big dark kind shy wild new odd"
PAIRS = [(f"the {word} fox said", f" a {word} word.") for word in WORDS.split(" ")]
OPTIONS: dict[str, Any] = {"rank": 2, "epochs": 2, "batch_texts": 3, "warm_up_steps": 1}
OPTIONS |= {"held_out": 0.25}
Ask = Callable[..., Any]
Work = Callable[[Trainer, TrainerInfo], Coroutine[Any, Any, Any]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site with one more page, and the probe and pytest in its Python."""
    folder = tmp_path_factory.mktemp("training") / "site"
    twin(DIST, folder)
    for name in ("probe.html", "probe.js"):
        (folder / name).write_bytes((HERE / name).read_bytes())
    with zipfile.ZipFile(folder / "probe.zip", "w") as archive:
        archive.write(HERE / "probe/__init__.py", "probe/__init__.py")
        contract = ROOT / "tests/unit/adapters/training/trainer_contract.py"
        archive.write(contract, "probe/trainer_contract.py")
        for name in RUNNER:
            for path in importlib.metadata.files(name) or ():
                if path.suffix == ".py" or path.name in ("METADATA", "RECORD"):
                    archive.write(str(path.locate()), str(path))
    parts = json.loads((folder / "mind.json").read_text("utf-8"))
    parts["archives"].append("probe.zip")
    (folder / "mind.json").unlink()  # a link to the site's own
    (folder / "mind.json").write_text(json.dumps(parts), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tab(chromium: Browser, serve: Callable[..., Server], site: Path) -> Iterator[Page]:
    """A page whose mind has booted, in a browser with WebGPU; one for all tests here."""
    flags = [*FLAGS, *SWIFTSHADER]
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=flags)
    server = serve(site)
    guard = Guard(server.url)
    context = browser.new_context(service_workers="block")
    guard.watch(context)
    page = context.new_page()
    page.goto(f"{server.url}probe.html")
    until(page, "Boolean(globalThis.ready)")
    assert "boot" in page.evaluate("ready"), page.evaluate("ready")
    yield page
    browser.close()
    assert guard.verdict() == []


@pytest.fixture
def ask(tab: Page) -> Ask:
    """ask(what, **arguments): what the probe answers."""
    return lambda do, **given: tab.evaluate("given => ask(given)", {"do": do, **given})


@pytest.fixture
def natively() -> Iterator[Callable[[Work], Any]]:
    """natively(work): what `work(trainer, info)` gives with the native trainer. In a thread of its
    own: Playwright has the loop of this one."""

    async def done(work: Work) -> Any:
        trainer = NativeTrainer(DIST / "models", threads=1)
        return await work(trainer, await trainer.load_trainer("tiny"))

    with ThreadPoolExecutor(1) as thread:
        yield lambda work: thread.submit(asyncio.run, done(work)).result()


def trainers(tab: Page, wanted: int) -> bool:
    """Whether so many workers of that kind are there; the news of an end takes a moment."""
    for _ in range(1_000):
        if sum("trainer.worker" in worker.url for worker in tab.workers) == wanted:
            return True
        tab.wait_for_timeout(50)
    return False


@pytest.mark.whole
def test_the_worker_keeps_every_promise_of_a_trainer(ask: Ask) -> None:
    assert ask("contract") == {"kept": [promise.__name__ for promise in CONTRACT]}


@pytest.mark.parametrize("device", ["wasm", pytest.param("webgpu", marks=pytest.mark.whole)])
def test_losses_and_gradients_are_the_native_trainers(
    ask: Ask, natively: Callable[[Work], Any], device: str
) -> None:
    async def stepped(trainer: Trainer, info: TrainerInfo) -> Any:
        await trainer.restore(TrainerState(fresh_arrays(info.form, 4, 3), {}, {}, 0))
        losses = [await trainer.step(BATCH, RATES), await trainer.loss(BATCH)]
        return [loss.nats for loss in losses], (await trainer.save()).first

    losses, first = natively(stepped)
    answer = ask("step", device=device)
    assert answer["info"]["device"] == device
    assert answer["losses"] == pytest.approx(losses, abs=1e-4)
    assert answer["phases"] == ["download", "load", "selftest"]
    for name in ARRAYS:
        wanted, found = array("f", first[name].data), answer["first"][name]
        off = sum((a - b) ** 2 for a, b in zip(wanted, found, strict=True)) ** 0.5
        assert off <= 1e-4 * sum(it * it for it in wanted) ** 0.5 + 1e-9, name


def test_a_training_goes_on_in_another_worker_as_if_it_were_one(
    ask: Ask, natively: Callable[[Work], Any]
) -> None:
    async def trained(trainer: Trainer, info: TrainerInfo) -> Finetuned:
        pairs = [Pair(*pair) for pair in PAIRS]
        return await finetune(trainer, info, pairs, FinetuneOptions(**OPTIONS))

    answer = ask("train", pairs=PAIRS, options=OPTIONS)
    assert answer["steps"] == 3 and answer["same_curve"]
    assert answer["same"][0] == answer["same"][1]
    for point, found in zip(natively(trained).curve, answer["curve"], strict=True):
        assert found["step"] == point.step
        assert found["held_out"] == pytest.approx(point.held_out, abs=1e-4)


def test_the_worker_is_there_only_while_it_trains(tab: Page, ask: Ask) -> None:
    assert ask("unload") == {} and trainers(tab, 0)
    assert ask("load", model="tiny") == {"info": "tiny"}
    assert ask("load", model="tiny") == {"info": "tiny"}
    assert trainers(tab, 1), "one ends before another begins"
    assert ask("unload") == {} and ask("unload") == {}
    assert trainers(tab, 0)


def test_what_cannot_be_trained_is_said_and_leaves_no_worker(tab: Page, ask: Ask) -> None:
    assert ask("load", model="tiny-embedding")["error"] == "model.unfit"
    assert ask("load", model="none")["error"] == "model.unknown"
    assert ask("lost")["error"] == "engine.lost"
    assert trainers(tab, 0)
    assert ask("load", model="tiny") == {"info": "tiny"}
