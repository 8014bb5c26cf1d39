"""Telling: the events in order, every retry, and what stands after a stop or a fault."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from hearthside.adapters.fake import FAKE_MODEL, FakeEngine
from hearthside.errors import EngineError, InvalidInput, WorkerLost
from hearthside.model import load_model
from hearthside.story import (
    Finished,
    Planned,
    Progress,
    SceneDone,
    SceneRetried,
    SceneStarted,
    Story,
    StoryEvent,
    Storyteller,
    Words,
)
from hearthside.story.checks import ends_well
from hearthside.story.teller import MAX_SCENES, TRIES
from hearthside.wire import Code, Op
from tests.unit.story.tales import a_form, a_story, a_teller, all_of, endless


def shown(events: list[StoryEvent]) -> list[str]:
    """The text of each scene as a page would hold it when the scene is done."""
    scenes: list[str] = []
    text = ""
    for event in events:
        if isinstance(event, SceneStarted):
            text = ""
        elif isinstance(event, Words):
            text += event.text
        elif isinstance(event, SceneRetried):
            assert text.startswith(event.kept)
            text = event.kept
        elif isinstance(event, SceneDone):
            scenes.append(text)
    return scenes


async def test_a_story_is_told_scene_by_scene() -> None:
    engine, teller = await a_teller()
    telling = teller.tell(a_form(), seed=7)
    events = await all_of(telling)
    kinds = [type(e) for e in events if not isinstance(e, Words | Progress | SceneRetried)]
    assert kinds == [Planned, *[SceneStarted, SceneDone] * 3, Finished]
    story = telling.story
    assert isinstance(events[-1], Finished)
    assert events[-1].story == story
    assert story is not None
    assert story.complete
    assert not story.edited
    assert shown(events) == [scene.text for scene in story.scenes]
    for scene in story.scenes:
        assert scene.checks.ended
        assert ends_well(scene.text)
        assert scene.checks.hero_named >= 1
        assert scene.checks.first_time == scene.checks.sentences > 0
    await teller.aclose()
    assert engine.open_caches == 0


async def test_the_same_seed_tells_the_same_story() -> None:
    first, again = await a_story(), await a_story()
    assert first == again
    assert first.recipe.seed == 7
    assert (first.recipe.model, first.recipe.device) == ("fake", "fake")


async def test_every_sentence_and_try_has_a_seed_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from hearthside.story import scene as writing

    seeds: list[int] = []
    real = writing.derive_seed

    def noted(seed: int, *labels: str | int) -> int:
        seeds.append(real(seed, *labels))
        return seeds[-1]

    monkeypatch.setattr(writing, "derive_seed", noted)
    _, teller = await a_teller(lambda prompt: "")
    await all_of(teller.tell(a_form(), seed=7))
    assert len(seeds) == len(set(seeds)) > 3 * TRIES


async def test_progress_counts_tokens_and_guesses_the_rest() -> None:
    ticks = iter(range(100_000))
    engine = FakeEngine(answer=endless())
    teller = Storyteller(await load_model(engine, "fake"), clock=lambda: float(next(ticks)))
    events = await all_of(teller.tell(a_form(), seed=7))
    progress = [event for event in events if isinstance(event, Progress)]
    assert all(a.tokens < b.tokens for a, b in pairwise(progress))
    assert progress[-1].seconds_left == 0
    assert all(p.seconds_left is not None and p.seconds_left > 0 for p in progress[:-1])
    assert progress[-1].tokens_per_second > 0


async def test_what_all_stories_begin_with_is_read_once() -> None:
    engine, teller = await a_teller()
    async with teller:
        await all_of(teller.tell(a_form(), seed=1))
        fed = fed_tokens(engine)
        await all_of(teller.tell(a_form(), seed=1))
        assert fed_tokens(engine) - fed < 0.75 * fed
    assert engine.open_caches == 0


def fed_tokens(engine: FakeEngine) -> int:
    return sum(len(args["ids"]) for op, args in engine.calls if op is Op.STEP)


async def retried(text: str) -> tuple[list[StoryEvent], Story]:
    """A story in which the first answer is `text`, and all others are good."""
    rest = endless()
    answers = [text]
    _, teller = await a_teller(lambda prompt: answers.pop() if answers else rest(prompt))
    telling = teller.tell(a_form(), seed=7)
    events = await all_of(telling)
    assert telling.story is not None
    return events, telling.story


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\nTitle: another", "empty"),
        (" the tail went on and", "unfinished"),
        (" see www.fox.com now.", "litter"),
        (" a gun went off. So", "unsuitable"),
        (" and the fox and the cow " * 9, "loop"),
        (" " + " ".join(f"q{chr(97 + i)}" for i in range(25)) + ". So", "long"),
        (" then she met Lily. So", "stranger"),
        (" it was a lamp. So", "borrowed"),
    ],
)
async def test_a_sentence_with_a_fault_is_taken_back_and_told_anew(text: str, reason: str) -> None:
    events, story = await retried(text)
    taken_back = [event for event in events if isinstance(event, SceneRetried)]
    assert [event.reason for event in taken_back] == [reason]
    assert story.scenes[0].text.startswith(taken_back[0].kept)
    checks = story.scenes[0].checks
    assert checks.faults == (reason,)
    assert checks.retries == 1
    assert checks.sentences == checks.first_time + 1
    assert shown(events) == [scene.text for scene in story.scenes]


async def test_a_loop_is_cut_as_soon_as_it_shows() -> None:
    events, _ = await retried(" round and round" * 100)
    before = events[: next(i for i, e in enumerate(events) if isinstance(e, SceneRetried))]
    assert sum(isinstance(event, Words) for event in before) < 12


async def test_tries_are_bounded_and_the_plan_ends_the_sentence_itself() -> None:
    _, teller = await a_teller(lambda prompt: "")
    telling = teller.tell(a_form(), seed=7)
    events = await all_of(telling)
    story = telling.story
    assert story is not None
    assert story.complete
    for index, scene in enumerate(story.scenes):
        asked = sum(lead.sentences > 0 for lead in story.plan.leads(index))
        assert scene.checks.sentences == 0
        assert scene.checks.closed + scene.checks.left_out >= asked
        assert scene.checks.retries == TRIES * (scene.checks.closed + scene.checks.left_out)
        assert scene.checks.ended
        assert scene.checks.strength == 0
    assert shown(events) == [scene.text for scene in story.scenes]


async def test_a_quotation_is_closed_for_the_model() -> None:
    _, teller = await a_teller(lambda prompt: " no end to it. So" if prompt[-1] == '"' else "")
    telling = teller.tell(a_form(), seed=7)
    await all_of(telling)
    assert telling.story is not None
    assert all(scene.text.count('"') % 2 == 0 for scene in telling.story.scenes)


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
    task = asyncio.create_task(all_of(telling))
    while telling.story is None or not telling.story.scenes:
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    calls = len(engine.calls)
    await asyncio.sleep(0.02)
    assert len(engine.calls) == calls
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


async def test_a_story_goes_on() -> None:
    story = await a_story()
    _, teller = await a_teller()
    telling = teller.continue_story(story, seed=9)
    events = await all_of(telling)
    assert telling.story is not None
    assert telling.story.scenes[:3] == story.scenes
    assert len(telling.story.scenes) == 4
    assert telling.story.complete
    assert telling.story.edited
    assert SceneStarted(3, 4, "Another day") in events


async def test_a_story_that_was_stopped_is_told_to_its_end() -> None:
    whole = await a_story()
    half = replace(whole, scenes=whole.scenes[:1], complete=False)
    _, teller = await a_teller()
    telling = teller.continue_story(half, seed=9)
    await all_of(telling)
    assert telling.story is not None
    assert len(telling.story.scenes) == 3
    assert telling.story.scenes[0] == whole.scenes[0]
    assert telling.story.complete


async def test_a_story_has_an_end() -> None:
    story = await a_story()
    beats = story.plan.beats * 14
    scenes = (story.scenes * 14)[:MAX_SCENES]
    full = replace(story, plan=replace(story.plan, beats=beats[:MAX_SCENES]), scenes=scenes)
    _, teller = await a_teller()
    with pytest.raises(InvalidInput) as caught:
        teller.continue_story(full, seed=1)
    assert caught.value.code == Code.CALL_INVALID


async def test_one_scene_is_told_anew_and_the_others_stay() -> None:
    story = await a_story()
    _, teller = await a_teller(lambda prompt: " an owl woke up. Then")
    telling = teller.rewrite_scene(story, 1, "it began to snow", seed=5)
    await all_of(telling)
    new = telling.story
    assert new is not None
    assert (new.scenes[0], new.scenes[2]) == (story.scenes[0], story.scenes[2])
    assert "It began to snow." in new.scenes[1].text
    assert new.complete
    assert new.edited
    plain = teller.rewrite_scene(story, 1, "", seed=6)
    await all_of(plain)
    assert plain.story is not None
    assert plain.story.scenes[1] != story.scenes[1]


async def test_a_scene_told_anew_replaces_the_old_one_only_as_a_whole() -> None:
    story = await a_story()
    _, teller = await a_teller()
    telling = teller.rewrite_scene(story, 1, "", seed=5)
    async for event in telling:
        if isinstance(event, Progress):
            break
    await telling.aclose()
    assert telling.story is not None
    assert telling.story.scenes == story.scenes
    part = replace(story, scenes=story.scenes[:2], complete=False)
    telling = teller.rewrite_scene(part, 0, "", seed=5)
    await all_of(telling)
    assert telling.story.complete is False or len(telling.story.scenes) == 3


async def test_what_is_asked_of_a_rewrite_is_checked() -> None:
    story = await a_story()
    _, teller = await a_teller()
    with pytest.raises(InvalidInput, match="no scene 4"):
        teller.rewrite_scene(story, 3, "", seed=5)
    with pytest.raises(InvalidInput, match="200 is the most") as caught:
        teller.rewrite_scene(story, 0, "a" * 201, seed=5)
    assert (caught.value.code, caught.value.detail) == (Code.FORM_INVALID, "wish")


async def test_two_turns_are_offered_and_one_is_taken() -> None:
    story = await a_story()
    engine, teller = await a_teller()
    turns = await teller.suggest_turns(story, seed=3)
    assert len(set(turns)) == 2
    assert turns == await teller.suggest_turns(story, seed=3)
    assert engine.open_caches == 0
    telling = teller.take_turn(story, turns[1], seed=4)
    await all_of(telling)
    new = telling.story
    assert new is not None
    assert new.scenes[:2] == story.scenes[:2]
    assert new.scenes[2].text.startswith(turns[1])
    assert len(new.scenes) == 4
    assert new.scenes[3].text != story.scenes[2].text
    assert new.complete


async def test_a_turn_can_be_taken_early_and_nowhere_else() -> None:
    story = await a_story()
    _, teller = await a_teller()
    telling = teller.take_turn(story, "A door opened", seed=4, after=1)
    await all_of(telling)
    assert telling.story is not None
    assert [s.title for s in telling.story.scenes][1:] == ["A surprise", story.scenes[2].title]
    for after in (0, 4):
        with pytest.raises(InvalidInput):
            teller.take_turn(story, "A door opened", seed=4, after=after)


async def test_notes_say_what_was_chosen_and_what_to_know() -> None:
    engine = FakeEngine(answer=endless(), info=replace(FAKE_MODEL, vocabulary="slice"))
    teller = Storyteller(await load_model(engine, "fake"))

    async def notes(**fields: str) -> str:
        async with teller.tell(a_form(**fields), seed=1) as telling:
            planned = await anext(telling)
        assert isinstance(planned, Planned)
        return " ".join(planned.notes)

    assert await notes() == ""
    assert "had no name" in await notes(hero="a small bear")
    assert "left open" in await notes(place="")
    assert "bytes" in await notes(hero="M 🦊🦊🦊🦊🦊🦊🦊🦊")
    assert "Deutsch" in await notes(language="de")


async def test_a_story_in_another_language_ends_too() -> None:
    for answer in (None, lambda prompt: ""):
        _, teller = await a_teller(answer)
        telling = teller.tell(a_form(language="de", length="long"), seed=1)
        events = await all_of(telling)
        assert telling.story is not None
        assert telling.story.complete
        assert "Gute Nacht, Mira." in telling.story.text
        assert "Eines Tages" not in telling.story.text or answer is None
        assert all(ends_well(scene.text) for scene in telling.story.scenes if scene.text)
        assert shown(events) == [scene.text for scene in telling.story.scenes]


async def test_markup_in_a_name_is_carried_as_text() -> None:
    _, teller = await a_teller()
    telling = teller.tell(a_form(hero="<b>Mira</b> 9, a fox"), seed=1)
    await all_of(telling)
    assert telling.story is not None
    assert "<b>Mira</b> 9" in telling.story.text
    assert all(scene.checks.sentences for scene in telling.story.scenes)
    assert "&lt;b&gt;Mira" in telling.story.to_html()


async def test_an_instruct_model_is_asked_in_turns() -> None:
    engine = FakeEngine(answer=endless(), info=replace(FAKE_MODEL, style="instruct"))
    async with Storyteller(await load_model(engine, "fake")) as teller:
        telling = teller.tell(a_form(), seed=1)
        await all_of(telling)
    assert telling.story is not None
    assert telling.story.complete
    assert "<start_of_turn>user\nYou tell bedtime stories" in engine.history[-1]
    assert engine.open_caches == 0
