"""An engine that tells how fast tokens come out of the engine inside it.

Counts the time from one step that writes to the next, over the last 64 of them, and the tokens that
the cache came to hold between: more than one where guesses held. Reading a prompt is not counted.
Knows nothing of who listens.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from hearthside import Engine, LoadProgress, ModelInfo, StepResult
from hearthside.ports import Placed

_STEPS: Final = 64
_REPORT_EVERY_S: Final = 0.25


class PacedEngine:
    """An `Engine` that passes everything on; `report` hears tokens per second now and then."""

    def __init__(
        self,
        engine: Engine,
        report: Callable[[float], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._clock = engine, clock
        self._report = report
        self._steps: deque[tuple[float, int]] = deque(maxlen=_STEPS)  # seconds, tokens
        self._ended_s: float | None = None
        self._held: tuple[int, int, int] = (0, 0, 0)  # a cache, its tokens, those that are guesses
        self._reported_s = 0.0

    def begin(self) -> None:
        """Forget what was counted."""
        self._steps.clear()
        self._ended_s = None

    def settle(self) -> None:
        """Report what was counted, if anything was."""
        total_s = sum(seconds for seconds, _ in self._steps)
        if total_s > 0:
            self._report(sum(tokens for _, tokens in self._steps) / total_s)

    async def step(
        self,
        cache: int,
        ids: Sequence[int],
        *,
        top_k: int,
        ask_ids: Sequence[int] = (),
        want_log_z: bool = False,
        want_hidden: bool = False,
        advance: bool = True,
        media: Sequence[Placed] = (),
        grammar: int | None = None,
        answered: int = 0,
        proposed: Sequence[int] = (),
    ) -> StepResult:
        result = await self._engine.step(
            cache,
            ids,
            top_k=top_k,
            ask_ids=ask_ids,
            want_log_z=want_log_z,
            want_hidden=want_hidden,
            advance=advance,
            media=media,
            grammar=grammar,
            answered=answered,
            proposed=proposed,
        )
        if advance:
            self._count(len(ids), (cache, result.length, len(result.ahead)), self._clock())
        return result

    def _count(self, fed: int, held: tuple[int, int, int], now_s: float) -> None:
        (before, length, guesses), (cache, longer, more) = self._held, held
        if fed == 1 and self._ended_s is not None:
            # Of what was guessed so much is held still; the token that was fed is one more.
            right = longer - more - 1 - (length - guesses) if cache == before else 0
            self._steps.append((now_s - self._ended_s, 1 + max(0, min(right, guesses))))
        self._ended_s, self._held = now_s, held
        if now_s - self._reported_s >= _REPORT_EVERY_S:
            self._reported_s = now_s
            self.settle()

    async def load(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> ModelInfo:
        return await self._engine.load(
            model, device=device, allow_software=allow_software, on_progress=on_progress
        )

    async def unload(self) -> None:
        await self._engine.unload()

    async def encode(self, text: str, *, bos: bool = False) -> list[int]:
        return await self._engine.encode(text, bos=bos)

    async def decode(self, ids: Sequence[int]) -> str:
        return await self._engine.decode(ids)

    async def pieces(self, ids: Sequence[int]) -> list[str]:
        return await self._engine.pieces(ids)

    async def load_adapter(self, rank: int, halves: bytes) -> int:
        return await self._engine.load_adapter(rank, halves)

    async def unload_adapter(self, adapter: int) -> None:
        await self._engine.unload_adapter(adapter)

    async def open_cache(self, adapter: int | None = None) -> int:
        return await self._engine.open_cache(adapter)

    async def fork_cache(self, cache: int) -> int:
        return await self._engine.fork_cache(cache)

    async def cut_cache(self, cache: int, length_tokens: int) -> None:
        await self._engine.cut_cache(cache, length_tokens)

    async def close_cache(self, cache: int) -> None:
        await self._engine.close_cache(cache)

    async def prepare_grammars(self) -> None:
        await self._engine.prepare_grammars()

    async def open_grammar(self, schema: Mapping[str, Any]) -> int:
        return await self._engine.open_grammar(schema)

    async def close_grammar(self, grammar: int) -> None:
        await self._engine.close_grammar(grammar)

    async def score(self, cache: int, continuations: Sequence[Sequence[int]]) -> list[list[float]]:
        return await self._engine.score(cache, continuations)
