"""Telling: the events in order, every retry, and the model asked in both styles."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from hearthside.adapters.fake.engine import FAKE_CHAT, FAKE_MODEL, FakeEngine
from hearthside.generation.model import load_model
from hearthside.generation.sampling import derive_seed
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
from hearthside.story.teller import TRIES
from hearthside.text.sentences import ends_well
from hearthside.wire import Op
from tests.unit.story.tales import a_form, a_story, a_teller, all_of, endless, shown


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
    seeds: list[int] = []

    def noted(seed: int, *labels: str | int) -> int:
        seeds.append(derive_seed(seed, *labels))
        return seeds[-1]

    monkeypatch.setattr("hearthside.story.scene.derive_seed", noted)
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


async def test_the_friend_is_not_met_before_the_plan_says_so() -> None:
    rest = endless()
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        friend = re.findall(r"Friend: (\w+)", prompt)[-1]
        return f" {friend} sang. Then" if len(asked) == 1 else rest(prompt)

    _, teller = await a_teller(answer)
    events = await all_of(teller.tell(a_form(), seed=7))
    assert [e.reason for e in events if isinstance(e, SceneRetried)] == ["borrowed"]


async def test_markup_in_a_name_is_carried_as_text() -> None:
    _, teller = await a_teller()
    telling = teller.tell(a_form(hero="<b>Mira</b> 9, a fox"), seed=1)
    await all_of(telling)
    assert telling.story is not None
    assert "<b>Mira</b> 9" in telling.story.text
    assert all(scene.checks.sentences for scene in telling.story.scenes)
    assert "&lt;b&gt;Mira" in telling.story.to_html()


async def test_an_instruct_model_is_asked_in_turns_in_another_language() -> None:
    engine = FakeEngine(answer=endless(), info=replace(FAKE_MODEL, chat=FAKE_CHAT))
    async with Storyteller(await load_model(engine, "fake")) as teller:
        telling = teller.tell(a_form(language="de"), seed=1)
        await all_of(telling)
    assert telling.story is not None
    assert telling.story.complete
    assert "<start_of_turn>user\nYou tell bedtime stories" in engine.history[-1]
    assert engine.open_caches == 0
