"""The promises of the browser's adapter, over pipes of its own shape with a fake at the far end."""

import asyncio
import json
import random
from dataclasses import fields
from typing import Any

import pytest

from hearthside.adapters.browser import Home, connect
from hearthside.adapters.fake.engine import FAKE_MODEL
from hearthside.errors import EngineError, ModelError, WorkerLost
from hearthside.generation.generate import generate
from hearthside.generation.model import load_model
from hearthside.generation.sampling import SamplingOptions
from hearthside.ports import (
    MODULES,
    AdapterForm,
    Encoded,
    Engine,
    LoadProgress,
    MediaEngine,
    Placed,
    Shelf,
    ThinkingFormat,
)
from hearthside.wire import Code, Op, Topic
from hearthside.wire.rpc import Part
from tests.unit.adapters.browser.bridge import Bridge

INFO = {
    "id": "tiny",
    "title": "Tiny",
    "device": "wasm",
    "device_reason": "no WebGPU here",
    "form": "wasm",
    "hash": "h",
    "vocab_size": 300,
    "context_tokens": 4096,
    "bos_id": 2,
    "eos_ids": [1, 5],
    "chat": {"start": "<start_of_turn>", "end": "<end_of_turn>"},
    "vocabulary": "slice",
    "threads": 2,
    "adapters": {"base": "b", "layers": 2, "modules": {key: [6, 8] for key in MODULES}},
    "thinking": {"ask": "<a>", "start": "<s>", "end": "<e>", "name": "thought"},
    **{"batch_invariant": False, "media": None},
}
STEP = {
    "length": 2,
    "top_ids": [9, 8],
    "top_logits": [1.5, 0.5],
    "asked_logits": [0.25],
    "log_z": 2.0,
    "engine_ms": 3.5,
    "hidden": [0.5, -1.0],
}

ANSWERS = {
    Op.TEXT_ENCODE: {"ids": [2, 7]},
    Op.TEXT_DECODE: {"text": "hi"},
    Op.TEXT_PIECES: {"pieces": ["h", "i"]},
    Op.ADAPTER_LOAD: {"adapter": 3},
    Op.ADAPTER_UNLOAD: {},
    Op.CACHE_OPEN: {"cache": 1},
    Op.CACHE_FORK: {"cache": 2},
    Op.CACHE_CUT: {},
    Op.CACHE_CLOSE: {},
    Op.STEP: STEP,
    Op.SCORE: {"log_probs": [[-1.0], [-2.0, -3.0]]},
    Op.MODEL_UNLOAD: {},
}


async def test_every_engine_method_asks_its_operation_and_reads_its_answer(
    bridge: Bridge, home: Home
) -> None:
    engine: Engine = home.engine
    for op, value in ANSWERS.items():
        bridge.answer("engine", op, value)
    assert await engine.encode("hi", bos=True) == [2, 7]
    assert await engine.decode([7]) == "hi"
    assert await engine.pieces([7, 8]) == ["h", "i"]
    assert await engine.load_adapter(8, b"12") == 3
    await engine.unload_adapter(3)
    assert await engine.open_cache(4) == 1
    assert await engine.fork_cache(1) == 2
    await engine.cut_cache(2, 3)
    await engine.close_cache(2)
    result = await engine.step(1, (4, 5), top_k=2, ask_ids=[6], want_log_z=True, want_hidden=True)
    assert (result.top_ids, result.top_logits, result.asked_logits) == ((9, 8), (1.5, 0.5), (0.25,))
    assert (result.length, result.log_z, result.engine_ms) == (2, 2.0, 3.5)
    assert result.hidden == (0.5, -1.0)
    assert await engine.score(1, [[4], (5, 6)]) == [[-1.0], [-2.0, -3.0]]
    await engine.unload()
    wanted = {"top_k": 2, "ask_ids": [6], "want_log_z": True, "want_hidden": True, "advance": True}
    assert bridge.asked == [
        (Op.TEXT_ENCODE, {"text": "hi", "bos": True}),
        (Op.TEXT_DECODE, {"ids": [7]}),
        (Op.TEXT_PIECES, {"ids": [7, 8]}),
        (Op.ADAPTER_LOAD, {"rank": 8, "halves": b"12"}),
        (Op.ADAPTER_UNLOAD, {"adapter": 3}),
        (Op.CACHE_OPEN, {"adapter": 4}),
        (Op.CACHE_FORK, {"cache": 1}),
        (Op.CACHE_CUT, {"cache": 2, "length_tokens": 3}),
        (Op.CACHE_CLOSE, {"cache": 2}),
        (Op.STEP, {"cache": 1, "ids": [4, 5], **wanted}),
        (Op.SCORE, {"cache": 1, "continuations": [[4], [5, 6]]}),
        (Op.MODEL_UNLOAD, {"kind": "generate"}),
    ]


async def test_pictures_and_sounds_go_over_as_bytes_and_are_named_in_a_step(
    bridge: Bridge, home: Home
) -> None:
    engine: MediaEngine = home.engine
    bridge.answer("engine", Op.MEDIA_ENCODE, {"media": 7, "tokens": 12, "place_id": 5})
    for op in (Op.MEDIA_CLOSE, Op.MEDIA_FETCH):
        bridge.answer("engine", op, {})
    bridge.answer("engine", Op.STEP, STEP)
    assert await engine.encode_image(b"rgba", 48, 96) == Encoded(7, 12, 5)
    assert await engine.encode_audio(b"1234") == Encoded(7, 12, 5)
    await home.engine.step(1, (5, 5), top_k=1, media=[Placed(7, 3, 2)])
    await engine.close_media(7)
    await engine.fetch_encoder("audio")
    picture = {"kind": "image", "rgba": b"rgba", "width": 48, "height": 96}
    assert bridge.asked[0] == (Op.MEDIA_ENCODE, picture)
    assert bridge.asked[1] == (Op.MEDIA_ENCODE, {"kind": "audio", "samples": b"1234"})
    assert bridge.asked[2][1]["media"] == [[7, 3, 2]]
    assert [op for op, _ in bridge.asked[3:]] == [Op.MEDIA_CLOSE, Op.MEDIA_FETCH]


async def test_loading_reports_progress_and_gives_the_model_info(
    bridge: Bridge, home: Home
) -> None:
    parts = ({"phase": "download", "loaded_bytes": 5, "total_bytes": 9}, {"phase": "selftest"})
    bridge.answer("engine", Op.MODEL_LOAD, INFO, parts)
    seen: list[LoadProgress] = []
    info = await home.engine.load("tiny", device="wasm", on_progress=seen.append)
    assert seen == [LoadProgress("download", 5, 9), LoadProgress("selftest")]
    assert (info.id, info.eos_ids, info.vocabulary, info.threads) == ("tiny", (1, 5), "slice", 2)
    assert info.adapters == AdapterForm("b", 2, ((6, 8),) * len(MODULES))
    assert info.thinking == ThinkingFormat("<a>", "<s>", "<e>", "thought")
    assert await home.engine.load("tiny") == info
    args = {"kind": "generate", "model": "tiny", "base_url": "http://site/models/"}
    assert bridge.asked[0][1] == {**args, "device": "wasm", "allow_software": False}


async def test_a_load_whose_progress_cannot_be_told_is_stopped(bridge: Bridge, home: Home) -> None:
    stopped = asyncio.Event()

    async def load(_args: dict[str, Any], part: Part) -> Any:
        part({"phase": "download"})
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    bridge.far["engine"].handle(Op.MODEL_LOAD, load)
    with pytest.raises(ZeroDivisionError):
        await home.engine.load("tiny", on_progress=lambda _: 1 / 0)
    await asyncio.wait_for(stopped.wait(), 1)


async def test_what_only_a_browser_can_be_asked(bridge: Bridge, home: Home) -> None:
    bridge.answer("engine", Op.ENGINE_PROBE, {"memory_gb": 8})
    bridge.answer("engine", Op.MODEL_KEPT, {"models": [{"id": "tiny"}]})
    bridge.answer("engine", Op.MODEL_FORGET, {})
    assert await home.engine.probe() == {"memory_gb": 8}
    assert await home.engine.kept() == [{"id": "tiny"}]
    await home.engine.forget("tiny")
    assert bridge.asked[-1][1] == {"model": "tiny", "base_url": home.engine.models_url}


async def test_the_shelf_lies_behind_its_own_pipe(bridge: Bridge, home: Home) -> None:
    shelf: Shelf = home.shelf
    bridge.answer("shelf", Op.SHELF_LIST, {"entries": [["a", "1"]]})
    bridge.answer("shelf", Op.SHELF_GET, {"text": None})
    bridge.answer("shelf", Op.SHELF_PUT, {})
    bridge.answer("shelf", Op.SHELF_DELETE, {})
    assert await shelf.list("stories") == [("a", "1")]
    assert await shelf.get("stories", "a") is None
    await shelf.put("stories", "a", "2")
    await shelf.delete("stories", "a")
    assert bridge.asked[2] == (Op.SHELF_PUT, {"collection": "stories", "key": "a", "text": "2"})


async def test_the_page_is_served(bridge: Bridge, home: Home) -> None:
    async def greet(args: dict[str, Any], _part: Part) -> Any:
        return {"html": f"Hello {args['name']}"}

    home.serve({Op.APP_START: greet})
    assert await bridge.far["page"].call(Op.APP_START, {"name": "Ann"}) == {"html": "Hello Ann"}


async def test_bytes_cross_both_ways_beside_the_text(bridge: Bridge, home: Home) -> None:
    async def turn(args: dict[str, Any], _part: Part) -> Any:
        return {"turned": args["data"]["content"][::-1]}

    home.serve({Op.APP_EVENT: turn})
    content = bytes(range(256))
    answer = await bridge.far["page"].call(Op.APP_EVENT, {"data": {"content": content}})
    assert answer == {"turned": content[::-1]}


async def test_a_lost_engine_fails_its_calls_and_only_its_calls(bridge: Bridge, home: Home) -> None:
    shelf_may_answer = asyncio.Event()

    async def never(_args: dict[str, Any], _part: Part) -> Any:
        await asyncio.Event().wait()

    async def late(_args: dict[str, Any], _part: Part) -> Any:
        await shelf_may_answer.wait()
        return {"text": "kept"}

    bridge.far["engine"].handle(Op.CACHE_OPEN, never)
    bridge.far["shelf"].handle(Op.SHELF_GET, late)
    opening = asyncio.create_task(home.engine.open_cache())
    getting = asyncio.create_task(home.shelf.get("stories", "a"))
    await asyncio.sleep(0.01)
    bridge.far["page"].note(Topic.LOST, {"worker": "mind"})
    await asyncio.sleep(0.01)
    assert not opening.done()
    bridge.far["page"].note(Topic.LOST, {"worker": "engine", "message": "It was stopped."})
    with pytest.raises(WorkerLost, match=r"It was stopped\.") as caught:
        await opening
    assert caught.value.code == Code.ENGINE_LOST
    shelf_may_answer.set()
    assert await getting == "kept"
    bridge.answer("engine", Op.CACHE_OPEN, {"cache": 7})
    assert await home.engine.open_cache() == 7


async def test_a_stuck_engine_is_reported_to_the_page(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hearthside.adapters.browser.home.ENGINE_GRACE_S", 0.01)
    home = connect(models_url="models/")
    killed: list[Any] = []
    bridge.far["page"].on_note(Topic.KILL, killed.append)
    monkeypatch.setattr(bridge.far["engine"], "receive", lambda text: None)
    task = asyncio.create_task(home.engine.step(1, [5], top_k=1))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0.05)
    assert killed == [{"worker": "engine"}]


async def test_errors_of_the_engine_keep_their_codes(bridge: Bridge, home: Home) -> None:
    assert bridge.listen is not None
    task = asyncio.create_task(home.engine.load("nothing"))
    await asyncio.sleep(0)
    fail = {"kind": "fail", "id": 1, "code": "model.unknown", "message": "No such model."}
    bridge.listen("engine", json.dumps(fail))
    with pytest.raises(ModelError, match="No such model"):
        await task


@pytest.mark.parametrize("value", [None, {}, [], {"cache": None}, {"cache": "one"}])
async def test_an_answer_of_another_shape_is_an_error_of_the_tree(
    bridge: Bridge, home: Home, value: Any
) -> None:
    bridge.answer("engine", Op.CACHE_OPEN, value)
    with pytest.raises(EngineError) as caught:
        await home.engine.open_cache()
    assert caught.value.code == Code.ENGINE_FAILED
    assert "cache.open" in caught.value.detail


async def test_the_generator_is_seeded_anew_after_a_snapshot(bridge: Bridge) -> None:
    random.seed(1)
    frozen = random.getstate()
    connect(bridge, models_url="models/")
    first = random.random()
    random.setstate(frozen)
    connect(bridge, models_url="models/")
    assert random.random() != first


async def test_a_story_streams_through_the_pipes(bridge: Bridge, home: Home) -> None:
    said = iter([9, 8, 1])

    async def step(args: dict[str, Any], _part: Part) -> Any:
        return {**STEP, "top_ids": [next(said)], "top_logits": [1.0], "length": len(args["ids"])}

    bridge.answer("engine", Op.MODEL_LOAD, {**INFO, "eos_ids": [1]})
    bridge.answer("engine", Op.TEXT_ENCODE, {"ids": [2, 3]})
    bridge.answer("engine", Op.TEXT_PIECES, {"pieces": ["▁x"]})
    bridge.answer("engine", Op.CACHE_OPEN, {"cache": 1})
    bridge.answer("engine", Op.CACHE_CLOSE, {})
    bridge.far["engine"].handle(Op.STEP, step)
    model = await load_model(home.engine, "tiny")
    generation = generate(model, "Hi", SamplingOptions(temperature=0))
    assert [token.text async for token in generation] == [" x", " x", ""]
    assert bridge.asked[-1][0] == Op.CACHE_CLOSE


def test_the_fake_and_the_wire_agree_on_what_a_model_is() -> None:
    assert set(INFO) == {field.name for field in fields(FAKE_MODEL)}
