"""Suggestions while a person writes: off at first, never in the way of a job, ended by the next."""

import asyncio

import pytest

from hearthside.wire import Code, Op
from tests.unit.app.house import House, house
from tests.unit.app.write.visitor import asked, visitor

TEXT = "The boat leaves at eight, so please"


async def writer() -> House:
    """Somebody who switched suggestions on, with a model that knows how things go on."""
    home = await visitor()
    home.device.answer = lambda _prompt: " please come early."
    await home.do("prefer.suggest", name="suggest", value="on")
    return home


def suggested(home: House) -> list[tuple[int, str]]:
    return [(int(it["number"]), str(it["text"])) for it in home.effects("suggest")]


async def test_they_are_off_until_somebody_wants_them_and_stay_as_chosen() -> None:
    home = await visitor()
    assert "data-suggest" not in home.html
    await home.do("suggest", number="1", text=TEXT, before="")
    assert suggested(home) == []
    await home.do("prefer.suggest", name="suggest", value="on")
    assert home.html.count('data-suggest=""') == 2
    assert home.html.count('data-suggest="field-write-text"') == 2
    later = await visitor(shelf=home.shelf)
    assert later.app.state.preferences.suggest and "data-suggest" in later.html
    await later.do("fragment", fragment="#settings")
    assert 'name="suggest" checked' in later.html
    await later.do("prefer.suggest", name="suggest", value="on")
    assert not later.app.state.preferences.suggest and later.device.open_caches == 0


async def test_a_text_is_gone_on_with_and_no_screen_is_made_for_it() -> None:
    home = await writer()
    before = len([topic for topic, _ in home.notes if topic == "screen"])
    await home.do("suggest", number="7", text=TEXT, before="Will you come?")
    assert suggested(home) == [(7, " come early.")]
    assert home.device.history[-1].startswith("Will you come?\n\nThe boat")
    assert len([topic for topic, _ in home.notes if topic == "screen"]) == before


async def test_without_a_model_nothing_is_asked() -> None:
    home = house()
    await home.start(fragment="#write")
    await home.do("prefer.suggest", name="suggest", value="on")
    assert "data-suggest" not in home.html
    await home.do("suggest", number="1", text=TEXT, before="")
    await home.do("suggest", number="x", text=TEXT, before="")
    assert suggested(home) == []


async def test_the_next_asking_takes_the_place_of_the_one_before() -> None:
    home = await writer()
    held = True
    home.device.held = lambda: held
    for number in range(1, 4):
        await home.do_now("suggest", number=str(number), text=TEXT, before="")
        await asyncio.sleep(0.02)
    held = False
    await home.app.settle()
    assert suggested(home) == [(3, " come early.")]
    held = True
    await home.do_now("suggest", number="4", text=TEXT, before="")
    await home.do_now("suggest.drop")
    held = False
    await home.app.settle()
    assert len(suggested(home)) == 1


async def test_a_job_is_never_held_up() -> None:
    home = await writer()
    held = True
    home.device.held = lambda: held
    await home.do_now("suggest", number="1", text=TEXT, before="")
    await asyncio.sleep(0.02)
    await home.do_now("write.job", value="title")
    await home.do_now("write.ask", **{"write-text": TEXT})
    steps = len([op for op, _ in home.device.calls if op is Op.STEP])
    held = False
    await home.app.settle()
    assert suggested(home) == [(1, "")], "it gave way"
    assert len([op for op, _ in home.device.calls if op is Op.STEP]) > steps
    held = True
    await home.do_now("write.ask", **{"write-text": TEXT})
    await home.do_now("suggest", number="2", text=TEXT, before="")
    held = False
    await home.app.settle()
    assert len(suggested(home)) == 1, "none is begun while the model is at work"


@pytest.mark.parametrize("code", [Code.ENGINE_LOST, Code.ENGINE_FAILED, Code.CONTEXT_FULL])
async def test_what_fails_suggests_nothing_and_says_nothing(code: Code) -> None:
    home = await writer()
    home.device.fail_next(Op.STEP, code)
    await home.do("suggest", number="1", text=TEXT, before="")
    assert suggested(home) == [(1, "")] and home.app.state.error is None
    await home.do("suggest", number="2", text=TEXT, before="")
    assert suggested(home)[-1] == (2, " come early.")


async def test_another_model_is_asked_when_it_is_loaded() -> None:
    home = await writer()
    await home.do("suggest", number="1", text=TEXT, before="")
    await home.do("load", model="large")
    await home.do("suggest", number="2", text=TEXT, before="")
    assert suggested(home)[-1] == (2, " come early.")
    await asked(home, "title", TEXT)
    assert home.app.state.error is None
