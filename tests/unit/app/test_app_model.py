"""The model over the fake engine: offered, fetched, cancelled, chosen, deleted, refused."""

import asyncio

import pytest

from app.shell.offers import machine_of
from hearthside.wire import Code, Op
from tests.unit.app.house import FORM, house, told


async def test_a_first_visit_offers_the_model_and_fetches_it_only_when_asked() -> None:
    home = house()
    await home.start()
    assert "Accept the terms and download 163 MB" in home.html
    assert 'href="models/small/TERMS"' in home.html
    assert "this browser offers no WebGPU" in home.text
    assert not home.device.loaded
    await home.do("load", model="small")
    assert home.device.loaded
    assert "is ready." in home.text
    assert home.effects("persist")


async def test_a_card_that_was_lost_is_not_counted_on() -> None:
    card = {"available": True, "description": "Fast card", "lost": "the card stopped"}
    assert machine_of({"webgpu": card | {"lost": ""}}).has_card
    machine = machine_of({"webgpu": card})
    assert not machine.has_card and machine.webgpu_reason == "the card stopped"


async def test_a_model_is_fetched_while_a_room_is_at_work_without_one() -> None:
    home = house()
    await home.start(fragment="#route")
    # As quickly as two clicks can follow each other.
    await home.app.event({"name": "route.go", "data": {"text": "Could somebody copy a card?"}})
    await home.app.event({"name": "load", "data": {"model": "small"}})
    await home.app.settle()
    assert home.device.loaded


async def test_a_kept_model_is_woken_without_asking() -> None:
    home = house("small")
    await home.start()
    assert home.app.state.brain.stage == "ready"
    assert not home.effects("persist")


async def test_telling_without_a_model_says_what_to_do_first() -> None:
    home = house()
    await home.start()
    await home.do("tell", **FORM)
    assert "Download the language model first" in home.text
    assert not home.device.calls


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (Code.DOWNLOAD_OFFLINE, "You seem to be offline."),
        (Code.MODEL_CORRUPT, "The model's files are damaged."),
        (Code.DEVICE_WRONG, "Use the processor"),
        (Code.STORAGE_FULL, "Open Settings to free space"),
    ],
)
async def test_a_model_that_does_not_come_leaves_a_way_on(code: Code, words: str) -> None:
    home = house()
    await home.start()
    home.device.fail_next(Op.MODEL_LOAD, code)
    await home.do("load", model="small")
    assert words in home.text
    assert home.app.state.brain.stage == "absent"
    await home.do("load", model="small")
    assert home.app.state.brain.stage == "ready"
    assert words not in home.text


async def test_a_download_can_be_cancelled() -> None:
    home = house(delay_s=0.01)
    await home.start()
    await home.app.event({"name": "load", "data": {"model": "small"}})
    await asyncio.sleep(0.015)
    assert "Cancel" in home.text
    await home.do("load.cancel")
    assert home.app.state.brain.stage == "absent"
    assert home.app.state.error is None


async def test_a_device_that_cannot_be_looked_at_is_told_of() -> None:
    home = house()
    home.device.probe_code = Code.DEVICE_NONE
    await home.start()
    assert "The model cannot run in this browser as it is." in home.text


async def test_choices_outlive_the_mind() -> None:
    home = house("small", "large")
    await home.start()
    await home.do("prefer", name="device", value="wasm")
    await home.do("load", model="large")
    heir = house("small", "large", shelf=home.shelf)
    await heir.start()
    assert heir.app.state.preferences.device == "wasm"
    assert heir.app.state.brain.model == "large"


async def test_a_deleted_model_is_gone_and_the_stories_stay() -> None:
    home = await told()
    await home.do("fragment", fragment="#settings")
    await home.do("forget", model="small")
    assert home.app.state.brain.stage == "absent"
    assert "No model is kept on this device." in home.text
    assert len(await home.shelf.list("stories")) == 1
