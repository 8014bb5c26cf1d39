"""What actions need of the outside: an engine that can also look around and clear away, a way to
say what happened, and a way to say what went wrong.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol, TypeAlias

from app.handling import Event
from app.state import ShownError
from hearthside.errors import HearthsideError
from hearthside.ports import Engine
from hearthside.wire import Code

Dispatch: TypeAlias = Callable[[Event], None]

# What an engine says that has just taken the place of a lost one, and holds nothing yet.
NEW_ENGINE: Final = (
    Code.MODEL_NONE,
    Code.CACHE_UNKNOWN,
    Code.MATRIX_UNKNOWN,
    Code.MEDIA_UNKNOWN,
    Code.GRAMMAR_UNKNOWN,
)


class Device(Engine, Protocol):
    """An engine on a device that keeps models. See `hearthside.adapters.browser`."""

    async def probe(self) -> dict[str, Any]:
        """`{webgpu, wasm, storage, memory_gb, computing_bytes}` in plain values."""
        ...

    async def kept(self) -> list[dict[str, Any]]:
        """The models on this device: `[{id, bytes, complete}]`."""
        ...

    async def forget(self, model: str) -> None: ...


def shown_error(error: Exception, place: str = "story") -> ShownError:
    """An error as the page shows it; one that is not of our tree is a fault of our own."""
    if isinstance(error, HearthsideError):
        return ShownError(error.code, error.message, error.detail, place)
    return ShownError(Code.CALL_FAILED, "", f"{type(error).__name__}: {error}", place)
