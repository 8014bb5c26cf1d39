"""An entry for the mind's worker: trains with the trainer next door as an app would, and tells.

Stands in the place of app.main, so that the workers, their supervisor and the wire are real.
"""

import asyncio
import hashlib
import traceback
from array import array
from dataclasses import asdict
from typing import Any

from hearthside.adapters.browser import connect
from hearthside.errors import HearthsideError
from hearthside.finetune import (
    FinetuneOptions,
    FinetuneState,
    Pair,
    finetune,
    read_state,
    write_state,
)
from hearthside.lora import fresh_arrays
from hearthside.ports import ARRAYS, LoadProgress, TrainerState
from hearthside.wire import Op
from probe.trainer_contract import BATCH, CONTRACT, RATES

_house: list[Any] = []


async def start() -> None:
    """Answer the page of this worker."""
    home = connect()
    home.serve({Op.APP_EVENT: _answer})
    _house.append(home)


async def _answer(args: dict[str, Any], _part: object) -> dict[str, Any]:
    data = args["data"]
    try:
        return await _DOES[data.pop("do")](_house[0].trainer, **data)
    except HearthsideError as error:
        return {"error": error.code, "message": error.message, "detail": error.detail}
    except BaseException:  # pytest's own failures are no exceptions
        return {"error": "", "message": traceback.format_exc()}


async def _contract(trainer: Any) -> dict[str, Any]:
    """Every promise, one after another, on one worker."""
    info = await trainer.load_trainer("tiny")
    for promise in CONTRACT:
        await promise(trainer, info)
    return {"kept": [promise.__name__ for promise in CONTRACT]}


async def _step(trainer: Any, device: str) -> dict[str, Any]:
    """The losses of a batch before and after one step, and the gradients, by AdamW's moments."""
    seen: list[LoadProgress] = []
    info = await trainer.load_trainer("tiny", device=device, on_progress=seen.append)
    await trainer.restore(TrainerState(fresh_arrays(info.form, 4, 3), {}, {}, 0))
    losses = [await trainer.step(BATCH, RATES), await trainer.loss(BATCH)]
    first = (await trainer.save()).first
    return {
        "info": {**asdict(info), "form": ""},
        "losses": [loss.nats for loss in losses],
        "first": {name: list(array("f", first[name].data)) for name in ARRAYS},
        "phases": sorted({progress.phase for progress in seen}),
    }


async def _train(trainer: Any, pairs: list[list[str]], options: dict[str, Any]) -> dict[str, Any]:
    """An unbroken training, and one whose worker is gone after the first look, on which it goes on
    in another."""
    given = [Pair(prompt, answer) for prompt, answer in pairs]
    chosen = FinetuneOptions(**options)
    kept: list[bytes] = []

    async def keep(state: FinetuneState) -> None:
        kept.append(write_state(state))

    info = await trainer.load_trainer("tiny")
    whole = await finetune(trainer, info, given, chosen, on_state=keep)
    await trainer.unload_trainer()
    info = await trainer.load_trainer("tiny")
    half = read_state(kept[0])
    other = await finetune(trainer, info, given, chosen, resume=half)
    return {
        "curve": [asdict(point) for point in whole.curve],
        "steps": half.trainer.steps,
        "same": [hashed(done.arrays) for done in (whole, other)],
        "same_curve": whole.curve == other.curve,
    }


async def _lost(trainer: Any) -> dict[str, Any]:
    """A step that is under way when its worker is killed."""
    info = await trainer.load_trainer("tiny")
    await trainer.restore(TrainerState(fresh_arrays(info.form, 4, 3), {}, {}, 0))
    step = asyncio.ensure_future(trainer.step(BATCH * 200, RATES))
    await asyncio.sleep(0.05)
    trainer._end()
    await step
    return {}


async def _load(trainer: Any, model: str) -> dict[str, Any]:
    return {"info": (await trainer.load_trainer(model)).id}


async def _unload(trainer: Any) -> dict[str, Any]:
    await trainer.unload_trainer()
    return {}


def hashed(arrays: Any) -> str:
    return hashlib.sha256(b"".join(arrays[name].data for name in ARRAYS)).hexdigest()


_DOES = {
    "contract": _contract,
    "step": _step,
    "train": _train,
    "lost": _lost,
    "load": _load,
    "unload": _unload,
}
