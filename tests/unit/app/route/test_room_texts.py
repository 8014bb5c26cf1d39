"""Texts in the Route room: by rule without a model, by the model, answered, handed on, refused."""

import asyncio
from collections.abc import Callable

import pytest

from app.rooms.route.samples import SAMPLES
from app.rooms.story.state import Telling
from hearthside.wire import Code, Op
from tests.unit.app.house import telling
from tests.unit.app.route.visitor import BAD, GOOD, in_the_room, room, with_small
from tests.unit.route.policies import ToldClassifier, told

__all__ = ["told"]

Tell = Callable[..., list[ToldClassifier]]


async def test_a_red_flag_is_routed_by_rule_before_any_model_is_there() -> None:
    home = await in_the_room()
    assert home.app.state.brain.stage == "absent"
    await home.do("route.go", text="Mr Juan Perez has crushing chest pain, call 0555 123 4567")
    answer = room(home).answer
    assert answer is not None
    assert answer.verdict is not None
    assert (answer.verdict.route, answer.verdict.settled) == ("now", "rule")
    assert "By rule, no model needed" in home.text
    assert "NICE CG95" in home.text
    assert "\u201cchest\u201d" in home.text
    assert "Perez" not in answer.handoff
    assert "0555" not in answer.handoff
    assert "Nothing is sent" in home.text


async def test_what_no_rule_decides_waits_and_goes_on_when_the_model_has_come(told: Tell) -> None:
    told(ask=0.1, write=0.1, think=0.0, shut=0.8)
    home = await with_small()
    await home.do("route.go", text="May I come in?")
    answer = room(home).answer
    assert answer is not None
    assert answer.waits
    assert answer.handoff == ""
    assert "No rule decides it" in home.text
    assert "Accept the terms and download" in home.text
    await home.do("load", model="small")
    answer = room(home).answer
    assert answer is not None
    assert answer.refusal == "Nobody answers this."
    assert "Nobody answers this." in home.text


async def test_the_models_route_shows_its_score_its_threshold_and_the_runner_up(told: Tell) -> None:
    told(ask=0.1, write=0.75, think=0.15, shut=0.0)
    home = await with_small("small")
    home.device.enqueue(GOOD)
    await home.do("route.go", text="May I come in?")
    answer = room(home).answer
    assert answer is not None
    assert answer.verdict is not None
    first, second = answer.verdict.bars
    assert (first.route, first.score, first.needs) == ("write", 0.75, 0.6)
    assert (second.route, second.score) == ("think", 0.15)
    assert "75\u00a0%; needs 60\u00a0%: reached" in home.text
    assert home.html.count("<svg") == 2
    assert "May I come in?" in answer.verdict.nearest
    assert answer.draft == "Please come in, the door is open for you."
    assert answer.checked
    assert answer.draft in home.text
    await home.do("route.draft.copy")
    assert home.effects("copy")[-1]["text"] == answer.draft


async def test_a_draft_that_fails_its_check_is_never_shown_and_a_person_is_named(
    told: Tell,
) -> None:
    told(ask=0.1, write=0.8, think=0.1, shut=0.0)
    home = await with_small("small")
    home.device.enqueue(BAD, BAD)
    await home.do("route.go", text="May I come in?")
    answer = room(home).answer
    assert answer is not None
    assert answer.checked is False
    assert "A person answers instead" in home.text
    screens = [data["html"] for topic, data in home.notes if topic == "screen"]
    assert not any("I know a secret" in html for html in screens)


async def test_doubt_goes_to_the_policys_own_route_and_says_so(told: Tell) -> None:
    told(ask=0.2, write=0.4, think=0.3, shut=0.1)
    home = await with_small("small")
    await home.do("route.go", text="May I come in?")
    verdict = room(home).answer.verdict  # type: ignore[union-attr]
    assert verdict is not None
    assert (verdict.route, verdict.settled) == ("ask", "doubt")
    assert "Not sure enough" in home.text


async def test_the_larger_model_of_a_later_day_is_said_to_be_missing(told: Tell) -> None:
    told(ask=0.0, write=0.1, think=0.9, shut=0.0)
    home = await with_small("small")
    await home.do("route.go", text="Why is the door closed?")
    answer = room(home).answer
    assert answer is not None
    assert answer.handoff
    assert "This copy of Hearthside offers none" in home.text and 'href="#look"' in home.html


@pytest.mark.parametrize("text", ["", " \n ", "\U0001f525\U0001f525", "?" * 50])
async def test_a_text_without_words_goes_to_doubt_without_a_model(text: str) -> None:
    home = await in_the_room()
    await home.do("route.go", text=text)
    answer = room(home).answer
    assert answer is not None
    assert answer.verdict is not None
    assert answer.verdict.route == "not clear"
    assert "a person should look" in home.text
    assert "anger to life" not in home.text.split("Route text")[1]
    assert not answer.waits


async def test_a_text_far_too_long_is_refused_and_nothing_is_lost() -> None:
    home = await in_the_room()
    await home.do("route.go", text="word " * 50_000)
    error = home.app.state.error
    assert error is not None
    assert error.place == "route"
    assert "Shorten it" in home.text
    assert not room(home).busy


async def test_markup_in_a_text_stays_text() -> None:
    home = await in_the_room()
    await home.do("route.go", text="<b onclick=alert(1)>chest pain</b>")
    assert "<b " not in home.html


async def test_stop_ends_the_reading_and_the_next_text_can_follow() -> None:
    home = await with_small("small")
    home.device.delay_s = 0.01
    await home.app.event({"name": "route.go", "data": {"text": "May I come in?"}})
    while not home.device.calls or home.device.calls[-1][0] is not Op.STEP:
        await asyncio.sleep(0)
    assert 'id="route-stop"' in home.html
    await home.do("route.stop")
    answer = room(home).answer
    assert answer is not None
    assert answer.stopped
    assert not home.app.state.busy
    assert "Stopped. What is done is kept." in home.text
    home.device.delay_s = 0.0
    await home.do("route.go", text="There is a fire")
    assert room(home).answer.verdict.settled == "rule"  # type: ignore[union-attr]


async def test_a_lost_engine_loses_neither_text_nor_policy() -> None:
    home = await with_small("small")
    home.device.fail_next(Op.STEP, Code.ENGINE_LOST)
    await home.do("route.go", text="May I come in?")
    await home.do("engine.lost", message="gone")
    error = home.app.state.error
    assert error is not None
    assert (error.code, error.place) == (Code.ENGINE_LOST, "route")
    assert "Your policy and your text are as you left them." in home.text
    assert room(home).policy.card.own
    assert home.app.state.brain.stage == "ready"
    home.device.enqueue(GOOD, GOOD)
    await home.do("route.go", text="May I come in?")
    assert room(home).answer.verdict is not None  # type: ignore[union-attr]


async def test_a_lost_mind_leaves_answer_and_changed_summary() -> None:
    home = await in_the_room()
    await home.do("route.go", text="crushing chest pain")
    await home.do("route.handoff.typed", handoff="A man with pain.\r\nCome at once.")
    heir = await in_the_room(shelf=home.shelf, kept=home.kept, settings={"revived": True})
    answer = room(heir).answer
    assert answer is not None
    assert answer.handoff == "A man with pain.\nCome at once."
    assert answer.verdict is not None
    assert "NICE CG95" in heir.text


async def test_the_summary_is_copied_and_saved_as_the_person_left_it() -> None:
    home = await in_the_room()
    await home.do("route.go", text="crushing chest pain")
    await home.do("route.handoff.copy", handoff="Mine.\r\nLine.")
    assert home.effects("copy")[-1]["text"] == "Mine.\nLine."
    await home.do("route.handoff.save", handoff="Mine.")
    saved = home.effects("save")[-1]
    assert (saved["filename"], saved["text"]) == ("for-a-person.txt", "Mine.")


async def test_sample_rows_come_one_after_another_and_say_what_was_meant() -> None:
    home = await in_the_room()
    rows = SAMPLES[0].rows
    for _ in range(len(rows) + 1):
        await home.do("route.sample")
    fill = home.effects("fill")[-1]
    assert fill == {"name": "fill", "form": "route-form", "fields": {"text": rows[0].text}}
    await home.do("route.go", text=rows[0].text)
    assert "put it under" in home.text
    await home.do("route.go", text="chest pain of my own words")
    assert "put it under" not in home.text


async def test_how_far_the_policy_is_read_is_shown_and_a_red_flag_does_not_wait() -> None:
    home = await with_small("small")
    await home.do("route.go", text="There is a fire")
    assert not any(op is Op.STEP for op, _ in home.device.calls)
    home.device.delay_s = 0.05
    await home.app.event({"name": "route.go", "data": {"text": "May I come in?"}})
    while room(home).preparing is None:
        await asyncio.sleep(0.01)
    assert "The model reads the policy\u2019s examples: " in home.text
    await home.do("route.stop")
    assert room(home).preparing is None


async def test_a_red_flag_is_routed_while_a_story_is_being_told() -> None:
    home = await in_the_room("small")
    home.device.delay_s = 0.001
    await telling(home)
    await home.app.event({"name": "route.go", "data": {"text": "crushing chest pain"}})
    while room(home).busy:
        await asyncio.sleep(0)
    assert room(home).answer.verdict.route == "now"  # type: ignore[union-attr]
    assert home.app.state.of(Telling).busy
    await home.do("stop")


async def test_a_rule_that_the_model_would_lower_says_so(told: Tell) -> None:
    told(ask=0.0, write=0.2, think=0.0, shut=0.8)
    home = await with_small("small")
    home.device.enqueue(GOOD)
    await home.do("route.go", text="May I come in with temp 40 c?")
    verdict = room(home).answer.verdict  # type: ignore[union-attr]
    assert verdict is not None
    assert (verdict.route, verdict.settled, verdict.bars) == ("write", "floor", ())
    assert "The model alone would have said \u201cshut\u201d with 80%" in home.text
    assert "the model found nothing more careful" in home.text
