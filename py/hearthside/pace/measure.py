"""How long a prompt of so many tokens is read, and how fast the model writes after it.

One cache grows from length to length: a longer prompt begins as the shorter one did, and reading it
from the start would feed the very same pieces again. So the seconds of a length are those of all
pieces up to it. What the tokens say does not matter: the work is the same for any. Whether the
model still *understands* a text of that length is another question, and not measured here.
"""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.generation.model import PREFILL_CHUNK_TOKENS, Context, Model

DECODED_TOKENS: Final = 16
"""Tokens that are written after each prompt."""
_LENGTHS_TOKENS: Final = (256, 2048, 4096, 8192)
# Between two of these a person sees how far it is, and may stop.
_SLICE_TOKENS: Final = 4 * PREFILL_CHUNK_TOKENS
# As many candidates as an ordinary text is drawn from.
_TOP_K: Final = 64
_TEXT: Final = (
    "The keeper wrote down the wind, the tide and the names of the boats. In the evening she lit "
    "the lamp, put water on for tea and read what had been written a year ago. "
)


@dataclass(frozen=True, slots=True)
class Cost:
    """A prompt of `tokens` was read in `read_s` seconds, and `tokens_per_second` were written after
    it. `memory_bytes` is what the engine computed in by then, 0 where it does not tell."""

    tokens: int
    read_s: float
    tokens_per_second: float
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """`tokens` were read so far, in `read_s` seconds."""

    tokens: int
    read_s: float


async def _untold() -> int:
    return 0


def lengths_for(context_tokens: int) -> tuple[int, ...]:
    """The lengths to measure with a model that reads `context_tokens`: a short text to compare
    with, then 2K, 4K and 8K; where it reads less than 8K, its most is the last. What is written
    after the prompt has room in each. Empty where there is no room at all."""
    most = context_tokens - DECODED_TOKENS
    if most < 1:
        return ()
    fit = tuple([it for it in _LENGTHS_TOKENS if it < most])
    return fit if most > _LENGTHS_TOKENS[-1] else (*fit, most)


async def measure(
    model: Model,
    lengths: Sequence[int],
    *,
    clock: Callable[[], float] = time.perf_counter,
    memory_bytes: Callable[[], Awaitable[int]] = _untold,
) -> AsyncGenerator[Cost | Reading, None]:
    """The costs of `lengths`, ascending, and how far the reading is. `clock` gives seconds.

    Left early, or stopped, it gives the cache back. Raises what `Context.reach` raises: a length
    that the model or the device cannot take ends it, and those before it stand.
    """
    ids = await _ids(model, max(lengths, default=0))
    async with await model.open() as context:
        read_s = 0.0
        for length in lengths:
            while len(context.ids) < length:
                border = min(length, len(context.ids) + _SLICE_TOKENS)
                began_s = clock()
                top_k = _TOP_K if border == length else 0  # as for an answer: the head comes last
                await context.reach(ids[:border], top_k=top_k, exact=False)
                read_s += clock() - began_s
                yield Reading(border, read_s)
            pace = await _written(context, ids, clock)
            yield Cost(length, read_s, pace, await memory_bytes())
            await context.cut(length)


async def _written(context: Context, ids: Sequence[int], clock: Callable[[], float]) -> float:
    """Tokens a second, one after another as in every answer; 0.0 where the clock shows no time."""
    began_s = clock()
    for token in ids[1 : DECODED_TOKENS + 1]:
        await context.step([token], top_k=_TOP_K)
    took_s = clock() - began_s
    return DECODED_TOKENS / took_s if took_s > 0 else 0.0


async def _ids(model: Model, count: int) -> list[int]:
    """Ids of a text, again and again; enough to write some after a prompt of any length."""
    first = await model.encode(_TEXT)
    again = await model.encode(_TEXT, bos=False)
    times = 1 + max(count, DECODED_TOKENS + 1) // max(1, len(again))
    return [*first, *again * times]
