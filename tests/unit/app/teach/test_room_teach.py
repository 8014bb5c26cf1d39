"""The Teach room over a trainer and an engine without a model: from examples to an adapter kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.rooms.teach.events import ExamplesRead, TrainingEnded
from app.rooms.teach.state import TeachState
from hearthside.adapters.fake.trainer import FAKE_TRAINER, FakeTrainer
from hearthside.errors import error_of
from hearthside.finetune import Checked
from hearthside.finetune.examples import ARROW
from hearthside.lora import read_adapter, write_adapter
from hearthside.ports import Loss, StepRates, TrainingText
from hearthside.wire import Code
from tests.unit.app.house import House, house

LINES = [f"the {at}th fox {ARROW} fox {at}" for at in range(48)]


def room(**kept: Any) -> House:
    home = house("small", **kept)
    home.device.info = replace(home.device.info, adapters=FAKE_TRAINER.form)
    return home


async def entered(**kept: Any) -> House:
    home = room(**kept)
    await home.start(fragment="#teach")
    return home


async def given(lines: Sequence[str] = LINES) -> House:
    home = await entered()
    await home.do("teach.paste", **{"teach-pasted": "\n".join(lines)})
    return home


async def taught() -> House:
    home = await given()
    await home.do("teach.train", **{"teach-name": "  Fox   counts "})
    return home


def teach(home: House) -> TeachState:
    return home.app.state.of(TeachState)


class Halting(FakeTrainer):
    """Waits for ever at the step of that number, from 1."""

    halt = 26
    taken = 0

    async def step(self, batch: Sequence[TrainingText], rates: StepRates) -> Loss:
        self.taken += 1
        if self.taken == self.halt:
            await asyncio.Event().wait()
        return await super().step(batch, rates)


async def halted() -> tuple[House, Halting]:
    """A training under way, which stands still after the second look."""
    trainer = Halting()
    home = room(trainer=trainer)
    await home.start(fragment="#teach")
    await home.do("teach.paste", **{"teach-pasted": "\n".join(LINES)})
    await home.app.event({"name": "teach.train", "data": {"teach-name": "Foxes"}})
    while trainer.taken < trainer.halt:
        await asyncio.sleep(0.001)
    return home, trainer


async def test_examples_become_an_adapter_that_is_kept_and_told_of() -> None:
    home = await taught()
    done, [[key, card]] = teach(home).taught, teach(home).adapters or ()
    assert done is not None and done.key == key and done.name == card.title == "Fox counts"
    assert done.outcome is not None and done.outcome.pairs == 10
    assert card.trained == 38 and card.words == done.outcome.words
    assert [one.after is not None for one in done.answers] == [True] * 5
    assert "Fox counts is trained" in " ".join(home.text.split())
    assert not home.trainer.loaded and home.app.state.brain.stage == "ready"
    adapter = read_adapter(await home.encrypted.read("adapters", key) or b"")
    assert adapter.manifest.prompt_format == "teach/1"
    assert await home.encrypted.keys("teaching") == [], "nothing is left to go on with"


async def test_what_is_wrong_with_examples_is_said_line_by_line() -> None:
    home = await given([*LINES[:12], LINES[0], "no arrow", f"the 1th fox {ARROW} a wolf"])
    faults = teach(home).checked.faults if teach(home).checked else ()
    assert [(it.place, it.kind) for it in faults] == [(13, "again"), (14, "half"), (15, "contrary")]
    assert "Line 14, left out: input or output is missing" in home.text
    assert "15 examples came, 13 are of use." in home.text


async def test_what_the_model_cannot_read_is_said_once_it_is_awake() -> None:
    home = house()
    home.device.info = replace(home.device.info, adapters=FAKE_TRAINER.form)
    await home.start(fragment="#teach")
    long = f"long {ARROW} " + "word " * 400
    await home.do("teach.paste", **{"teach-pasted": "\n".join([*LINES, long])})
    assert not teach(home).measured and "longer than" not in home.text
    await home.do("load", model="small")
    assert teach(home).measured and "Line 49, left out: longer than 256 tokens" in home.text


async def test_a_model_that_goes_away_while_it_looks_is_no_error() -> None:
    home = await entered()

    async def gone(text: str, *, bos: bool = False) -> list[int]:
        raise error_of(Code.MODEL_NONE, "No model is loaded yet.")

    home.device.encode = gone  # type: ignore[method-assign]
    await home.do("teach.paste", **{"teach-pasted": "\n".join(LINES)})
    assert home.app.state.error is None and not teach(home).measured
    del home.device.encode
    await home.do("load", model="small")
    assert teach(home).measured


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([f"{at} {ARROW} same" for at in range(20)], "All outputs are the same"),
        (LINES[:9], "At least 10 usable examples are needed, and there are 9."),
        (["nothing"], "there is none"),
    ],
)
async def test_examples_that_teach_nothing_are_not_trained(lines: list[str], said: str) -> None:
    home = await given(lines)
    assert said in home.text
    await home.do("teach.train", **{"teach-name": "x"})
    assert teach(home).taught is None and home.trainer.steps == []


async def test_the_language_model_makes_way_and_comes_back() -> None:
    home, _ = await halted()
    assert home.app.state.brain.stage == "absent" and not home.device.loaded
    await home.do_now("load", model="small")
    assert home.app.state.brain.stage == "absent", "not beside the trainer"
    await home.do_now("forget", model="small")
    assert home.device.kept_models == {"small": True}, "its files are in use"
    await home.do_now("fragment", fragment="#story")
    assert "The language model is away for a while" in home.text
    await home.do("teach.stop")
    assert home.app.state.brain.stage == "ready"


async def test_a_training_that_was_stopped_goes_on_from_its_last_look() -> None:
    home, trainer = await halted()
    assert len(teach(home).curve) == 2
    await home.do("teach.stop")
    assert (teach(home).unfinished, teach(home).taught) == (19, None)
    assert "A training is unfinished" in home.text
    before = len(trainer.steps)
    await home.do("teach.goon")
    assert teach(home).taught is not None
    assert len(trainer.steps) - before == 57 - 19
    assert [point.step for point in teach(home).curve] == [0, 19, 38, 57]


async def test_a_training_goes_on_after_the_tab_was_closed() -> None:
    home, _ = await halted()
    await home.do("teach.stop")
    later = await entered(shelf=home.shelf, encrypted=home.encrypted)
    assert teach(later).unfinished == 19 and len(teach(later).curve) == 2
    assert "\u201cFoxes\u201d is kept as it was after 19 steps" in later.text.replace("  ", " ")
    await later.do("teach.goon")
    whole = await taught()
    ends = [teach(it).taught for it in (later, whole)]
    assert ends[0] is not None and ends[1] is not None
    assert ends[0].outcome == ends[1].outcome
    assert len(later.trainer.steps) == 57 - 19


async def test_other_examples_end_what_was_unfinished() -> None:
    home, _ = await halted()
    await home.do("teach.stop")
    await home.do("teach.new")
    assert teach(home).checked is None and teach(home).unfinished is None
    assert await home.encrypted.keys("teaching") == []
    assert teach(await entered(shelf=home.shelf, encrypted=home.encrypted)).checked is None


async def test_examples_in_hand_are_there_after_a_reload() -> None:
    home = await given()
    later = await entered(shelf=home.shelf, encrypted=home.encrypted)
    checked = teach(later).checked
    assert checked is not None and len(checked.examples) == 48 and teach(later).unfinished is None


async def test_a_trainer_that_fails_is_told_and_the_model_comes_back() -> None:
    class Broken(FakeTrainer):
        async def step(self, batch: Sequence[TrainingText], rates: StepRates) -> Loss:
            raise error_of(Code.ENGINE_LOST, "Out of memory.")

    home = room(trainer=Broken())
    await home.start(fragment="#teach")
    await home.do("teach.paste", **{"teach-pasted": "\n".join(LINES)})
    await home.do("teach.train", **{"teach-name": ""})
    assert "Out of memory." in home.text
    assert home.app.state.brain.stage == "ready" and not teach(home).phase


async def test_an_adapter_is_tried_exported_deleted_and_imported() -> None:
    home = await taught()
    [[key, _]] = teach(home).adapters or ()
    await home.do("teach.choose", id=key)
    await home.do("teach.try", **{"teach-input": "the 99th fox"})
    tried = teach(home).tried
    assert tried is not None and tried.before and tried.after and not teach(home).answering
    await home.do("teach.export", id=key)
    saved = home.effects("save")[-1]
    assert saved["filename"] == "Fox counts.safetensors"
    await home.do("teach.delete", id=key)
    assert teach(home).adapters, "asked first"
    await home.do("teach.delete.do", id=key)
    assert (teach(home).adapters, teach(home).taught, teach(home).key) == ((), None, "")
    assert await home.encrypted.keys("adapters") == []
    await home.do("teach.import", bytes=saved["bytes"])
    assert "\u201cFox counts\u201d is on this device now." in home.text


@pytest.mark.parametrize("how", ["damaged", "of another base", "of another task", "empty"])
async def test_what_is_no_adapter_for_this_room_is_refused(how: str) -> None:
    home = await taught()
    [[key, _]] = teach(home).adapters or ()
    adapter = read_adapter(await home.encrypted.read("adapters", key) or b"")
    changes = {"of another base": {"base": "e" * 64}, "of another task": {"prompt_format": "a/1"}}
    other = replace(adapter, manifest=replace(adapter.manifest, **changes.get(how, {})))
    data = {"damaged": b"\x10" + bytes(90), "empty": b""}.get(how, write_adapter(other))
    await home.do("teach.import", bytes=data)
    error = home.app.state.error
    unfit = how in changes
    assert error and error.code is (Code.ADAPTER_UNFIT if unfit else Code.ADAPTER_INVALID)
    assert "This adapter is for another model" in home.text or not unfit
    assert len(teach(home).adapters or ()) == 1


async def test_a_model_that_takes_no_adapters_is_said() -> None:
    home = await given()
    home.device.info = replace(home.device.info, adapters=None)
    await home.do("load", model="small")
    await home.do("teach.train", **{"teach-name": "x"})
    assert "takes no adapters" in home.text and not teach(home).phase


async def test_a_table_of_two_columns_is_read_and_others_are_refused() -> None:
    home = await entered()
    rows = "\n".join(["question,answer", *(f"the {at}th fox,fox {at}" for at in range(12))])
    await home.do("teach.file", filename="a.csv", size_bytes="9", bytes=rows.encode())
    checked = teach(home).checked
    assert checked is not None
    assert [it.place for it in checked.examples] == list(range(2, 14))
    assert (checked.examples[1].input, checked.examples[1].output) == ("the 1th fox", "fox 1")
    await home.do("teach.file", filename="a.csv", size_bytes="9", bytes=b"")
    assert home.app.state.error and home.app.state.error.code is Code.TABLE_INVALID


async def test_what_comes_of_an_older_request_is_dropped() -> None:
    home = await taught()
    before = teach(home)
    home.app.dispatch(ExamplesRead(before.run - 1, 0, Checked(())))
    home.app.dispatch(TrainingEnded(before.run - 1, None, 5))
    assert teach(home) == before
