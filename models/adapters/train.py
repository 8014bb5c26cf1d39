"""Trains an adapter that comes with the project, on this machine's processor, and writes its file.

What was reached is kept in the cache, beside the models: the same command goes on after a break.
"""

import asyncio
from pathlib import Path

from hearthside.adapters.native.trainer import NativeTrainer
from hearthside.errors import HearthsideError
from hearthside.finetune import (
    Evaluated,
    Event,
    FinetuneState,
    Started,
    Stepped,
    finetune,
    read_state,
    write_state,
)
from hearthside.lora import write_adapter
from models import RecipeError
from models.adapters.corpus.lines import DATA
from models.adapters.golden import with_golden
from models.adapters.recipes import ADAPTERS, ENDING, LICENCE, RECIPES
from models.cache import cache_root, models_root
from models.recipe import Report

STEPS_A_LINE = 20


def train_adapter(
    name: str, base: str, report: Report, *, data: Path | None = None, out: Path | None = None
) -> None:
    """Writes `out/NAME.safetensors`, trained on the lines in `data` for the built model `base`.

    Both folders are the project's where they are not given. Raises RecipeError where the data
    cannot be trained on, or the training fails.
    """
    try:
        content = asyncio.run(_trained(name, data or DATA, base, report))
    except HearthsideError as error:
        raise RecipeError(f"{error.message} {error.detail}".strip()) from error
    path = (out or ADAPTERS) / f"{name}{ENDING}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    _state_path(name, base).unlink(missing_ok=True)
    report(f"{name}: done, {path}, {len(content):,} bytes")


async def _trained(name: str, data: Path, base: str, report: Report) -> bytes:
    recipe, state_path = RECIPES[name], _state_path(name, base)
    trainer = NativeTrainer(models_root())
    info = await trainer.load_trainer(base)

    async def keep(state: FinetuneState) -> None:
        state_path.parent.mkdir(parents=True, exist_ok=True)
        partial = state_path.with_suffix(".partial")
        partial.write_bytes(write_state(state))
        partial.replace(state_path)

    async def train(resume: FinetuneState | None) -> bytes:
        done = await finetune(
            trainer,
            info,
            recipe.pairs(data),
            recipe.options,
            on_event=lambda event: _tell(event, report),
            on_state=keep,
            resume=resume,
        )
        report(f"{name}: kept are the numbers of step {done.kept_step}")
        adapter = done.adapter(name, recipe.title, recipe.prompt_format, LICENCE)
        return write_adapter(await with_golden(adapter, base, recipe.pairs(data)[0].prompt))

    if state_path.is_file():
        try:
            return await train(read_state(state_path.read_bytes()))
        except HearthsideError as error:
            report(f"{name}: {error.message} {error.detail}")
            state_path.unlink()
    return await train(None)


def _state_path(name: str, base: str) -> Path:
    return cache_root() / "training" / f"{base}-{name}{ENDING}"


def _tell(event: Event, report: Report) -> None:
    match event:
        case Started():
            report(
                f"step {event.step} of {event.steps}: {event.trained} pairs to train on, "
                f"{event.held_out} held out and looked at, {event.left_out} too long"
            )
        case Stepped() if event.step % STEPS_A_LINE == 0:
            report(
                f"step {event.step} of {event.steps}: loss {event.loss:.3f}, "
                f"{event.tokens_per_second:.0f} tokens/s, {event.seconds_left / 60:.0f} min left"
            )
        case Evaluated():
            point = event.point
            trained = "" if point.trained is None else f", trained {point.trained:.4f}"
            held_out = "" if point.held_out is None else f"held out {point.held_out:.4f}"
            report(f"step {point.step}: {held_out}{trained}{' (best)' if event.best else ''}")
