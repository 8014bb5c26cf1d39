"""Stories over the fake engine: told, streamed, stopped, broken off, lost, and taken up again."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from app.effects import ToPage
from app.events import FetchMoved, ModelAway, ModelReady, PageEvent
from app.handling import update
from app.rooms.story.effects import TellForm
from app.rooms.story.screen.telling import paragraphs
from app.rooms.story.state import FormState, Telling
from app.state import Brain, Fetch, State
from app.ui.frame import screen
from hearthside.adapters.fake.engine import FAKE_MODEL
from hearthside.ports import ModelInfo
from hearthside.wire import Code, Op
from tests.unit.app.house import FORM, house, telling, told


async def test_a_story_is_told_in_scenes_and_put_on_the_shelf() -> None:
    home = await told()
    story = home.app.state.of(Telling).story
    assert story is not None
    assert story.complete
    assert len(story.scenes) > 1
    assert all(scene.text.split()[0] in home.text for scene in story.scenes)
    assert [topic for topic, _ in home.notes].count("append") > 20
    assert len(await home.shelf.list("stories")) == 1
    assert any("Scene 2 of" in effect["text"] for effect in home.effects("announce"))


async def test_the_same_form_and_seed_tell_the_same_story() -> None:
    first, second = await told(), await told()
    stories = [home.app.state.of(Telling).story for home in (first, second)]
    assert stories[0] is not None
    assert stories[0] == stories[1]


async def test_words_are_appended_without_a_new_screen() -> None:
    home = await told()
    topics = [topic for topic, _ in home.notes]
    assert topics.count("append") > 3 * topics.count("screen")


async def test_stop_keeps_what_was_told_and_lets_the_next_story_begin() -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    await home.do("stop")
    state = home.app.state.of(Telling)
    assert state.stopped
    assert not state.busy
    assert state.story is not None
    assert state.story.scenes
    assert state.story.scenes[0].text.split(".")[0] in home.text
    assert "Stopped. What was written is kept." in home.text
    assert len(await home.shelf.list("stories")) == 1
    assert home.device.open_caches <= 1  # the storyteller keeps what all stories begin with
    await home.do("continue")
    after = home.app.state.of(Telling).story
    assert after is not None
    assert len(after.scenes) > len(state.story.scenes)
    assert len(await home.shelf.list("stories")) == 1


@pytest.mark.parametrize("code", [Code.ENGINE_FAILED, Code.ENGINE_LOST, Code.CONTEXT_FULL])
async def test_a_fault_in_the_middle_keeps_the_story_and_says_what_to_do(code: Code) -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    home.device.fail_next(Op.STEP, code)
    await home.app.settle()
    state = home.app.state
    assert state.error is not None
    assert state.error.code == code
    assert not state.of(Telling).busy
    assert state.of(Telling).story is not None
    assert state.of(Telling).story.scenes[0].text.split(".")[0] in home.text
    assert len(await home.shelf.list("stories")) == 1


async def test_a_lost_engine_is_loaded_anew_and_the_story_goes_on() -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    home.device.fail_next(Op.STEP, Code.ENGINE_LOST)
    while home.app.state.of(Telling).busy:
        await asyncio.sleep(0)
    await home.do("engine.lost", message="gone")
    assert home.app.state.brain.stage == "ready"
    assert "Your story is saved." in home.text
    before = home.app.state.of(Telling).story
    await home.do("continue")
    after = home.app.state.of(Telling).story
    assert before is not None
    assert after is not None
    assert after.complete
    assert after.scenes[: len(before.scenes)] == before.scenes


@pytest.mark.parametrize("code", [Code.MODEL_NONE, Code.CACHE_UNKNOWN])
async def test_a_new_engine_that_knows_nothing_yet_is_no_second_error(code: Code) -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    await home.app.event({"name": "engine.lost", "data": {"message": "gone"}})
    home.device.fail_next(Op.STEP, code)  # the step after the last one of the old engine
    await home.app.settle()
    assert home.app.state.error is not None
    assert home.app.state.error.code == Code.ENGINE_LOST
    assert "Continue the story" in home.html


async def test_a_lost_mind_goes_on_from_what_the_page_kept() -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    story, live = home.app.state.of(Telling).story, home.app.state.of(Telling).live
    home.app._keep()
    kept = home.kept
    await home.do("stop")

    heir = house("small", shelf=home.shelf)
    await heir.start(kept=kept, settings={"revived": True})
    state = heir.app.state
    assert state.of(Telling).story == story
    assert state.of(Telling).left_over == live
    assert live[:30] in heir.text
    assert "The model stopped and was restarted." in heir.text
    await heir.do("continue")
    after = heir.app.state.of(Telling).story
    assert story is not None
    assert after is not None
    assert after.scenes[: len(story.scenes)] == story.scenes
    assert len(after.scenes) > len(story.scenes)


async def test_a_scene_is_told_anew_and_a_turn_is_taken() -> None:
    home = await told()
    before = home.app.state.of(Telling).story
    assert before is not None
    await home.do("rewrite", scene="0")
    anew = home.app.state.of(Telling).story
    assert anew is not None
    assert len(anew.scenes) == len(before.scenes)
    assert anew.scenes[1:] == before.scenes[1:]
    await home.do("suggest")
    turns = home.app.state.of(Telling).turns
    assert len(turns) == 2
    assert all(turn in home.text for turn in turns)
    await home.do("turn", turn="1")
    assert home.app.state.of(Telling).story != anew
    assert len(await home.shelf.list("stories")) == 2  # the finished one stays as it was


async def test_words_outside_the_vocabulary_are_noticed_and_the_full_model_is_offered() -> None:
    home = house("small")
    home.device.info = replace(home.device.info, vocabulary="slice")
    await home.start()
    await home.do("tell", **{**FORM, "wish": "to sail \U0001f30a\U0001f30a\U0001f30a\U0001f30a"})
    assert home.app.state.of(Telling).outside
    assert 'id="advice"' in home.html
    await home.do("load.full")
    assert home.app.state.place == "settings"
    assert "Accept the terms and download 286 MB" in home.text
    assert home.app.state.brain.model == "small"


async def test_what_was_left_open_is_said() -> None:
    home = house("small")
    await home.start()
    await home.do("tell", hero="Mila", seed="3")
    assert "What was chosen for you" in home.text
    assert "The place was left open" in home.text
    assert not home.app.state.of(Telling).outside


async def test_a_story_asked_for_while_the_model_loads_waits_and_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = house("small")
    gate, load = asyncio.Event(), home.device.load

    async def slow(*args: Any, **named: Any) -> ModelInfo:
        await gate.wait()
        return await load(*args, **named)

    monkeypatch.setattr(home.device, "load", slow)
    starting = asyncio.create_task(home.start())
    while home.app.state.brain.stage != "loading":
        await asyncio.sleep(0)
    await home.app.event({"name": "tell", "data": {**FORM, "seed": "7"}})
    assert "Your story starts when the language model is ready" in home.text
    assert home.effects("focus")[-1]["target"] == "queued"
    gate.set()
    await starting
    await home.app.settle()
    assert home.app.state.of(FormState).queued is None
    assert home.app.state.of(Telling).story == (await told()).app.state.of(Telling).story


def test_what_waits_says_how_far_the_model_is_and_can_be_cancelled() -> None:
    loading = State(brain=Brain("loading", "small", Fetch("download", 1, 10)))
    waiting, _ = update(loading, PageEvent("tell", FORM))
    moved, effects = update(waiting, FetchMoved(Fetch("download", 4, 10)))
    line = ToPage(
        "text",
        {
            "target": "queued-line",
            "text": "Your story starts when the language model is ready, 40 %.",
        },
    )
    assert line in effects
    assert "40 %" in screen(moved).text
    for event in (PageEvent("queue.cancel"), ModelAway()):
        after, _ = update(moved, event)
        assert after.of(FormState).queued is None
        assert 'id="queued"' not in screen(after).text
    ready, effects = update(moved, ModelReady(FAKE_MODEL))
    assert TellForm(FORM) in effects
    assert ready.of(FormState).queued is None
    ready, effects = update(update(moved, PageEvent("queue.cancel"))[0], ModelReady(FAKE_MODEL))
    assert not any(isinstance(effect, TellForm) for effect in effects)


async def test_a_turn_of_ones_own_makes_a_branch_and_leaves_the_story() -> None:
    home = await told()
    before, key = home.app.state.of(Telling).story, home.app.state.of(Telling).key
    kept = dict(await home.shelf.list("stories"))
    assert before is not None
    assert "Saved on your shelf" in home.text
    await home.do("turn.own", turn="a boat <end_of_turn> came by")
    branch = home.app.state.of(Telling).story
    assert branch is not None
    assert (branch.title, branch.branch_of) == ("a boat < end_of_turn> came by", before.title)
    assert f"A branch of \u201c {before.title} \u201d" in home.text
    after = dict(await home.shelf.list("stories"))
    assert len(after) == 2
    assert after[key] == kept[key]
    assert home.app.state.of(Telling).key != key
    await home.do("fragment", fragment="#shelf")
    assert f"A branch of \u201c{before.title}\u201d" in home.text


@pytest.mark.parametrize(
    ("typed", "said"), [(" ", "Write what"), ("?!", "Write what"), ("b" * 201, "200 is the most")]
)
async def test_a_turn_that_is_none_is_explained_at_its_field(typed: str, said: str) -> None:
    home = await told()
    before = home.app.state.of(Telling)
    await home.do("turn.own", turn=typed)
    assert home.app.state.of(Telling) == before
    assert f'id="wrong-turn">{said}' in home.html or said in home.text
    assert 'aria-invalid="true"' in home.html
    assert home.effects("focus")[-1]["target"] == "field-turn"
    assert len(await home.shelf.list("stories")) == 1


async def test_a_branch_stopped_before_its_first_words_gives_the_story_back() -> None:
    home = await told()
    before = home.app.state.of(Telling)
    home.device.fail_next(Op.STEP, Code.ENGINE_FAILED)
    await home.do("turn.own", turn="it began to snow")
    after = home.app.state.of(Telling)
    assert (after.story, after.key) == (before.story, before.key)
    assert len(await home.shelf.list("stories")) == 1


async def test_the_seed_is_in_the_details_only_and_no_voice_is_explained() -> None:
    home = await told()
    heading, _, rest = home.html.partition("How it was told")
    assert "seed 7" not in heading
    assert "seed 7" in rest
    assert "Reading aloud is off: this browser has no voice." in home.text
    said = '"Who is there?" asked Mila.', '"It is I," said the owl.'
    assert [part.text for part in paragraphs(" ".join(said))] == [f"<p>{it}</p>" for it in said]
