"""How a text may go on: whole words, at their borders, where the model is sure; else nothing."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine
from hearthside.errors import WorkerLost
from hearthside.generation.model import Model, load_model
from hearthside.ports import StepResult
from hearthside.wire import Code, Op
from hearthside.write.suggesting import Suggester

TEXT = "The boat leaves at eight, so please"


class Unsure(FakeEngine):
    """An engine that is as sure of its words as `likelihood` says, the first of them first."""

    likelihood: Sequence[float] = ()

    async def step(self, cache: int, ids: Sequence[int], **asked: Any) -> StepResult:
        step = await super().step(cache, ids, **asked)
        steps = [call for op, call in self.calls if op is Op.STEP and call["top_k"]]
        if not step.top_logits:
            return step
        at = len(steps) - 1
        sure = self.likelihood[at] if at < len(self.likelihood) else 1.0
        return replace(step, log_z=step.top_logits[0] - math.log(sure))


async def told(*texts: str, likelihood: Sequence[float] = ()) -> tuple[Unsure, Model]:
    engine = Unsure(FAKE_MODEL)
    engine.likelihood = likelihood
    engine.enqueue(*texts)
    return engine, await load_model(engine, "fake")


@pytest.mark.parametrize(
    ("text", "follows", "suggested"),
    [
        (TEXT, " please come early. Then we eat.", " come early."),
        (f"{TEXT} ", " come early", "come early"),
        ("The boat leaves at eight, so ple", " please come early.", "ase come early."),
        ("The boat leaves at eight.", " Please come", " Please come"),
        ("The boat leaves. Ask Mr", " Mr. Brown. He knows.", ". Brown."),
        ("Dear all of you,\n", "thank you\nfor all", "thank you"),
        ("Dear all, thank you", " you\n\nfor", ""),
        ("The boat leaves at eight", " eight .", ""),
        ("We came here by boat.", " We came here again.", ""),
        ("It is very", " very very", ""),
        ("Since then I", " I go\n", ""),
        ("It was a stormy", " stormy night in  2", " night in"),
        ("The boat leaves at", " at 9 or so", ""),
        ("The boat leaves at 9 or", " or 9 in the", " 9 in the"),
        ("\u6211\u4eec \u4eca\u5929 \u5417", " \u5417\u597d\u7684\u3002", "\u597d\u7684\u3002"),
        ("H", " Hello you", ""),
        ("", " Hello you", ""),
        (" \n\n", "Hello you", ""),
    ],
)  # fmt: skip
async def test_whole_words_are_suggested_up_to_the_end_of_a_sentence(
    text: str, follows: str, suggested: str
) -> None:
    engine, model = await told(follows)
    async with Suggester(model) as suggester:
        assert await suggester.suggest(text) == suggested
    assert engine.open_caches == 0


async def test_what_is_answered_is_read_before_the_text() -> None:
    engine, model = await told("yes please.")
    async with Suggester(model) as suggester:
        assert await suggester.suggest("yes", "Will you come on Friday?") == " please."
    assert engine.history == ["Will you come on Friday?\n\n"]


@pytest.mark.parametrize(
    ("likelihood", "suggested"),
    [
        ((1, 0.9, 0.9, 0.9), " come early today."),
        ((1, 0.9, 0.9, 0.1), " come early"),
        ((1, 0.1), ""),
        ((1, 0.3, 0.3, 0.3, 0.3), ""),
    ],
)
async def test_where_the_model_is_not_sure_it_ends_at_the_last_word_or_says_nothing(
    likelihood: tuple[float, ...], suggested: str
) -> None:
    _, model = await told(" please come early today.", likelihood=likelihood)
    async with Suggester(model) as suggester:
        assert await suggester.suggest(TEXT) == suggested


async def test_the_next_letter_costs_a_letter() -> None:
    engine, model = await told(" a long way home.", " wa way home.", " way way home.")
    text = "It was a cold day, and " + "we walked and walked " * 20 + "a long"
    async with Suggester(model) as suggester:
        for more in ("", " wa", " way"):
            await suggester.suggest(text + more)
    fed = [len(call["ids"]) for op, call in engine.calls if op is Op.STEP]
    assert sum(fed[:3]) > 80 and max(fed[5:]) <= 4


async def test_the_begin_of_what_is_read_stays_while_a_long_text_grows() -> None:
    engine, model = await told(*[" word word"] * 60)
    text = "some words of a text that is long " * 2_000
    async with Suggester(model) as suggester:
        for _ in range(60):
            await suggester.suggest(text)
            text += "more w"
    whole = [call for op, call in engine.calls if op is Op.STEP and len(call["ids"]) > 20]
    assert len(whole) <= 12, "two reads of at most six chunks"


async def test_it_gives_way_to_whoever_wants_the_model() -> None:
    wanted = False
    engine, model = await told(" please come early", " please come early")
    async with Suggester(model, lambda: wanted) as suggester:
        engine.delay_s = 0.01
        task = asyncio.ensure_future(suggester.suggest(TEXT))
        await asyncio.sleep(0.015)
        wanted = True
        assert await task == ""
        before = len(engine.calls)
        assert await suggester.suggest(TEXT) == "" and len(engine.calls) == before


async def test_it_is_cancelled_and_goes_on_from_what_was_read() -> None:
    engine, model = await told(" please come early", " please come early")
    async with Suggester(model) as suggester:
        engine.delay_s = 0.05
        task = asyncio.ensure_future(suggester.suggest(TEXT))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        engine.delay_s = 0.0
        assert await suggester.suggest(TEXT) == " come early"


async def test_a_lost_engine_is_told_and_a_new_cache_opened() -> None:
    engine, model = await told(" please come early")
    async with Suggester(model) as suggester:
        engine.fail_next(Op.STEP, Code.ENGINE_LOST)
        with pytest.raises(WorkerLost):
            await suggester.suggest(TEXT)
        assert await suggester.suggest(TEXT) == " come early"


@pytest.mark.parametrize(
    "sign", ["<end_of_turn>", "\x00", "\ud83d", "<bos>", "a" * 5_000, "\n" * 900]
)
async def test_no_text_does_harm(sign: str) -> None:
    engine, model = await told(*[" on"] * 9)
    async with Suggester(model) as suggester:
        for text in (sign, f"{TEXT} {sign}", f"{TEXT}{sign} and"):
            assert isinstance(await suggester.suggest(text, f"{TEXT} {sign}"), str)
    assert not any("<end_of_turn>" in prompt or "<bos>" in prompt for prompt in engine.history)
