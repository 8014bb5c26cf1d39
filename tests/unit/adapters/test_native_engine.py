"""The promises of the native engine, on the tiny model. CPython only: it needs ONNX Runtime."""

import asyncio
import json
import math
import shutil
from array import array
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hearthside.adapters.native.engine import NativeEngine
from hearthside.errors import EngineError, InvalidInput, ModelError
from hearthside.generation.generate import StopRules, generate
from hearthside.generation.model import Model, load_model
from hearthside.generation.sampling import SamplingOptions
from hearthside.lora import Adapter, fresh_arrays, halves_of
from hearthside.ports import Engine, LoadProgress
from hearthside.wire import Code
from tests.unit.lora.adapters import MANIFEST


@pytest.fixture
def copy(models: Path, tmp_path: Path) -> Path:
    """The tiny model, to be spoilt."""
    shutil.copytree(models / "tiny", tmp_path / "tiny")
    return tmp_path


async def tiny(models: Path) -> Model:
    return await load_model(NativeEngine(models), "tiny")


async def log_probs(model: Model, ids: list[int]) -> list[float]:
    """What a fresh cache says of each id after `ids`."""
    every = range(model.info.vocab_size)
    async with await model.open() as context:
        step = await context.reach(ids, ask_ids=list(every), want_log_z=True)
    assert step.log_z is not None
    return [logit - step.log_z for logit in step.asked_logits]


async def test_a_model_loads_and_says_what_it_is(models: Path) -> None:
    phases: list[LoadProgress] = []
    engine: Engine = NativeEngine(models)
    info = await engine.load("tiny", on_progress=phases.append)
    assert (info.id, info.device, info.form) == ("tiny", "cpu", "wasm")
    assert [one.phase for one in phases] == ["load", "selftest"]
    await engine.unload()
    with pytest.raises(ModelError) as caught:
        await engine.encode("x")
    assert caught.value.code == Code.MODEL_NONE


async def test_text_round_trips(models: Path) -> None:
    model = await tiny(models)
    for text in ("Once upon a time", "  two\n\nlines ", "🦊 שלום", "a\ud800b"):
        ids = await model.encode(text)
        assert ids[0] == model.info.bos_id
        assert await model.engine.decode(ids) == "<bos>" + text.replace("\ud800", "?")
        assert len(await model.pieces(ids)) == len(ids)


async def test_log_z_makes_probabilities_and_top_runs_down(models: Path) -> None:
    model = await tiny(models)
    ids = await model.encode("the fox ran")
    probabilities = await log_probs(model, ids)
    assert math.fsum(math.exp(one) for one in probabilities) == pytest.approx(1.0, abs=1e-6)
    async with await model.open() as context:
        step = await context.reach(ids, top_k=5, want_log_z=True)
    assert list(step.top_logits) == sorted(step.top_logits, reverse=True)
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    assert step.top_ids[0] == best


async def test_ids_asked_for_alone_get_the_head_s_own_numbers(models: Path) -> None:
    model = await tiny(models)
    ids = await model.encode("the old fox ran home and told the story of the moon to the owl")
    asked = list(range(model.info.vocab_size))
    async with await model.open() as context:
        headed = await context.reach(ids, top_k=1, ask_ids=asked, want_hidden=True)
    async with await model.open() as context:
        alone = await context.reach(ids, ask_ids=asked, want_hidden=True)
        again = await context.step([9])
    assert alone.asked_logits == pytest.approx(headed.asked_logits, abs=1e-4)
    assert alone.hidden == headed.hidden
    assert len(alone.hidden) == 64
    assert (alone.top_ids, alone.log_z, again.hidden) == ((), None, ())


async def test_a_step_that_does_not_advance_is_a_step_in_a_fork(models: Path) -> None:
    model = await tiny(models)
    ids = await model.encode("the old fox ran home and told the story of the moon to the owl")
    async with await model.open() as context:
        await context.step(ids[:6])
        async with await context.fork() as fork:
            there = await fork.step(ids[6:], top_k=3, ask_ids=[9], want_hidden=True)
        for _ in range(2):
            here = await context.step(
                ids[6:], top_k=3, ask_ids=[9], want_hidden=True, advance=False
            )
            assert replace(here, engine_ms=0.0) == replace(there, engine_ms=0.0)
        assert context.ids == tuple(ids[:6])
        assert (await context.step(ids[6:])).length == len(ids)


async def test_chunks_forks_and_cuts_give_what_one_step_gives(models: Path) -> None:
    model = await tiny(models)
    ids = await model.encode("the old fox ran home and told the story of the moon to the owl")
    whole = await log_probs(model, ids)
    engine = model.engine
    cache = await engine.open_cache()
    await engine.step(cache, ids[:6], top_k=0)
    fork = await engine.fork_cache(cache)
    await engine.step(cache, [9, 9, 9], top_k=0)
    await engine.cut_cache(cache, 6)
    await engine.cut_cache(cache, 6)
    for one in (cache, fork):
        step = await engine.step(one, ids[6:], top_k=3, want_log_z=True)
        assert step.log_z is not None
        for token, logit in zip(step.top_ids, step.top_logits, strict=True):
            assert logit - step.log_z == pytest.approx(whole[token], abs=1e-3)
        await engine.close_cache(one)
    with pytest.raises(InvalidInput) as caught:
        await engine.step(fork, [9], top_k=1)
    assert caught.value.code == Code.CACHE_UNKNOWN


async def test_scores_are_the_log_probabilities_of_steps_and_leave_the_cache(models: Path) -> None:
    model = await tiny(models)
    ids, after = await model.encode("the fox"), await model.encode(" ran home", bos=False)
    context = await model.open()
    await context.step(ids)
    scores = await model.engine.score(context.cache, [after, after[:1]])
    for position, token in enumerate(after):
        expected = (await log_probs(model, [*ids, *after[:position]]))[token]
        assert scores[0][position] == pytest.approx(expected, abs=1e-2)
    assert scores[1] == pytest.approx(scores[0][:1], abs=1e-2)
    assert (await context.step(after[:1])).length == len(ids) + 1


async def test_a_text_repeats_by_its_seed_whatever_was_in_the_cache(models: Path) -> None:
    model = await tiny(models)
    prompt = await model.encode("the fox ran home and " * 20)
    options, rules = SamplingOptions(seed=5), StopRules(max_tokens=40, min_tokens=40)
    first = generate(model, prompt, options, rules)
    await first.read()
    async with await model.open() as context:
        await generate(model, prompt[:70], options, rules, context=context).read()
        again = generate(model, prompt, options, rules, context=context)
        await again.read()
    assert again.token_ids == first.token_ids


async def test_impossible_calls_are_refused(models: Path) -> None:
    model = await tiny(models)
    engine, cache = model.engine, await model.engine.open_cache()
    calls: list[tuple[Any, Code]] = [
        (engine.step(cache, [], top_k=1), Code.CALL_INVALID),
        (engine.step(cache, [model.info.vocab_size], top_k=1), Code.CALL_INVALID),
        (engine.step(cache, [-1], top_k=1), Code.CALL_INVALID),
        (engine.step(cache, [9] * 4097, top_k=1), Code.CONTEXT_FULL),
        (engine.cut_cache(cache, 1), Code.CALL_INVALID),
        (engine.score(cache, [[9]]), Code.CALL_INVALID),
        (engine.close_cache(99), Code.CACHE_UNKNOWN),
    ]
    for call, code in calls:
        with pytest.raises(InvalidInput) as caught:
            await call
        assert caught.value.code == code


async def test_a_cancelled_step_leaves_the_cache_as_it_was(models: Path) -> None:
    model = await tiny(models)
    cache = await model.engine.open_cache()
    task = asyncio.create_task(model.engine.step(cache, [9] * 500, top_k=1))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await model.engine.step(cache, [9], top_k=1)).length == 1


async def test_webgpu_and_unknown_models_are_refused(models: Path) -> None:
    engine = NativeEngine(models)
    with pytest.raises(EngineError) as wrong_device:
        await engine.load("tiny", device="webgpu")
    assert wrong_device.value.code == Code.DEVICE_NONE
    with pytest.raises(ModelError) as unknown:
        await engine.load("nothing")
    assert unknown.value.code == Code.MODEL_UNKNOWN


@pytest.mark.parametrize("spoil", ["cut short", "one byte changed", "gone"])
async def test_damaged_files_are_noticed(copy: Path, spoil: str) -> None:
    path = copy / "tiny" / "table.bin"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content if spoil == "one byte changed" else content[:-1])
    if spoil == "gone":
        path.unlink()
    with pytest.raises(ModelError, match=r"table\.bin") as caught:
        await NativeEngine(copy).load("tiny")
    assert caught.value.code == Code.MODEL_CORRUPT


def rewrite_manifest(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


async def test_a_graph_that_does_not_load_makes_the_model_unfit(copy: Path) -> None:
    rewrite_manifest(copy / "tiny", forms={"wasm": {"graph": "config.json", "session_options": {}}})
    with pytest.raises(ModelError) as caught:
        await NativeEngine(copy).load("tiny")
    assert caught.value.code == Code.MODEL_UNFIT


async def test_wrong_numbers_are_noticed_before_anything_is_said(copy: Path) -> None:
    manifest = json.loads((copy / "tiny" / "manifest.json").read_text())
    selftest = {**manifest["selftest"], "top_logits": [0.0] * 8}
    rewrite_manifest(copy / "tiny", selftest=selftest)
    with pytest.raises(EngineError) as caught:
        await NativeEngine(copy).load("tiny")
    assert caught.value.code == Code.DEVICE_WRONG


async def test_an_error_of_the_runtime_is_translated(copy: Path) -> None:
    rewrite_manifest(copy / "tiny", kv_heads=3)  # caches of a shape that the graph refuses
    with pytest.raises(EngineError) as caught:
        await NativeEngine(copy).load("tiny")
    assert caught.value.code == Code.ENGINE_FAILED
    assert caught.value.detail


async def test_streaming_reads_as_in_the_readme(models: Path) -> None:
    async def words() -> AsyncIterator[str]:
        async for token in generate(await tiny(models), "Once upon a time"):
            yield token.text

    assert "".join([word async for word in words()])


async def test_an_adapter_changes_what_is_said_and_nothing_of_the_base(models: Path) -> None:
    model = await tiny(models)
    assert model.info.adapters is not None
    ids = await model.encode("the fox went to the")
    before = await log_probs(model, ids)
    none = await model.adapted(adapter_for(model, 0.0))
    assert await log_probs(none, ids) == pytest.approx(before, abs=1e-6)
    some = await model.adapted(adapter_for(model, 0.25))
    changed = await log_probs(some, ids)
    assert max(abs(one - other) for one, other in zip(changed, before, strict=True)) > 0.01
    assert await log_probs(model, ids) == before
    async with await some.open() as context:
        await context.reach(ids[:3])
        async with await context.fork() as fork:
            step = await fork.reach(ids, ask_ids=[5], want_log_z=True)
    assert step.log_z is not None
    assert step.asked_logits[0] - step.log_z == pytest.approx(changed[5], abs=1e-4)


async def test_halves_of_other_sizes_are_refused(models: Path) -> None:
    engine = NativeEngine(models)
    await engine.load("tiny")
    for rank, halves in ((0, b""), (4, b"1234")):
        with pytest.raises(InvalidInput) as failed:
            await engine.load_adapter(rank, halves)
        assert failed.value.code == Code.ADAPTER_UNFIT


def adapter_for(model: Model, b: float) -> Adapter:
    """An adapter whose A is random and whose B is the same number everywhere."""
    assert model.info.adapters is not None
    arrays = fresh_arrays(model.info.adapters, 2, 1)
    for name, it in arrays.items():
        if name.endswith(".B"):
            arrays[name] = replace(it, data=array("f", [b] * (len(it.data) // 4)).tobytes())
    manifest = replace(MANIFEST, base=model.info.adapters.base)
    return Adapter(manifest, halves_of(arrays))
