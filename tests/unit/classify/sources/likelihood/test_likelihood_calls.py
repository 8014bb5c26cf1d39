"""What a reading asks of the engine, and what it does when a cache went with its worker."""

import pytest

from hearthside import Classifier
from hearthside.errors import WorkerLost
from hearthside.generation.model import PREFILL_CHUNK_TOKENS
from hearthside.wire import Code, Op
from tests.unit.classify.judge import judging, mood


async def test_a_cache_that_went_with_its_worker_is_made_anew() -> None:
    engine, model = await judging(mood)
    async with await Classifier.fit(model, ["praise", "complaint"]) as fitted:
        before = await fitted.read("lovely")
        engine.fail_next(Op.STEP, Code.CACHE_UNKNOWN)
        assert await fitted.read("lovely") == before
        engine.fail_next(Op.STEP, Code.ENGINE_LOST)
        with pytest.raises(WorkerLost):
            await fitted.read("lovely")
        assert await fitted.read("lovely") == before


async def test_a_row_without_examples_is_two_calls_for_each_of_two_prompts() -> None:
    engine, model = await judging(mood)
    async with await Classifier.fit(model, ["praise", "complaint"]) as fitted:
        engine.calls.clear()
        short = await fitted.read("lovely")
        assert [op for op, _ in engine.calls] == [Op.TEXT_ENCODE, Op.STEP] * 2
        assert await fitted.read("lovely") == short, "nothing of it stays in the cache"
        engine.calls.clear()
        await fitted.read("lovely " * 2 * PREFILL_CHUNK_TOKENS)  # of several chunks
        assert [op for op, _ in engine.calls].count(Op.CACHE_FORK) == 2
