"""Where long texts stop being worth it on a device, told from what was measured. Pure.

The limits are ours, and said with each sentence: a pace below which people read faster than it is
written, a wait that nobody sits through, memory that is near its end. Knows nothing of how the
costs were measured.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, Literal

from hearthside.pace.measure import DECODED_TOKENS, Cost

# People read some 240 words a minute silently (Brysbaert 2019, doi:10.1016/j.jml.2019.104047); of
# English, Gemma's tokenizer makes 1.3 tokens a word.
READING_TOKENS_PER_S: Final = 5.0
LONG_WAIT_S: Final = 30.0
SLOWED_TO: Final = 0.5
# Of what the device tells of; the browser, the page and all else live in the rest.
MEMORY_SHARE: Final = 0.5
# A tab's 32-bit WebAssembly ends at 4 GiB, however much the device has.
WASM_BYTES: Final = 4 * 2**30


@dataclass(frozen=True, slots=True)
class Thin:
    """From `tokens` on something is thin; `words` say what."""

    why: Literal["context", "wait", "pace", "slowed", "memory"]
    tokens: int
    words: str


def thin_places(
    costs: Sequence[Cost], context_tokens: int, device_bytes: int = 0
) -> tuple[Thin, ...]:
    """Each reason at the shortest of `costs` (ascending) from which on it holds, in this order.

    `context_tokens` is what the model reads at most; `device_bytes` the device's memory, 0 where
    that is not told.
    """
    slow = SLOWED_TO * (costs[0].tokens_per_second if costs else 0.0)
    room_bytes = MEMORY_SHARE * min(device_bytes or WASM_BYTES, WASM_BYTES)
    found = [
        _from("wait", costs, lambda it: it.read_s > LONG_WAIT_S),
        _from("pace", costs, lambda it: 0 < it.tokens_per_second < READING_TOKENS_PER_S),
        _from("slowed", costs, lambda it: 0 < it.tokens_per_second < slow),
        _from("memory", costs, lambda it: it.memory_bytes > room_bytes),
    ]
    longest = costs[-1].tokens if costs else 0
    ends = Thin("context", context_tokens, _ends(context_tokens))
    told = sorted([it for it in found if it is not None], key=lambda it: it.tokens)
    return (*told, *([ends] if longest + DECODED_TOKENS >= context_tokens else []))


def _from(
    why: Literal["wait", "pace", "slowed", "memory"],
    costs: Sequence[Cost],
    thin: Callable[[Cost], bool],
) -> Thin | None:
    """At the first of the costs of which it is true to the end: one bad moment of a busy device is
    no place from which on it is so."""
    run = list(takewhile(thin, reversed(costs)))
    if not run:
        return None
    cost = run[-1]
    words = {
        "wait": f"{cost.read_s:,.0f} seconds pass before the first word of an answer",
        "pace": f"it writes {cost.tokens_per_second:.1f} tokens a second, slower than people read",
        "slowed": "it writes at less than half of its pace after a short text",
        "memory": "it takes more than half of the memory that a tab can count on here",
    }
    return Thin(why, cost.tokens, f"From {cost.tokens:,} tokens on {words[why]}.")


def _ends(context_tokens: int) -> str:
    return (
        f"{context_tokens:,} tokens are the most that this model reads here, answer included: what "
        "is longer is read in parts, or cut, and the page says so."
    )
