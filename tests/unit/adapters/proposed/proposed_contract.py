"""What every engine promises of proposed tokens, whatever its model. No test: see CONTRACT."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import pytest

from hearthside.errors import InvalidInput
from hearthside.generation.model import Context, Model
from hearthside.ports import MOST_PROPOSED, StepResult
from hearthside.wire import Code
from tests.unit.adapters.grammar.grammar_contract import SCHEMA

Promise: TypeAlias = Callable[[Model], Awaitable[None]]
Seen: TypeAlias = tuple[tuple[int, ...], list[float]]
_ONE: Final = 9
_GUESSED: Final = (300, 41, 7, 41)


def seen(ids: tuple[int, ...], logits: tuple[float, ...]) -> Seen:
    return ids, pytest.approx(logits, abs=1e-3)


async def begun(model: Model) -> Context:
    context = await model.open()
    await context.step([model.info.bos_id, 40, 41, 42], top_k=1)
    return context


async def one_by_one(model: Model, ids: tuple[int, ...], **asked: Any) -> list[StepResult]:
    async with await begun(model) as context:
        return [await context.step([token], top_k=5, **asked) for token in ids]


async def what_may_follow_a_guess_is_what_a_step_of_its_own_gives(model: Model) -> None:
    alone = await one_by_one(model, (_ONE, *_GUESSED))
    async with await begun(model) as context:
        step = await context.step([_ONE], top_k=5, proposed=_GUESSED)
    assert step.length == 4 + 1 + len(_GUESSED)
    found = [(step.top_ids, step.top_logits), *((one.ids, one.logits) for one in step.ahead)]
    assert found == [seen(one.top_ids, one.top_logits) for one in alone]


async def a_refused_guess_leaves_nothing_behind(model: Model) -> None:
    right = (_ONE, *_GUESSED[:2], 11)
    alone = await one_by_one(model, right)
    async with await begun(model) as context:
        await context.step([_ONE], top_k=5, proposed=_GUESSED)
        context.accept()
        context.accept()
        assert context.ids[4:] == right[:3]
        async with await context.fork() as fork:
            forked = await fork.step([11], top_k=5)
        step = await context.step([11], top_k=5)
        assert context.ids[4:] == right
    assert step.length == forked.length == 4 + len(right)
    for one in (step, forked):
        assert (one.top_ids, one.top_logits) == seen(alone[-1].top_ids, alone[-1].top_logits)


async def guesses_are_fed_as_far_as_the_grammar_lets_them_follow(model: Model) -> None:
    grammar = await model.engine.open_grammar(SCHEMA)
    answer, alone = await drawn(model, grammar, 8)
    async with await begun(model) as context:
        wrong = [model.info.bos_id, *answer[4:]]
        asked: dict[str, Any] = {"top_k": 5, "grammar": grammar}
        step = await context.step(answer[:1], proposed=[*answer[1:4], *wrong], answered=1, **asked)
        assert step.length == 4 + 1 + 3
        found = [(step.top_ids, step.top_logits), *((one.ids, one.logits) for one in step.ahead)]
        assert found == [seen(one.top_ids, one.top_logits) for one in alone[:4]]
        for _ in range(3):
            context.accept()
        more = await context.step(answer[4:5], proposed=answer[5:-1], answered=5, **asked)
    last = more.ahead[-1]
    assert (last.ids, last.logits) == seen(alone[-1].top_ids, alone[-1].top_logits)
    await model.engine.close_grammar(grammar)


async def drawn(model: Model, grammar: int, most: int) -> tuple[list[int], list[StepResult]]:
    """An answer, drawn greedily, and the steps of all its tokens but the last."""
    async with await begun(model) as context:
        first = await context.step([43], top_k=1, grammar=grammar, advance=False)
        answer, steps = [*first.top_ids], list[StepResult]()
        while len(answer) < most and answer[-1] not in model.info.eos_ids:
            asked: dict[str, Any] = {"grammar": grammar, "answered": len(answer)}
            step = await context.step([answer[-1]], top_k=5, **asked)
            steps.append(step)
            answer.append(step.top_ids[0])
    return answer, steps


async def behind_an_end_nothing_is_fed(model: Model) -> None:
    grammar = await model.engine.open_grammar({"enum": ["two words"]})
    answer, _ = await drawn(model, grammar, 20)
    first, *rest, end = answer
    assert end in model.info.eos_ids
    async with await begun(model) as context:
        asked: dict[str, Any] = {"top_k": 5, "grammar": grammar, "answered": 1}
        step = await context.step([first], proposed=[*rest, end, first], **asked)
    assert len(step.ahead) == len(rest)
    assert set(step.ahead[-1].ids) == set(model.info.eos_ids)
    await model.engine.close_grammar(grammar)


async def what_cannot_be_proposed_is_refused(model: Model) -> None:
    engine, many = model.engine, [7] * (MOST_PROPOSED + 1)
    async with await begun(model) as context:
        cache = context.cache
        for step in (
            engine.step(cache, [1, 2], top_k=1, proposed=[3]),
            engine.step(cache, [1], top_k=0, proposed=[3]),
            engine.step(cache, [1], top_k=1, ask_ids=[2], proposed=[3]),
            engine.step(cache, [1], top_k=1, want_log_z=True, proposed=[3]),
            engine.step(cache, [1], top_k=1, want_hidden=True, proposed=[3]),
            engine.step(cache, [1], top_k=1, proposed=many),
        ):
            with pytest.raises(InvalidInput) as refused:
                await step
            assert refused.value.code == Code.CALL_INVALID
        room = model.info.context_tokens - len(context.ids) - 1
        await context.step([7] * room)
        with pytest.raises(InvalidInput) as refused:
            await engine.step(cache, [1], top_k=1, proposed=[3])
        assert refused.value.code == Code.CONTEXT_FULL
        assert (await context.step([1], top_k=1)).length == model.info.context_tokens


async def a_stopped_step_leaves_the_cache_as_it_was(model: Model) -> None:
    alone = await one_by_one(model, (_ONE,))
    async with await begun(model) as context:
        task = asyncio.ensure_future(context.step([8], top_k=5, proposed=_GUESSED))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        step = await context.step([_ONE], top_k=5)
    assert step.length == 5
    assert (step.top_ids, step.top_logits) == seen(alone[0].top_ids, alone[0].top_logits)


CONTRACT: Final[tuple[Promise, ...]] = (
    what_may_follow_a_guess_is_what_a_step_of_its_own_gives,
    a_refused_guess_leaves_nothing_behind,
    guesses_are_fed_as_far_as_the_grammar_lets_them_follow,
    behind_an_end_nothing_is_fed,
    what_cannot_be_proposed_is_refused,
    a_stopped_step_leaves_the_cache_as_it_was,
)
