"""Stories from outlines: a scene a line, several drafts, the best of them, and what comes after."""

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.generation.model import Model, load_model
from hearthside.story import (
    Finished,
    Planned,
    Progress,
    SceneDone,
    SceneRetried,
    SceneStarted,
    Story,
    Storyteller,
    Telling,
    Words,
)
from hearthside.story.outlines import outline_bank, outline_named
from hearthside.story.taught.writer import LineWriter, Weighing
from hearthside.text.sentences import ends_well
from tests.unit.story.tales import a_form, all_of, shown

OUTLINE = "Stretch"  # of four lines


def _sentences() -> Iterator[str]:
    """Sentences of which no two have a word in common but the hero's name."""
    words = ("".join(letters) for letters in product("bdfglmnprst", "aeio", "bdfglmnprst", "aeio"))
    while five := [next(words) for _ in range(5)]:
        yield f" Mira {' '.join(five)}. So"


def endless() -> Callable[[str], str]:
    source = _sentences()
    return lambda prompt: next(source)


async def a_teller(answer: Callable[[str], str] | None = None) -> tuple[FakeEngine, Storyteller]:
    engine = FakeEngine(answer=answer or endless())
    model = await load_model(engine, "fake")
    taught = Model(engine, model.info)
    return engine, Storyteller(model, taught=taught)


async def told(answer: Callable[[str], str] | None = None, **form: str) -> Telling:
    _, teller = await a_teller(answer)
    telling = teller.tell(a_form(age="2-4", **form), seed=7, outline=OUTLINE)
    await all_of(telling)
    return telling


async def a_story(answer: Callable[[str], str] | None = None) -> Story:
    telling = await told(answer)
    assert telling.story is not None
    return telling.story


async def test_a_story_is_told_a_scene_a_line() -> None:
    engine, teller = await a_teller()
    telling = teller.tell(a_form(age="2-4"), seed=7, outline=OUTLINE)
    events = await all_of(telling)
    story = telling.story
    assert story is not None
    kinds = [type(e) for e in events if not isinstance(e, Words | Progress | SceneRetried)]
    assert kinds == [Planned, *[SceneStarted, SceneDone] * 4, Finished]
    assert story.complete
    assert (story.plan.outline, story.recipe.outline) == (OUTLINE, OUTLINE)
    assert story.plan.beats[0].line.startswith("Mira wants to hear the sea")
    assert shown(events) == [scene.text for scene in story.scenes]
    assert all(scene.checks.hero_named and ends_well(scene.text) for scene in story.scenes)
    assert all(not scene.checks.closed for scene in story.scenes)
    assert Story.from_json(story.to_json()) == story
    assert engine.open_caches == 0


async def test_the_same_seed_tells_the_same_story_and_another_another() -> None:
    assert await a_story() == await a_story()


async def test_the_model_reads_the_line_as_it_was_taught() -> None:
    asked: list[str] = []
    rest = endless()

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return rest(prompt)

    story = await a_story(answer)
    second = story.plan.beats[1].line
    assert asked[0].startswith("A gentle bedtime story for ages 2-4: Stretch\nHero: Mira, a little")
    assert any(f"Part 2 of 4: {second}\nScene:" in prompt for prompt in asked)


async def test_the_draft_after_which_its_line_is_likeliest_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Drafted out of sight, it takes the place of the first one, which was shown."""
    second: list[str] = []

    async def weigh(_: LineWriter, weighing: Weighing) -> None:
        weighing.drafts[1].gain = 1.0
        second.append(weighing.drafts[1].text)

    monkeypatch.setattr(LineWriter, "weigh", weigh)
    _, teller = await a_teller()
    telling = teller.tell(a_form(age="2-4"), seed=7, outline=OUTLINE)
    events = await all_of(telling)
    assert telling.story is not None
    assert [scene.text for scene in telling.story.scenes] == second == shown(events)
    assert [e.reason for e in events if isinstance(e, SceneRetried)].count("outdone") == 4


async def test_a_faulty_sentence_is_drawn_again_and_a_dumb_model_leaves_the_line() -> None:
    rest, first = endless(), [" There was a knife fight. So"]
    telling = await told(lambda prompt: first.pop() if first else rest(prompt))
    assert telling.story is not None
    assert "knife" not in telling.story.text
    dumb = await a_story(lambda prompt: "")
    assert dumb.complete
    assert [scene.text for scene in dumb.scenes] == [beat.line for beat in dumb.plan.beats]
    assert all(scene.checks.closed == 1 and not scene.checks.strength for scene in dumb.scenes)


async def test_names_cannot_drift() -> None:
    names = iter(["Mirabel", "Mirko", "Mirror"] * 40)
    rest = endless()
    telling = await told(lambda prompt: re.sub("Mira", next(names), rest(prompt)))
    assert telling.story is not None
    assert not re.search("Mirabel|Mirko|Mirror", telling.story.text)


async def test_an_outline_alone_is_planned_and_told_later() -> None:
    engine, teller = await a_teller()
    form = a_form(age="2-4")
    telling = teller.tell(form, seed=7, outline=OUTLINE, plan_only=True)
    kinds = [type(event) for event in await all_of(telling)]
    assert kinds == [Planned, Finished]
    planned = telling.story
    assert planned is not None
    assert planned.scenes == ()
    assert not planned.complete
    going = teller.continue_story(planned, seed=7)
    await all_of(going)
    assert going.story is not None
    assert going.story.complete
    assert len(going.story.scenes) == 4
    assert engine.open_caches == 0


async def test_a_scene_is_retold_a_turn_taken_and_the_end_gone_past() -> None:
    _, teller = await a_teller()
    story = await a_story()
    retold = teller.rewrite_scene(story, 1, "It snows.", seed=9)
    await all_of(retold)
    assert retold.story is not None
    assert retold.story.plan.beats[1].asked.endswith(" It snows.")
    assert retold.story.scenes[1] != story.scenes[1]
    assert retold.story.scenes[2] == story.scenes[2]
    branch = teller.take_turn(story, "a small boat comes down the river", seed=3)
    await all_of(branch)
    assert branch.story is not None
    assert branch.story.plan.beats[3].line == "a small boat comes down the river."
    assert branch.story.plan.beats[4].line == story.plan.beats[3].line
    more = teller.continue_story(story, seed=5)
    await all_of(more)
    assert more.story is not None
    assert len(more.story.scenes) == 5
    assert "Mira" in more.story.plan.beats[4].line


async def test_turns_are_suggested_in_what_the_story_has() -> None:
    _, teller = await a_teller()
    turns = await teller.suggest_turns(await a_story(), seed=4)
    assert turns
    assert all(ends_well(turn) and "{" not in turn and "  " not in turn for turn in turns)


async def test_without_the_adapter_an_outline_goes_on_along_the_plans_own_words() -> None:
    engine = FakeEngine(answer=endless())
    teller = Storyteller(await load_model(engine, "fake"))
    story = await a_story()
    more = teller.continue_story(story, seed=5)
    await all_of(more)
    assert more.story is not None
    assert more.story.complete
    assert more.story.plan.beats[4].line in more.story.scenes[4].text


async def test_other_languages_keep_the_plans_own_words() -> None:
    telling = await told(lambda prompt: " und dann. So", language="de")
    assert telling.story is not None
    assert telling.story.plan.outline == ""


async def test_an_outline_is_chosen_that_was_not_told_lately() -> None:
    _, teller = await a_teller()
    form = a_form(age="2-4", wish="cannot sleep")
    seen: list[str] = []
    for _ in range(3):
        telling = teller.tell(form, seed=7, told=seen, plan_only=True)
        await all_of(telling)
        assert telling.story is not None
        seen.insert(0, telling.story.plan.outline)
    assert len(set(seen)) == 3
    assert all(outline_named(title) in outline_bank() for title in seen)
