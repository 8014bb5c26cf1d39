"""Long work in slices: whoever does it gives others their turn every few milliseconds.

Knows nothing of the work.
"""

import asyncio
import time
from typing import Final

# What a person does not notice while they type, and what lets timers come through: in Pyodide
# shorter sleeps starve them.
_SLICE_S: Final = 0.02
_PAUSE_S: Final = 0.01


class Slices:
    """Work in slices: `pause` lets others work, if a slice is over."""

    def __init__(self) -> None:
        self._since_s = time.perf_counter()

    async def pause(self) -> None:
        """To be awaited at least every few milliseconds of work."""
        if time.perf_counter() - self._since_s >= _SLICE_S:
            await asyncio.sleep(_PAUSE_S)
            self._since_s = time.perf_counter()
