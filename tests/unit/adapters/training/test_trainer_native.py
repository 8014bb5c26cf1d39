"""The promises of the native trainer, on the tiny model. CPython only: it needs ONNX Runtime."""

import json
import shutil
from pathlib import Path

import pytest

from hearthside.adapters.native.engine import NativeEngine
from hearthside.adapters.native.trainer import NativeTrainer
from hearthside.errors import HearthsideError
from hearthside.finetune import FinetuneOptions, Pair, finetune, prepare
from hearthside.generation.model import load_model
from hearthside.lora import fresh_arrays, read_adapter, write_adapter
from hearthside.ports import StepRates, Trainer, TrainerState
from hearthside.wire import Code
from tests.unit.adapters.training.trainer_contract import BATCH, CONTRACT, RATES, Promise, start


async def failing(trainer: Trainer, model: str) -> Code:
    with pytest.raises(HearthsideError) as caught:
        await trainer.load_trainer(model)
    return caught.value.code


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_it_keeps_the_contract(promise: Promise, models: Path) -> None:
    trainer = NativeTrainer(models, threads=1)
    await promise(trainer, await trainer.load_trainer("tiny"))


async def test_its_facts_are_the_models(models: Path) -> None:
    info = await NativeTrainer(models, threads=1).load_trainer("tiny")
    assert (info.id, info.device, info.max_tokens) == ("tiny", "cpu", 1024)
    assert info.form.sizes(8)["gate_up.B"] == (2, 8, 256)


async def test_a_rate_far_too_high_is_said_and_changes_nothing(models: Path) -> None:
    trainer = NativeTrainer(models, threads=1)
    info = await trainer.load_trainer("tiny")
    huge = {
        name: type(it)(it.size, b"\xff\xff\x7f\x7f" * (len(it.data) // 4))
        for name, it in fresh_arrays(info.form, 2, 1).items()
    }
    await trainer.restore(TrainerState(huge, {}, {}, 0))
    with pytest.raises(HearthsideError) as caught:
        await trainer.step(BATCH, StepRates(0.1))
    assert caught.value.code is Code.ENGINE_FAILED
    assert "learning rate" in caught.value.message
    assert await trainer.arrays() == huge


async def test_what_cannot_be_loaded_for_training_is_said(models: Path, tmp_path: Path) -> None:
    trainer = NativeTrainer(models, threads=1)
    assert await failing(trainer, "none") is Code.MODEL_UNKNOWN
    assert await failing(trainer, "tiny-embedding") is Code.MODEL_UNFIT
    shutil.copytree(models / "tiny", tmp_path / "tiny")
    (tmp_path / "tiny/train.wasm.onnx").write_bytes(b"damaged")
    assert await failing(NativeTrainer(tmp_path), "tiny") is Code.MODEL_CORRUPT
    manifest = json.loads((tmp_path / "tiny/manifest.json").read_text())
    del manifest["training"]
    (tmp_path / "tiny/manifest.json").unlink()
    (tmp_path / "tiny/manifest.json").write_text(json.dumps(manifest))
    assert await failing(NativeTrainer(tmp_path), "tiny") is Code.MODEL_UNFIT
    with pytest.raises(HearthsideError) as caught:
        await trainer.step(BATCH, RATES)
    assert caught.value.code is Code.MODEL_NONE


async def test_what_was_trained_goes_with_the_model(models: Path) -> None:
    trainer = NativeTrainer(models, threads=1)
    await start(trainer, await trainer.load_trainer("tiny"))
    await trainer.load_trainer("tiny")
    with pytest.raises(HearthsideError) as caught:
        await trainer.arrays()
    assert caught.value.code is Code.CALL_INVALID


async def test_what_is_trained_is_what_the_decoder_then_says(models: Path) -> None:
    """From pairs to a file to a model with it: the decoder's own probabilities are the loss."""
    words = ["fox", "owl", "moon", "fire", "wood", "night", "wind", "friend"]
    pairs = [Pair(f"the {word} was", " very old and went home", word) for word in words]
    trainer = NativeTrainer(models, threads=1)
    info = await trainer.load_trainer("tiny")
    options = FinetuneOptions(rank=2, epochs=4, learning_rate=5e-3, warm_up_steps=1)
    done = await finetune(trainer, info, pairs, options)
    first, last = done.curve[0].held_out, done.curve[-1].held_out
    assert first is not None and last is not None and last < first - 1
    file = write_adapter(done.adapter("mine", "Mine", "mine/1", ""))
    model = await load_model(NativeEngine(models, threads=1), "tiny")
    adapted = await model.adapted(read_adapter(file))
    [text] = (await prepare(trainer, info, pairs, options)).held_out
    async with await adapted.open() as context:
        await context.step(text.ids[: text.answer_at])
        answer = text.ids[text.answer_at :]
        [log_probs] = await adapted.engine.score(context.cache, [answer])
    assert -sum(log_probs) / len(answer) == pytest.approx(last, abs=0.01)
