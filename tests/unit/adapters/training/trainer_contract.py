"""What every trainer promises, each promise a coroutine that takes a loaded one and its facts."""

from array import array
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from hearthside.errors import InvalidInput
from hearthside.lora import fresh_arrays, no_arrays
from hearthside.ports import (
    ARRAYS,
    Stacked,
    StepRates,
    Trainer,
    TrainerInfo,
    TrainerState,
    TrainingText,
)
from hearthside.wire import Code

Promise = Callable[[Trainer, TrainerInfo], Coroutine[Any, Any, None]]
RATES = StepRates(0.01)


def text_of(*ids: int, answer_at: int = 3) -> TrainingText:
    return TrainingText((2, *ids), answer_at)


BATCH = (text_of(300, 301, 302, 303, 1), text_of(310, 311, 302, 303, 304, 1, answer_at=2))


async def start(trainer: Trainer, info: TrainerInfo, rank: int = 2) -> TrainerState:
    state = TrainerState(fresh_arrays(info.form, rank, 3), {}, {}, 0)
    await trainer.restore(state)
    return state


def numbers(stacked: Stacked) -> list[float]:
    return list(array("f", stacked.data))


async def steps_teach_what_is_in_the_batch(trainer: Trainer, info: TrainerInfo) -> None:
    await start(trainer, info)
    before = await trainer.loss(BATCH)
    assert before.answer_tokens == 3 + 5
    assert (await trainer.step(BATCH, RATES)).nats == pytest.approx(before.nats, rel=1e-5)
    for _ in range(9):
        await trainer.step(BATCH, RATES)
    assert (await trainer.loss(BATCH)).nats < before.nats - 0.05


async def a_loss_changes_nothing(trainer: Trainer, info: TrainerInfo) -> None:
    state = await start(trainer, info)
    one = await trainer.loss(BATCH)
    assert await trainer.loss(BATCH) == one
    assert await trainer.arrays() == state.arrays
    parts = [await trainer.loss([text]) for text in BATCH]
    mean = sum(it.nats * it.answer_tokens for it in parts) / one.answer_tokens
    assert one.nats == pytest.approx(mean, rel=1e-5)


async def only_the_answer_counts(trainer: Trainer, info: TrainerInfo) -> None:
    await start(trainer, info)
    whole = await trainer.loss([text_of(300, 301, 302, 303, answer_at=1)])
    tail = await trainer.loss([text_of(300, 301, 302, 303, answer_at=4)])
    assert (whole.answer_tokens, tail.answer_tokens) == (4, 1)


async def what_is_saved_goes_on_as_if_nothing_had_been(trainer: Trainer, info: TrainerInfo) -> None:
    await start(trainer, info)
    for _ in range(3):
        await trainer.step(BATCH, RATES)
    kept = await trainer.save()
    assert kept.steps == 3
    assert kept.arrays == await trainer.arrays()
    losses = [await trainer.step(BATCH[:1], RATES) for _ in range(3)]
    after = await trainer.arrays()
    await trainer.restore(kept)
    assert [await trainer.step(BATCH[:1], RATES) for _ in range(3)] == losses
    assert await trainer.arrays() == after
    assert after != kept.arrays, "what was saved is not changed by later steps"


async def rates_say_how_far_a_step_goes(trainer: Trainer, info: TrainerInfo) -> None:
    """AdamW's first step is as long as the rate, whatever the gradient: B's by `b_ratio` longer."""
    state = await start(trainer, info)
    await trainer.step(BATCH, StepRates(0.01, weight_decay=0.0, b_ratio=3.0))
    after = await trainer.arrays()
    longest = max(map(abs, numbers(after["down.B"])))
    assert longest == pytest.approx(0.03, rel=1e-3)
    await start(trainer, info)
    await trainer.step(BATCH, StepRates(0.01, weight_decay=0.5, clip_norm=1e-30))
    decayed = numbers((await trainer.arrays())["qkv.A"])
    expected = [number * (1 - 0.005) for number in numbers(state.arrays["qkv.A"])]
    assert decayed == pytest.approx(expected, rel=1e-4, abs=1e-6)


async def an_adapter_of_rank_0_can_be_measured(trainer: Trainer, info: TrainerInfo) -> None:
    await start(trainer, info)
    fresh = await trainer.loss(BATCH)
    await trainer.restore(TrainerState(no_arrays(info.form), {}, {}, 0))
    assert (await trainer.loss(BATCH)).nats == pytest.approx(fresh.nats, rel=1e-5)


async def what_cannot_be_trained_on_is_refused(trainer: Trainer, info: TrainerInfo) -> None:
    state = await start(trainer, info)
    long = TrainingText((2,) * (info.max_tokens + 1), 1)
    unknown = text_of(300, info.vocab_size, 302)
    bad = ([], [long], [text_of(300, 301)], [text_of(300, 301, 302, answer_at=0)], [unknown])
    for batch in bad:
        for call in (trainer.loss(batch), trainer.step(batch, RATES)):
            with pytest.raises(InvalidInput) as caught:
                await call
            assert caught.value.code is Code.CALL_INVALID
    assert await trainer.arrays() == state.arrays


async def states_of_another_form_are_refused(trainer: Trainer, info: TrainerInfo) -> None:
    state = await start(trainer, info)
    short = {**state.arrays, "o.B": Stacked(state.arrays["o.B"].size, b"")}
    less = {name: state.arrays[name] for name in ARRAYS[:-1]}
    other = fresh_arrays(replace(info.form, layers=info.form.layers + 1), 2, 1)
    states = [TrainerState(arrays, {}, {}, 0) for arrays in (short, less, other)]
    states += [replace(state, first=state.arrays), replace(state, steps=-1)]
    for one in states:
        with pytest.raises(InvalidInput) as caught:
            await trainer.restore(one)
        assert caught.value.code is Code.CALL_INVALID
    assert await trainer.arrays() == state.arrays


async def text_is_encoded_without_marks(trainer: Trainer, info: TrainerInfo) -> None:
    one, nothing, odd = await trainer.encode(["the old fox", "", "a \ud800 half"])
    assert nothing == []
    assert all(0 <= token < info.vocab_size for token in (*one, *odd))
    assert info.bos_id not in one and not set(info.eos_ids) & set(one)


CONTRACT: tuple[Promise, ...] = (
    steps_teach_what_is_in_the_batch,
    a_loss_changes_nothing,
    only_the_answer_counts,
    what_is_saved_goes_on_as_if_nothing_had_been,
    rates_say_how_far_a_step_goes,
    an_adapter_of_rank_0_can_be_measured,
    what_cannot_be_trained_on_is_refused,
    states_of_another_form_are_refused,
    text_is_encoded_without_marks,
)
