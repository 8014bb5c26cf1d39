"""An engine that tells how fast tokens come out of the engine inside it.

Counts steps that feed one token, over the last 32 of them. Knows nothing of who listens.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Literal

from hearthside import Engine, LoadProgress, ModelInfo, StepResult

_STEPS: Final = 32
_REPORT_EVERY_S: Final = 0.25
_PAUSE_S: Final = 2.0


class PacedEngine:
    """An `Engine` that passes everything on; `report` hears tokens per second."""

    def __init__(self, engine: Engine, report: Callable[[float], None]) -> None:
        self._engine = engine
        self._report = report
        self._ends_s: deque[float] = deque(maxlen=_STEPS)
        self._reported_s = 0.0

    async def step(
        self,
        cache: int,
        ids: Sequence[int],
        *,
        top_k: int,
        ask_ids: Sequence[int] = (),
        want_log_z: bool = False,
    ) -> StepResult:
        result = await self._engine.step(
            cache, ids, top_k=top_k, ask_ids=ask_ids, want_log_z=want_log_z
        )
        if len(ids) == 1:
            self._count(time.monotonic())
        return result

    def _count(self, now_s: float) -> None:
        if self._ends_s and now_s - self._ends_s[-1] > _PAUSE_S:
            self._ends_s.clear()  # The cell was busy with other things meanwhile.
        self._ends_s.append(now_s)
        elapsed_s = now_s - self._ends_s[0]
        if elapsed_s > 0 and now_s - self._reported_s >= _REPORT_EVERY_S:
            self._reported_s = now_s
            self._report((len(self._ends_s) - 1) / elapsed_s)

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

    async def open_cache(self) -> int:
        return await self._engine.open_cache()

    async def fork_cache(self, cache: int) -> int:
        return await self._engine.fork_cache(cache)

    async def cut_cache(self, cache: int, length_tokens: int) -> None:
        await self._engine.cut_cache(cache, length_tokens)

    async def close_cache(self, cache: int) -> None:
        await self._engine.close_cache(cache)

    async def score(self, cache: int, continuations: Sequence[Sequence[int]]) -> list[list[float]]:
        return await self._engine.score(cache, continuations)
