"""The promises of the trainer without a model, and of every trainer where nothing is loaded."""

import pytest

from hearthside.adapters.fake.trainer import FakeTrainer
from hearthside.errors import HearthsideError
from hearthside.wire import Code
from tests.unit.adapters.training.trainer_contract import BATCH, CONTRACT, RATES, Promise


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_plain_python_keeps_the_contract(promise: Promise) -> None:
    trainer = FakeTrainer()
    await promise(trainer, await trainer.load_trainer("fake"))


async def test_nothing_is_trained_before_it_is_there() -> None:
    trainer = FakeTrainer()
    with pytest.raises(HearthsideError) as caught:
        await trainer.loss(BATCH)
    assert caught.value.code is Code.MODEL_NONE
    await trainer.load_trainer("fake")
    for call in (trainer.step(BATCH, RATES), trainer.arrays(), trainer.save()):
        with pytest.raises(HearthsideError) as caught:
            await call
        assert caught.value.code is Code.CALL_INVALID
