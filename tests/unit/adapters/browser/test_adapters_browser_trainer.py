"""The browser's trainer, over pipes with a fake at the far end; see also tests/browser/training."""

import asyncio
from typing import Any

import pytest

from hearthside.adapters.browser import Home
from hearthside.errors import EngineError, HearthsideError, WorkerLost
from hearthside.lora import fresh_arrays
from hearthside.ports import (
    AdapterForm,
    LoadProgress,
    StepRates,
    Trainer,
    TrainerState,
    TrainingText,
)
from hearthside.wire import Code, Op, Topic
from tests.unit.adapters.browser.bridge import Bridge

FORM = AdapterForm("b" * 64, 1, ((2, 3), (2, 2), (2, 4), (2, 2)))
MODULES = dict(zip(("qkv", "o", "gate_up", "down"), FORM.modules, strict=True))
INFO = {
    "id": "tiny",
    "title": "Tiny",
    "adapters": {"base": FORM.base, "layers": 1, "modules": MODULES},
    "device": "wasm",
    "device_reason": "CPU, 2 threads",
    "vocab_size": 300,
    "max_tokens": 64,
    "bos_id": 2,
    "eos_ids": [1],
    "threads": 2,
}
TEXT = TrainingText((2, 7, 8, 1), 2)
PLACE = {"model": "tiny", "base_url": "http://site/models/"}


class Watched:
    """The page behind the bridge: it hears the orders, and tells of the end as it would."""

    def __init__(self, bridge: Bridge) -> None:
        self.orders: list[tuple[Topic, Any]] = []
        self._page = bridge.far["page"]
        self._page.on_note(Topic.START, lambda data: self.orders.append((Topic.START, data)))
        self._page.on_note(Topic.KILL, self._end)

    def _end(self, data: Any) -> None:
        self.orders.append((Topic.KILL, data))
        self._page.note(Topic.LOST, {**data, "message": "It was stopped."})


@pytest.fixture
def page(bridge: Bridge) -> Watched:
    bridge.answer("trainer", Op.TRAIN_OPEN, INFO, ({"phase": "download", "loaded_bytes": 3},))
    return Watched(bridge)


async def test_a_worker_is_started_for_it_and_ended_after_it(
    bridge: Bridge, home: Home, page: Watched
) -> None:
    trainer: Trainer = home.trainer
    seen: list[LoadProgress] = []
    info = await trainer.load_trainer("tiny", on_progress=seen.append)
    assert (info.form, info.eos_ids, info.threads, info.max_tokens) == (FORM, (1,), 2, 64)
    assert seen == [LoadProgress("download", 3)]
    asked = {**PLACE, "device": "auto", "allow_software": False}
    assert bridge.asked == [(Op.TRAIN_OPEN, asked)]
    assert page.orders == [(Topic.START, {"worker": "trainer"})]
    await trainer.unload_trainer()
    await trainer.unload_trainer()
    assert page.orders[1:] == [(Topic.KILL, {"worker": "trainer"})]


async def test_arrays_and_texts_cross_as_they_are(
    bridge: Bridge, home: Home, page: Watched
) -> None:
    trainer = home.trainer
    info = await trainer.load_trainer("tiny")
    arrays = fresh_arrays(info.form, 2, 1)
    state = TrainerState(arrays, arrays, arrays, 5)
    told = {name: {"size": list(it.size), "data": it.data} for name, it in arrays.items()}
    bridge.answer("trainer", Op.TRAIN_RESTORE, {})
    bridge.answer(
        "trainer", Op.TRAIN_SAVE, {"arrays": told, "first": told, "second": told, "steps": 5}
    )
    bridge.answer("trainer", Op.TRAIN_STEP, {"nats": 2.5, "answer_tokens": 2})
    bridge.answer("trainer", Op.TRAIN_LOSS, {"nats": 1.5, "answer_tokens": 2})
    bridge.answer("trainer", Op.TRAIN_ENCODE, {"ids": [[7], []]})
    bridge.asked.clear()
    await trainer.restore(state)
    assert await trainer.save() == state
    assert await trainer.arrays() == arrays
    assert (await trainer.step([TEXT], StepRates(0.1))).nats == 2.5
    assert (await trainer.loss([TEXT])).nats == 1.5
    assert await trainer.encode(["a \ud800", ""]) == [[7], []]
    texts = [{"ids": [2, 7, 8, 1], "answer_at": 2}]
    rates = {"learning_rate": 0.1, "weight_decay": 0.01, "clip_norm": 1.0, "b_ratio": 2.0}
    assert bridge.asked == [
        (Op.TRAIN_RESTORE, {"arrays": told, "first": told, "second": told, "steps": 5}),
        (Op.TRAIN_SAVE, {"moments": True}),
        (Op.TRAIN_SAVE, {"moments": False}),
        (Op.TRAIN_STEP, {"texts": texts, "rates": rates}),
        (Op.TRAIN_LOSS, {"texts": texts}),
        (Op.TRAIN_ENCODE, {"texts": ["a ?", ""]}),
    ]


async def test_a_worker_that_ends_by_itself_fails_its_calls_and_holds_nothing(
    bridge: Bridge, home: Home, page: Watched
) -> None:
    await home.trainer.load_trainer("tiny")

    async def never(_args: Any, _part: object) -> Any:
        await asyncio.Event().wait()

    bridge.far["trainer"].handle(Op.TRAIN_LOSS, never)
    loss = asyncio.ensure_future(home.trainer.loss([TEXT]))
    await asyncio.sleep(0)
    bridge.far["page"].note(Topic.LOST, {"worker": "trainer", "message": "Out of memory."})
    with pytest.raises(WorkerLost, match="Out of memory"):
        await loss
    for call in (home.trainer.loss([TEXT]), home.trainer.arrays(), home.trainer.encode(["a"])):
        with pytest.raises(HearthsideError) as caught:
            await call
        assert caught.value.code is Code.MODEL_NONE
    await home.trainer.unload_trainer()
    assert page.orders == [(Topic.START, {"worker": "trainer"})], "nothing is left to end"


@pytest.mark.parametrize("how", ["refused", "odd", "cancelled"])
async def test_a_load_that_comes_to_nothing_leaves_no_worker(
    bridge: Bridge, home: Home, page: Watched, how: str
) -> None:
    begun = asyncio.Event()

    async def never(_args: Any, _part: object) -> Any:
        begun.set()
        await asyncio.Event().wait()

    if how == "odd":
        bridge.answer("trainer", Op.TRAIN_OPEN, {**INFO, "adapters": None})
    elif how == "refused":
        bridge.far["trainer"].handle(Op.TRAIN_OPEN, None)  # type: ignore[arg-type]
    else:
        bridge.far["trainer"].handle(Op.TRAIN_OPEN, never)
    load = asyncio.ensure_future(home.trainer.load_trainer("tiny"))
    if how == "cancelled":
        await begun.wait()
        load.cancel()
    expected = {"odd": EngineError, "refused": HearthsideError}.get(how, asyncio.CancelledError)
    with pytest.raises(expected):
        await load
    assert [topic for topic, _ in page.orders] == [Topic.START, Topic.KILL]
