"""The self-test of a low-rank adapter: does this device compute with it what its makers computed?

A wrong kernel or a wrong layout gives fluent nonsense, so a model with an adapter is not given
before its golden values came out (see `lora.manifest.Golden`). Knows nothing of how they are made.
"""

from collections.abc import Sequence
from typing import Final

from hearthside.errors import error_of
from hearthside.lora.manifest import Golden
from hearthside.ports import Engine, ModelInfo
from hearthside.wire import Code

# As for the models themselves: graphics processors round to float16 on the way.
_MAX_ABS_ERROR: Final = {"webgpu": 0.25}
_MAX_ABS_ERROR_ELSE: Final = 0.05
_MAX_TOKENS: Final = 64


async def golden_ids(engine: Engine, golden: Golden) -> tuple[list[int], list[int]]:
    """The ids of the prompt and of its answers. Raises InvalidInput (adapter.invalid)."""
    ids = await engine.encode(golden.prompt, bos=True)
    answers = [await engine.encode(answer) for answer in golden.answers]
    if len(ids) > _MAX_TOKENS or any(len(answer) != 1 for answer in answers):
        raise error_of(
            Code.ADAPTER_INVALID, "This adapter's self-test cannot be read by this model."
        )
    return ids, [answer[0] for answer in answers]


async def check_golden(engine: Engine, info: ModelInfo, adapter: int, golden: Golden) -> None:
    """Raises EngineError (device.wrong) unless the golden logits come out with `adapter`, the
    engine's number; one step of at most 64 tokens."""
    ids, answers = await golden_ids(engine, golden)
    cache = await engine.open_cache(adapter)
    try:
        found = (await engine.step(cache, ids, top_k=0, ask_ids=answers)).asked_logits
    finally:
        await engine.close_cache(cache)
    error = _greatest_error(found, golden.logits)
    # Written so that NaN fails too.
    if not error <= _MAX_ABS_ERROR.get(info.device, _MAX_ABS_ERROR_ELSE):
        raise error_of(
            Code.DEVICE_WRONG,
            "This device computes wrongly with this adapter, so it is not used.",
            f"logits are off by {error:.3g}",
        )


def _greatest_error(found: Sequence[float], golden: Sequence[float]) -> float:
    errors = [abs(one - other) for one, other in zip(found, golden, strict=True)]
    return next((error for error in errors if error != error), max(errors))
