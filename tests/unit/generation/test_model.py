"""The promises of model: pieces asked once, caches that know their ids, exact reuse."""

import asyncio

import pytest

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.errors import EngineError, InvalidInput
from hearthside.generation.model import PREFILL_CHUNK_TOKENS, Context, Model, load_model
from hearthside.ports import LoadProgress
from hearthside.wire import Code, Op

CHUNK = PREFILL_CHUNK_TOKENS


async def loaded(**options: object) -> tuple[FakeEngine, Model]:
    engine = FakeEngine(answer=lambda _: "ok", **options)  # type: ignore[arg-type]
    return engine, await load_model(engine, "fake")


def fed(engine: FakeEngine) -> list[int]:
    """How many tokens each step fed."""
    return [len(args["ids"]) for op, args in engine.calls if op == Op.STEP]


async def test_loading_reports_its_phases_and_passes_its_options_on() -> None:
    engine, phases = FakeEngine(), list[LoadProgress]()
    model = await load_model(
        engine, "tiny", device="wasm", allow_software=True, on_progress=phases.append
    )
    assert model.info.id == "tiny"
    assert [one.phase for one in phases] == ["download", "download", "load", "selftest"]
    assert engine.calls[0][1] == {"model": "tiny", "device": "wasm", "allow_software": True}


async def test_each_piece_is_asked_for_once() -> None:
    engine, model = await loaded()
    ids = await model.encode("one two two", bos=False)
    assert await model.pieces(ids) == ["one", "▁two", "▁two"]
    assert await model.pieces(ids) == ["one", "▁two", "▁two"]
    assert await model.piece(ids[0]) == "one"
    assert [args["ids"] for op, args in engine.calls if op == Op.TEXT_PIECES] == [tuple(ids[:2])]


async def test_a_long_prompt_is_fed_in_chunks_and_only_the_last_is_ranked() -> None:
    engine, model = await loaded()
    async with await model.open() as context:
        await context.reach(list(range(10, 10 + 2 * CHUNK + 5)), top_k=8)
    steps = [(len(a["ids"]), a["top_k"]) for op, a in engine.calls if op == Op.STEP]
    assert steps == [(CHUNK, 0), (CHUNK, 0), (5, 8)]
    assert engine.open_caches == 0


async def test_exact_reuse_keeps_whole_chunks_from_the_start_only() -> None:
    engine, model = await loaded()
    prompt = [10 + n % 200 for n in range(CHUNK + 20)]
    context = await model.open()
    await context.reach(prompt)
    await context.step([11])  # a token drawn one by one is not a chunk
    engine.calls.clear()
    await context.reach([*prompt, 11, 12])
    assert context.ids == (*prompt, 11, 12)
    assert fed(engine) == [22]
    assert engine.calls[0] == (Op.CACHE_CUT, {"cache": context.cache, "length_tokens": CHUNK})


async def test_quick_reuse_keeps_every_common_token() -> None:
    engine, model = await loaded()
    context = await model.open()
    await context.reach([10, 11, 12, 13])
    engine.calls.clear()
    await context.reach([10, 11, 12, 14, 15], exact=False)
    await context.reach([10, 11, 12, 14, 15, 16], exact=False)
    assert fed(engine) == [2, 1]


async def test_quick_reuse_takes_no_extra_step_at_a_border() -> None:
    engine, model = await loaded()
    context = await model.open()
    ids = [10 + n % 200 for n in range(CHUNK + 6)]
    await context.reach(ids[: CHUNK - 4])
    engine.calls.clear()
    await context.reach(ids, exact=False)
    assert fed(engine) == [10]


async def test_quick_reuse_feeds_to_the_next_border_and_those_tokens_are_no_exact_chunk() -> None:
    engine, model = await loaded()
    context = await model.open()
    long = [10 + n % 200 for n in range(CHUNK * 2 + 3)]
    await context.reach(long[:5])
    await context.reach(long, exact=False)
    assert fed(engine) == [5, CHUNK - 5, CHUNK, 3]
    engine.calls.clear()
    await context.reach(long)
    assert fed(engine) == [CHUNK, CHUNK, 3]


async def test_the_last_token_is_always_fed_so_that_it_can_be_ranked() -> None:
    engine, model = await loaded()
    context = await model.open()
    for _ in range(2):
        result = await context.reach([10, 11, 12], top_k=4, want_log_z=True, ask_ids=[7])
        assert (result.length, len(result.top_ids), len(result.asked_logits)) == (3, 4, 1)
    chunk = list(range(10, 10 + CHUNK))
    await context.reach(chunk)
    engine.calls.clear()
    await context.reach(chunk)
    assert fed(engine) == [CHUNK]


async def test_forks_share_the_past_and_part_ways() -> None:
    engine, model = await loaded()
    context = await model.open()
    await context.reach(list(range(10, 10 + CHUNK + 1)))
    twin = await context.fork()
    engine.calls.clear()
    await twin.reach([*range(10, 10 + CHUNK), 9, 9])
    assert fed(engine) == [2]
    assert len(context.ids) == CHUNK + 1
    assert engine.open_caches == 2
    await twin.close()
    await twin.close()
    await context.close()
    assert engine.open_caches == 0


async def test_a_cancelled_step_is_cut_away_before_the_next() -> None:
    engine, model = await loaded()
    context = await model.open()
    await context.step([10, 11])
    engine.delay_s = 10.0
    task = asyncio.create_task(context.step([12]))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    engine.delay_s = 0.0
    engine._caches[context.cache].ids.append(12)  # the engine had done it all the same
    assert context.ids == (10, 11)
    assert (await context.step([13])).length == 3
    assert engine._caches[context.cache].ids == [10, 11, 13]


async def test_a_fork_after_a_failed_step_holds_what_was_confirmed() -> None:
    engine, model = await loaded()
    context = await model.open()
    await context.step([10, 11])
    engine.fail_next(Op.STEP, Code.ENGINE_FAILED)
    with pytest.raises(EngineError):
        await context.step([12])
    engine._caches[context.cache].ids.append(12)
    twin = await context.fork()
    assert engine._caches[twin.cache].ids == [10, 11]


async def test_prompts_that_do_not_fit_are_refused_before_anything_is_computed() -> None:
    engine, model = await loaded()
    context = await model.open()
    with pytest.raises(InvalidInput) as caught:
        await context.reach([10] * (model.info.context_tokens + 1))
    assert caught.value.code == Code.CONTEXT_FULL
    with pytest.raises(InvalidInput) as caught:
        await context.reach([])
    assert caught.value.code == Code.CALL_INVALID
    assert fed(engine) == []


@pytest.mark.parametrize("length_tokens", [-1, 3])
async def test_a_cut_to_an_impossible_length_is_refused(length_tokens: int) -> None:
    _, model = await loaded()
    context = await model.open()
    await context.step([10, 11])
    with pytest.raises(InvalidInput):
        await context.cut(length_tokens)


async def test_a_cache_that_went_with_its_worker_closes_quietly_and_other_errors_do_not() -> None:
    engine, model = await loaded()
    for code in (Code.ENGINE_LOST, Code.CACHE_UNKNOWN, Code.MODEL_NONE):
        context = await model.open()
        engine.fail_next(Op.CACHE_CLOSE, code)
        await context.close()
    context = await model.open()
    engine.fail_next(Op.CACHE_CLOSE, Code.ENGINE_FAILED)
    with pytest.raises(EngineError):
        await context.close()


async def test_a_context_can_take_over_a_cache_that_holds_tokens() -> None:
    engine, model = await loaded()
    cache = await engine.open_cache()
    await engine.step(cache, [10, 11], top_k=0)
    context = Context(model, cache, [10, 11])
    await context.reach([10, 11, 12], exact=False)
    assert fed(engine) == [2, 1]


async def test_closing_does_not_wait_for_an_engine_that_hangs() -> None:
    engine = FakeEngine()
    context = await (await load_model(engine, "fake")).open()
    hung = asyncio.Event()

    async def hang(_cache: int) -> None:
        hung.set()
        await asyncio.Event().wait()

    engine.close_cache = hang  # type: ignore[method-assign]
    await asyncio.wait_for(context.close(), 2)
    assert hung.is_set()
