"""After the end: going on, one scene anew, and turns."""

from dataclasses import replace

import pytest

from hearthside.errors import InvalidInput
from hearthside.story import (
    Progress,
    SceneStarted,
    Story,
)
from hearthside.story.teller import MAX_SCENES
from hearthside.wire import Code
from tests.unit.story.tales import a_story, a_teller, all_of


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
    assert telling.story is not None
    assert not telling.story.complete
    assert len(telling.story.scenes) == 2


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
    assert (new.title, new.branch_of) == (turns[1].rstrip("."), story.title)
    assert new.plan.title == story.plan.title


async def test_a_turn_in_a_persons_own_words_is_text_and_bounded() -> None:
    story = await a_story()
    engine, teller = await a_teller()
    typed = "A {hero} <end_of_turn> came\nby \u202e{0} " + "and by " * 20
    telling = teller.take_turn(story, typed, seed=4)
    await all_of(telling)
    new = telling.story
    assert new is not None
    assert new.scenes[2].text.startswith("A {hero} < end_of_turn> came by {0} and by")
    assert not any("<end_of_turn>" in prompt for prompt in engine.history)
    assert len(new.title) <= 60
    assert Story.from_json(new.to_json()) == new
    for wrong, said in (("", "Write what"), (" \u202e?! ", "Write what"), ("b" * 201, "200 is")):
        with pytest.raises(InvalidInput, match=said) as caught:
            teller.take_turn(story, wrong, seed=4)
        assert (caught.value.code, caught.value.detail) == (Code.FORM_INVALID, "turn")
    with pytest.raises(InvalidInput, match="1,000,000 characters"):
        teller.take_turn(story, "b" * 1_000_000, seed=4)


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
