"""What stands of a story after a stop, a cancelled task or a fault."""

import asyncio
from collections.abc import Callable

import pytest

from hearthside.errors import EngineError, WorkerLost
from hearthside.story import (
    SceneDone,
    SceneStarted,
    Story,
    StoryEvent,
    Words,
)
from hearthside.story.checks import ends_well
from hearthside.wire import Code, Op
from tests.unit.story.tales import a_form, a_story, a_teller, all_of


async def stopped_after(count: int, condition: Callable[[StoryEvent], bool]) -> Story | None:
    """What stands of a story that is left at the `count`th event that fits."""
    engine, teller = await a_teller()
    telling = teller.tell(a_form(), seed=7)
    async with teller:
        async for event in telling:
            count -= condition(event)
            if not count:
                break
        await telling.aclose()
    assert engine.open_caches == 0
    return telling.story


async def test_a_stop_keeps_the_finished_scenes_and_the_whole_sentences() -> None:
    whole = await a_story()
    story = await stopped_after(60, lambda event: isinstance(event, Words))
    assert story is not None
    assert not story.complete
    assert 1 <= len(story.scenes) < 3
    assert story.scenes[:-1] == whole.scenes[: len(story.scenes) - 1]
    partial = story.scenes[-1].text
    assert ends_well(partial)
    assert whole.scenes[len(story.scenes) - 1].text.startswith(partial.rstrip('"'))
    assert partial != whole.scenes[len(story.scenes) - 1].text


async def test_a_stop_before_the_first_sentence_keeps_nothing_and_breaks_nothing() -> None:
    story = await stopped_after(1, lambda event: isinstance(event, SceneStarted))
    assert story is not None
    assert story.scenes == ()
    done = await stopped_after(1, lambda event: isinstance(event, SceneDone))
    assert done is not None
    assert len(done.scenes) == 1


async def test_cancelling_the_task_stops_the_engine_and_keeps_the_story() -> None:
    engine, teller = await a_teller(delay_s=0.002)
    telling = teller.tell(a_form(), seed=7)
    first_scene = asyncio.Event()

    async def listen() -> None:
        async for event in telling:
            if isinstance(event, SceneDone):
                first_scene.set()

    task = asyncio.create_task(listen())
    await first_scene.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    calls = len(engine.calls)
    await asyncio.sleep(0.02)
    assert len(engine.calls) == calls
    assert telling.story is not None
    assert telling.story.scenes[0].checks.ended
    await teller.aclose()
    assert engine.open_caches == 0


async def test_a_lost_engine_fails_the_story_and_keeps_what_was_told() -> None:
    engine, teller = await a_teller()
    telling = teller.tell(a_form(), seed=7)
    with pytest.raises(WorkerLost):
        async for event in telling:
            if isinstance(event, SceneDone) and event.index == 1:
                engine.fail_next(Op.STEP, Code.ENGINE_LOST)
    assert telling.story is not None
    assert len(telling.story.scenes) >= 2
    again = teller.continue_story(telling.story, seed=8)
    await all_of(again)
    assert again.story is not None
    assert again.story.complete
    await teller.aclose()
    assert engine.open_caches == 0


async def test_a_fault_while_planning_leaves_no_story() -> None:
    engine, teller = await a_teller()
    engine.fail_next(Op.SCORE, Code.ENGINE_FAILED)
    telling = teller.tell(a_form(), seed=7)
    with pytest.raises(EngineError):
        await all_of(telling)
    assert telling.story is None
    assert engine.open_caches == 0
