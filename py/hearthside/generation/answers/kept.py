"""One context of a model that is opened when it is first wanted, and kept for the next time.

Knows nothing of what is asked.
"""

from contextlib import suppress
from typing import Final, Self

from hearthside.errors import HearthsideError
from hearthside.generation.model import Context, Model


class KeptContext:
    """A base of what asks one model, one thing after another, in one context. Close it."""

    def __init__(self, model: Model) -> None:
        self.model: Final = model
        self._kept: Context | None = None

    async def context(self) -> Context:
        """The context, with whatever was read last. Raises what the engine raises."""
        if self._kept is None:
            self._kept = await self.model.open()
        return self._kept

    async def forget(self) -> None:
        """Drop a context that the engine may have lost; the next one is fresh. Raises nothing."""
        with suppress(HearthsideError):
            await self.aclose()

    async def aclose(self) -> None:
        """Give the context back. May be called twice."""
        context, self._kept = self._kept, None
        if context is not None:
            await context.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
