"""Our training is PyTorch's: gradients of the real model by autograd, and steps of AdamW.

Needs the group `training` of pyproject.toml, which nothing else does:
`.venv/bin/pip install --group training`.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from hearthside.adapters.native.trainer import NativeTrainer, computed
from hearthside.ports import Stacked, StepRates, TrainerState, TrainingText
from models.__main__ import main
from models.cache import model_files, models_root, read_manifest
from models.training.stage import slots_of
from models.weights.quantise import stored_weights
from models.weights.shape import Weights

torch = pytest.importorskip("torch", reason="PyTorch (pip install --group training) is not there")

RANK = 8
WORST = 1e-4
Arrays = Mapping[str, np.ndarray]


def weights_of(model: str) -> Weights:
    assert main(["build", model]) == 0
    manifest = read_manifest(models_root() / model)
    assert manifest is not None
    shape, slots = slots_of(manifest)
    files: dict[str, Path] = model_files(model)
    return stored_weights(shape, files, slots)


async def loaded(model: str) -> tuple[NativeTrainer, dict[str, np.ndarray]]:
    """A trainer, and an adapter of which nothing is zero."""
    trainer = NativeTrainer(models_root())
    info = await trainer.load_trainer(model)
    source = np.random.default_rng(1)
    arrays = {}
    for name, size in info.form.sizes(RANK).items():
        reach = size[1] ** -0.5 if name.endswith("A") else 0.04
        arrays[name] = (source.standard_normal(size) * reach).astype(np.float32)
    stacked = {
        name: Stacked(info.form.sizes(RANK)[name], a.tobytes()) for name, a in arrays.items()
    }
    await trainer.restore(TrainerState(stacked, {}, {}, 0))
    return trainer, arrays


def random_text(tokens: int, answers: int, vocab_size: int) -> TrainingText:
    source = np.random.default_rng(tokens)
    ids = source.integers(4, vocab_size, tokens)
    return TrainingText(tuple(ids.tolist()), tokens - answers)


@pytest.mark.weights
@pytest.mark.parametrize("tokens", [64, 160])
async def test_gradients_of_the_real_model_are_autograds(tokens: int) -> None:
    from tests.quality.training.torch_model import TorchModel

    weights = weights_of("gemma-3-270m-en")
    trainer, arrays = await loaded("gemma-3-270m-en")
    text = random_text(tokens, tokens // 3, weights.shape.vocab_size)
    model = TorchModel(weights, arrays)
    wanted = model.loss(np.array(text.ids), text.answer_at)
    wanted.backward()
    loss, gradients = computed(trainer._model(), arrays, [text])
    assert loss.nats == pytest.approx(wanted.item(), rel=1e-5)
    for name, parameter in model.arrays.items():
        for layer, one in enumerate(parameter.grad.numpy()):
            gap = np.linalg.norm(gradients[name][layer] - one)
            assert gap <= WORST * np.linalg.norm(one), f"{name} of layer {layer}"


async def test_steps_are_those_of_adamw() -> None:
    from tests.quality.training.torch_model import TorchModel

    weights = weights_of("tiny")
    trainer, arrays = await loaded("tiny")
    model = TorchModel(weights, arrays)
    b = [it for name, it in model.arrays.items() if name.endswith("B")]
    a = [it for name, it in model.arrays.items() if name.endswith("A")]
    groups = [
        {"params": a, "lr": 0.01, "weight_decay": 0.1},
        {"params": b, "lr": 0.02, "weight_decay": 0.05},  # decay is times the rate
    ]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.999), eps=1e-8)
    rates = StepRates(0.01, weight_decay=0.1, clip_norm=0.5, b_ratio=2.0)
    for step in range(12):
        text = random_text(40 + step, 15, weights.shape.vocab_size)
        optimiser.zero_grad()
        wanted = model.loss(np.array(text.ids), text.answer_at)
        wanted.backward()
        torch.nn.utils.clip_grad_norm_([*a, *b], 0.5)
        optimiser.step()
        assert (await trainer.step([text], rates)).nats == pytest.approx(wanted.item(), rel=1e-4)
    after = await trainer.arrays()
    for name, parameter in model.arrays.items():
        ours = np.frombuffer(after[name].data, "<f4").reshape(parameter.shape)
        moved = np.linalg.norm(parameter.detach().numpy() - arrays[name])
        assert np.linalg.norm(ours - parameter.detach().numpy()) <= 0.01 * moved, name
