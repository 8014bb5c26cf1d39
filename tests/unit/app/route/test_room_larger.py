"""A route that asks for a larger model: loaded for a while, named, given up, and none there."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.rooms.route.kept import lasting, revived
from app.rooms.route.state import Answer
from app.rooms.write.state import Asked, WriteState
from hearthside.ports import ModelInfo
from hearthside.wire import Code, Op
from tests.unit.app.house import EMBEDDERS, MODELS, SEER, House, house, with_seer
from tests.unit.app.route.visitor import BAD, room
from tests.unit.route.policies import SMALL, ToldClassifier, told
from tests.unit.route.test_route_vectors import POLICY

__all__ = ["told"]

Tell = Callable[..., list[ToldClassifier]]
WHY = "Why is the door closed? My name is Ana Ruiz, call 0555 123 4567."
DRAFT = " It may be cold.\n\n"
GOOD = "The door is closed because it is cold"


@pytest.fixture(autouse=True)
def by_larger(told: Tell) -> None:
    told(ask=0.0, write=0.1, think=0.9, shut=0.0)


async def with_larger(*kept: str, policy: str = SMALL, **seer: Any) -> House:
    """Somebody in the room, on a site that offers the larger model."""
    home = house(*kept)
    with_seer(home)
    settings = {"models": [*MODELS, *EMBEDDERS, SEER | seer]}
    await home.start(fragment="#route", settings=settings)
    await home.do("route.policy.open", text=policy)
    return home


def slow(home: House, held: dict[str, bool]) -> None:
    """Loads of the larger model wait as long as `held` says so."""
    load = home.device.load

    async def waits(model: str, **asked_for: Any) -> ModelInfo:
        while model == "e2b" and held["yes"]:
            await asyncio.sleep(0.01)
        return await load(model, **asked_for)

    home.device.load = waits  # type: ignore[method-assign]


async def waiting(home: House) -> None:
    """Ask, and wait until the larger model is on its way."""
    home.device.enqueue(DRAFT)
    await home.do_now("route.go", text=WHY)
    while answer(home).stage != "loading":
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.01)


def answer(home: House) -> Answer:
    found = room(home).answer
    assert found is not None
    return found


def loads(home: House) -> list[str]:
    return [args["model"] for op, args in home.device.calls if op == Op.MODEL_LOAD]


async def test_the_small_one_drafts_the_larger_one_writes_is_named_and_makes_room_again() -> None:
    home = await with_larger("small", "e2b")
    home.device.enqueue(DRAFT, GOOD)
    await home.do("route.go", text=WHY)
    assert (answer(home).draft, answer(home).drafted_by) == (GOOD, "Large & slow")
    assert answer(home).checked and answer(home).handoff == ""
    assert "Written by Large &amp; slow." in home.html and "Checked" in home.text
    assert "It may be cold." in home.device.history[1] and "It may be cold." not in home.html
    assert loads(home) == ["small", "e2b", "small"]
    assert home.app.state.brain.model == "small" and home.device.open_caches == 0
    assert home.app.state.preferences.model != "e2b" and not home.app.state.busy


async def test_an_answer_of_the_larger_one_that_fails_twice_is_a_persons_and_it_is_named() -> None:
    home = await with_larger("small", "e2b")
    home.device.enqueue(DRAFT, BAD, BAD)
    await home.do("route.go", text=WHY)
    assert answer(home).checked is False and "Ruiz" not in answer(home).handoff
    assert "was written by Large & slow and is not shown" in home.text.replace("&amp;", "&")
    assert "secret" not in answer(home).draft and loads(home)[-1] == "small"
    told = [it["text"] for it in home.effects("announce")]
    assert told.count("A summary for a person is ready to be read and changed") == 1
    assert "on this device" not in home.html.partition('id="route-outcome"')[2][:600]


async def test_where_none_is_on_the_device_it_says_where_one_is_and_fetches_nothing() -> None:
    home = await with_larger("small")
    await home.do("route.go", text=WHY)
    assert answer(home).handoff and loads(home) == ["small"]
    assert "Large & slow can be fetched in" in home.text.replace("&amp;", "&")
    assert '<a href="#look">Look &amp; listen</a>. Until then a person answers.' in home.html
    home.device.kept_models["e2b"] = True
    await home.do("look.load", model="e2b")
    assert "route the text again, and it writes the answer" in home.text


async def test_one_that_cannot_run_here_is_not_waited_for() -> None:
    home = await with_larger("small", "e2b", processor=None)
    await home.do("route.go", text=WHY)
    assert "needs a graphics card, and there is none here" in home.text
    assert answer(home).handoff and loads(home) == ["small"]


@pytest.mark.parametrize("code", [Code.MODEL_UNFIT, Code.STORAGE_FULL, Code.ENGINE_FAILED])
async def test_where_it_does_not_come_nothing_is_lost_and_the_small_one_comes_back(
    code: Code,
) -> None:
    home = await with_larger("small", "e2b")
    home.device.enqueue(DRAFT)
    home.device.fail_next(Op.MODEL_LOAD, code)
    await home.do("route.go", text=WHY)
    assert "could not be loaded, so a person answers" in home.text
    assert answer(home).text == WHY and room(home).policy.text == SMALL
    assert "Why is the door closed?" in answer(home).handoff and "Ruiz" not in answer(home).handoff
    assert home.app.state.brain.model == "small" and not room(home).busy
    assert home.app.state.error is not None and home.app.state.error.code == code


async def test_an_engine_that_is_lost_while_the_larger_one_writes_loses_no_summary() -> None:
    home = await with_larger("small", "e2b")
    home.device.enqueue(DRAFT)
    load = home.device.load

    async def loaded(model: str, **asked_for: Any) -> ModelInfo:
        info = await load(model, **asked_for)
        if model == "e2b":
            home.device.fail_next(Op.STEP, Code.ENGINE_LOST)
        return info

    home.device.load = loaded  # type: ignore[method-assign]
    await home.do("route.go", text=WHY)
    await home.do("engine.lost", message="gone")
    assert answer(home).stopped and "Why is the door closed?" in answer(home).handoff
    assert "route-handoff" in home.html and home.app.state.brain.model == "small"


async def test_stopped_while_it_comes_a_person_has_the_summary() -> None:
    home, held = await with_larger("small", "e2b"), {"yes": True}
    slow(home, held)
    await waiting(home)
    assert "Loading the larger model that the policy asks for here" in home.text
    assert "route-handoff" not in home.html and 'id="route-stop"' in home.html
    await home.do_now("route.stop")
    await home.app.settle()
    assert answer(home).stopped and answer(home).handoff and "route-handoff" in home.html
    assert home.app.state.brain.model == "small" and loads(home) == ["small", "small"]


async def test_another_text_makes_it_turn_back_and_is_routed_by_the_small_one() -> None:
    home, held = await with_larger("small", "e2b"), {"yes": True}
    slow(home, held)
    await waiting(home)
    await home.do("route.go", text="There is a fire")
    assert answer(home).verdict.settled == "rule"  # type: ignore[union-attr]
    assert home.app.state.brain.model == "small" and room(home).back == ""
    await waiting(home)
    held["yes"] = False
    home.device.enqueue(GOOD)
    await home.app.settle()
    assert answer(home).draft == GOOD and loads(home)[-2:] == ["e2b", "small"]


async def test_an_engine_that_fails_for_good_and_another_model_that_comes_end_the_waiting() -> None:
    home, held = await with_larger("small", "e2b"), {"yes": True}
    slow(home, held)
    await waiting(home)
    await home.do_now("engine.failed", message="it kept failing")
    assert "could not be loaded" in home.text and home.app.state.brain.stage == "absent"
    assert answer(home).handoff and not room(home).busy
    held["yes"] = False
    await home.app.settle()
    held["yes"] = True
    await home.do("load", model="small")
    await waiting(home)
    await home.do_now("prefer", name="device", value="wasm")
    await home.do("load.processor")
    assert "Another model was loaded instead" in home.text and answer(home).handoff
    assert home.app.state.brain.model == "small" and room(home).back == ""


async def test_a_page_that_comes_back_has_the_summary_and_not_the_load() -> None:
    home, held = await with_larger("small", "e2b"), {"yes": True}
    slow(home, held)
    await waiting(home)
    again = revived(lasting(room(home))).answer
    assert again is not None and again.stopped and again.handoff and again.stage == "done"
    await home.do_now("route.stop")
    await home.app.settle()


async def test_while_another_room_is_at_work_no_model_is_taken_from_it() -> None:
    home = await with_larger("small", "e2b")
    write = replace(WriteState(), asked=Asked("title", "", "", ""))
    home.app.state = home.app.state.having(write)
    home.device.enqueue(DRAFT)
    await home.do("route.go", text=WHY)
    assert "Another room is at work with the language model" in home.text
    assert answer(home).handoff and loads(home) == ["small"]


@pytest.mark.parametrize("chosen", [False, True])
async def test_a_room_that_began_with_the_larger_one_keeps_it_until_it_is_done(
    *, chosen: bool
) -> None:
    home, held = await with_larger("small", "large", "e2b"), {"yes": True}
    slow(home, held)
    await waiting(home)
    write = WriteState()
    home.app.state = home.app.state.having(replace(write, asked=Asked("title", "", "", "")))
    held["yes"] = False
    home.device.enqueue(GOOD)
    await home.app.settle()
    assert answer(home).draft == GOOD and home.app.state.brain.model == "e2b"
    home.app.state = home.app.state.having(write)
    if chosen:
        await home.do("load", model="large")
    await home.do("route.go", text="There is a fire")
    assert home.app.state.brain.model == ("large" if chosen else "small")


async def test_a_larger_one_that_is_loaded_already_writes_alone_and_stays() -> None:
    home = await with_larger("e2b")
    await home.do("look.load", model="e2b")
    home.device.enqueue(GOOD)
    await home.do("route.go", text=WHY)
    assert (answer(home).draft, answer(home).drafted_by) == (GOOD, "Large & slow")
    assert loads(home) == ["e2b"] and len(home.device.history) == 1


async def test_by_vectors_the_larger_one_needs_no_small_one() -> None:
    policy = POLICY.replace('leads_to = "answer"', 'leads_to = "larger"')
    home = await with_larger("vectors", "e2b", policy=policy)
    await home.do("route.by", value="embedding")
    home.device.enqueue(GOOD)
    await home.do("route.go", text="Is the garden gate open for a guest")
    assert answer(home).verdict is not None and answer(home).verdict.action == "larger"
    assert loads(home) == ["e2b"] and home.app.state.brain.model == "e2b"
    assert len(home.device.history) >= 1
