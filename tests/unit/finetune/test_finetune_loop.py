"""The training loop with a trainer without a model: order, looks, an early end, and going on."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from hearthside.adapters.fake.trainer import FakeTrainer
from hearthside.errors import HearthsideError
from hearthside.finetune import (
    Evaluated,
    Event,
    Finetuned,
    FinetuneOptions,
    FinetuneState,
    Pair,
    Started,
    Stepped,
    data_hash,
    finetune,
    prepare,
    read_state,
    write_state,
)
from hearthside.lora import check_fits, read_adapter, write_adapter
from hearthside.ports import Loss, StepRates, TrainingText
from hearthside.wire import Code

PAIRS = [Pair(f"Say number {n}:", f" the answer is {n} and {n * n}.", f"g{n}") for n in range(24)]
OPTIONS = FinetuneOptions(rank=2, epochs=2, learning_rate=0.02, warm_up_steps=2, held_out=0.25)


async def trained(
    options: FinetuneOptions = OPTIONS,
    pairs: Sequence[Pair] = PAIRS,
    trainer: FakeTrainer | None = None,
) -> tuple[Finetuned, list[Event], list[FinetuneState], FakeTrainer]:
    trainer = trainer or FakeTrainer()
    info = await trainer.load_trainer("fake")
    events: list[Event] = []
    states: list[FinetuneState] = []
    ticks = count()

    async def keep(state: FinetuneState) -> None:
        states.append(state)

    done = await finetune(
        trainer,
        info,
        pairs,
        options,
        on_event=events.append,
        on_state=keep,
        clock=lambda: float(next(ticks)),
    )
    return done, events, states, trainer


async def test_training_lowers_what_is_held_out_and_tells_of_each_step() -> None:
    done, events, _, trainer = await trained()
    assert events[0] == Started(trained=18, held_out=6, left_out=0, step=0, steps=10)
    steps = [event for event in events if isinstance(event, Stepped)]
    assert [event.step for event in steps] == list(range(1, 11))
    assert all(event.tokens_per_second > 0 for event in steps)
    # All but the last look at what is held out is done, which is after the last step.
    assert 0 < steps[-1].seconds_left < steps[0].seconds_left
    looks = [event for event in events if isinstance(event, Evaluated)]
    assert [event.point.step for event in looks] == [0, 5, 10]
    losses = [event.point.held_out for event in looks]
    assert None not in losses and losses == sorted(losses, reverse=True)
    assert done.kept_step == 10 and not done.stopped_early
    assert done.curve == tuple(event.point for event in looks)
    assert done.arrays == await trainer.arrays()


async def test_each_epoch_sees_each_text_once_in_an_order_of_its_own() -> None:
    _, _, _, trainer = await trained()
    assert [len(batch) for batch in trainer.steps] == [4, 4, 4, 4, 2] * 2
    first = [text for batch in trainer.steps[:5] for text in batch]
    second = [text for batch in trainer.steps[5:] for text in batch]
    assert first != second and sorted(first, key=lambda it: it.ids) == sorted(
        second, key=lambda it: it.ids
    )
    prepared = await prepare(trainer, trainer.info, PAIRS, OPTIONS)
    assert not set(prepared.held_out) & set(first)


async def test_the_same_seed_gives_the_same_adapter() -> None:
    one, other = (await trained())[0], (await trained())[0]
    assert one.arrays == other.arrays and one.curve == other.curve
    third = (await trained(replace(OPTIONS, seed=2)))[0]
    assert third.arrays != one.arrays


async def test_training_goes_on_after_a_break_as_if_there_had_been_none() -> None:
    whole, _, states, _ = await trained()
    half = read_state(write_state(states[0]))
    assert half == states[0] and half.trainer.steps == 5
    trainer = FakeTrainer()
    info = await trainer.load_trainer("fake")
    events: list[Event] = []
    done = await finetune(trainer, info, PAIRS, OPTIONS, on_event=events.append, resume=half)
    assert (done.arrays, done.curve, done.kept_step) == (whole.arrays, whole.curve, whole.kept_step)
    assert isinstance(events[0], Started) and events[0].step == 5
    assert len(trainer.steps) == 5


@pytest.mark.parametrize("other", ["pairs", "options", "base"])
async def test_training_does_not_go_on_with_something_else(other: str) -> None:
    _, _, states, trainer = await trained()
    pairs = PAIRS[1:] if other == "pairs" else PAIRS
    options = replace(OPTIONS, seed=9) if other == "options" else OPTIONS
    form = trainer.info.form
    info = replace(trainer.info, form=replace(form, base="e" * 64)) if other == "base" else None
    with pytest.raises(HearthsideError) as caught:
        await finetune(trainer, info or trainer.info, pairs, options, resume=states[0])
    assert caught.value.code is Code.CALL_INVALID


class Forgetful(FakeTrainer):
    """What is held out gets worse after the second look."""

    looks = 0

    async def loss(self, batch: Sequence[TrainingText]) -> Loss:
        self.looks += 1
        return Loss(3.0 - self.looks if self.looks <= 12 else float(self.looks), 5)


async def test_it_ends_when_what_is_held_out_gets_worse_and_keeps_the_best() -> None:
    options = replace(OPTIONS, epochs=9, patience=2)
    done, events, states, trainer = await trained(options, trainer=Forgetful())
    assert done.stopped_early and done.kept_step == 5
    assert [point.step for point in done.curve] == [0, 5, 10, 15]
    assert len(trainer.steps) == 15
    assert [e.best for e in events if isinstance(e, Evaluated)] == [True, True, False, False]
    assert done.arrays == states[0].trainer.arrays


async def test_an_adapter_tells_how_it_was_made_and_fits_its_base() -> None:
    done, _, _, trainer = await trained()
    adapter = done.adapter("mine", "My letters", "tasks/1", "CC0-1.0")
    again = read_adapter(write_adapter(adapter))
    check_fits(again, trainer.info.form)
    manifest = again.manifest
    assert (manifest.base, manifest.model, manifest.rank) == ("f" * 64, "fake", 2)
    assert manifest.data.hash == data_hash(PAIRS[::-1]) != data_hash(PAIRS[1:])
    assert (manifest.data.trained, manifest.data.held_out) == (18, 6)
    assert manifest.recipe == OPTIONS.recipe() and manifest.curve == done.curve


async def test_a_cancelled_training_leaves_whole_steps() -> None:
    class Slow(FakeTrainer):
        async def step(self, batch: Sequence[TrainingText], rates: StepRates) -> Loss:
            await asyncio.sleep(0)
            return await super().step(batch, rates)

    trainer = Slow()
    info = await trainer.load_trainer("fake")
    events: list[Event] = []
    task = asyncio.ensure_future(finetune(trainer, info, PAIRS, OPTIONS, on_event=events.append))
    while not any(isinstance(event, Stepped) for event in events):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await trainer.save()).steps == len(trainer.steps) >= 1


async def test_pairs_of_one_group_are_held_out_together_and_more_pairs_move_few() -> None:
    trainer = FakeTrainer()
    info = await trainer.load_trainer("fake")
    twins = [*PAIRS, *(Pair(it.prompt + " again:", it.answer, it.group) for it in PAIRS)]
    prepared = await prepare(trainer, info, twins, OPTIONS)
    assert (len(prepared.trained), len(prepared.held_out)) == (36, 12)
    ends = {text.ids[text.answer_at :] for text in prepared.held_out}
    assert not ends & {text.ids[text.answer_at :] for text in prepared.trained}
    more = [*PAIRS, Pair("One more:", " yes.", "g99")]
    kept = set((await prepare(trainer, info, PAIRS, OPTIONS)).held_out)
    assert len(kept - set((await prepare(trainer, info, more, OPTIONS)).held_out)) <= 1
    few = await prepare(trainer, info, PAIRS[:4], OPTIONS)
    assert (len(few.trained), few.held_out) == (4, ())


async def test_a_text_is_marked_at_both_ends_and_split_where_the_answer_begins() -> None:
    trainer = FakeTrainer()
    info = await trainer.load_trainer("fake")
    pair = Pair("Say it:", " yes.")
    [text] = (await prepare(trainer, info, [pair], OPTIONS)).trained
    prompt, answer = await trainer.encode([pair.prompt, pair.answer])
    assert text.ids == (2, *prompt, *answer, 1)
    assert text.ids[text.answer_at :] == (*answer, 1)


async def test_pairs_too_long_are_left_out_and_nothing_to_learn_is_said() -> None:
    trainer = FakeTrainer()
    info = await trainer.load_trainer("fake")
    long = Pair("word " * 600, " yes.")
    prepared = await prepare(trainer, info, [*PAIRS, long], OPTIONS)
    assert prepared.left_out == 1
    for pairs in ([], [long]):
        with pytest.raises(HearthsideError) as caught:
            await prepare(trainer, info, pairs, OPTIONS)
        assert caught.value.code is Code.CALL_INVALID


@pytest.mark.parametrize(
    "wrong",
    [{"epochs": 0}, {"rank": 0}, {"learning_rate": 0.0}, {"held_out": 1.0}, {"batch_texts": 0}],
)
def test_options_that_cannot_be_used_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(HearthsideError) as caught:
        FinetuneOptions(**wrong)  # type: ignore[arg-type]
    assert caught.value.code is Code.CALL_INVALID


def test_the_rate_warms_up_and_falls_along_a_cosine() -> None:
    options = FinetuneOptions(learning_rate=1e-3, warm_up_steps=4)
    rates = [options.rates(step, 104).learning_rate for step in range(104)]
    assert rates[:4] == pytest.approx([2.5e-4, 5e-4, 7.5e-4, 1e-3])
    assert rates[4] == max(rates) and rates[54] == pytest.approx(5e-4) and rates[-1] < 1e-6
    assert rates[4:] == sorted(rates[4:], reverse=True)


@pytest.mark.parametrize("data", [b"", b"\x08" + bytes(40), write_adapter])
async def test_a_state_that_is_none_is_refused(data: object) -> None:
    if callable(data):
        done, _, _, _ = await trained()
        data = data(done.adapter("a", "a", "a/1", ""))
    assert isinstance(data, bytes)
    with pytest.raises(HearthsideError) as caught:
        read_state(data)
    assert caught.value.code is Code.ADAPTER_INVALID
