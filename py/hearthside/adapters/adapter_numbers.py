"""The low-rank adapters that an engine in this process holds, by their numbers.

Knows sizes; knows nothing of how an adapter is applied.
"""

from hearthside.errors import error_of
from hearthside.ports import ModelInfo, Stacked
from hearthside.wire import Code

_BYTES_OF_HALF = 2


class AdapterNumbers:
    """Arrays in float16 by the names of ARRAYS, each adapter under a number of its own."""

    def __init__(self) -> None:
        self._held: dict[int, dict[str, Stacked]] = {}
        self._last = 0

    def add(self, rank: int, halves: bytes, info: ModelInfo) -> int:
        """Its number. Raises InvalidInput (adapter.unfit); see `Engine.load_adapter`."""
        if info.adapters is None:
            raise error_of(Code.ADAPTER_UNFIT, "This model takes no adapters.")
        arrays, at = {}, 0
        for name, size in info.adapters.sizes(rank).items():
            end = at + _BYTES_OF_HALF * size[0] * size[1] * size[2]
            arrays[name] = Stacked(size, halves[at:end])
            at = end
        if rank < 1 or at != len(halves):
            told = f"{len(halves)} bytes of numbers of rank {rank}; this model takes {at}"
            raise error_of(Code.ADAPTER_UNFIT, f"The adapter has {told}.")
        self._last += 1
        self._held[self._last] = arrays
        return self._last

    def get(self, adapter: int | None) -> dict[str, Stacked] | None:
        """Its arrays; None for None. Raises InvalidInput (call.invalid) where there is none."""
        if adapter is None:
            return None
        if adapter not in self._held:
            raise error_of(Code.CALL_INVALID, f"There is no adapter {adapter}.")
        return self._held[adapter]

    def remove(self, adapter: int) -> None:
        """Forget it."""
        self.get(adapter)
        del self._held[adapter]

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()
