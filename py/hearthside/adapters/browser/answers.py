"""How the browser's adapters wait for an answer and understand it.

Knows that an answer may be of another shape than the question's, where a page's parts are of two
versions. Knows nothing of what is asked, but for the one operation that two adapters share.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeVar

from hearthside.errors import error_of
from hearthside.ports import LoadProgress
from hearthside.wire import Code, Op
from hearthside.wire.rpc import Call, Peer

_Read = TypeVar("_Read")


async def read(call: Call, reader: Callable[[Any], _Read]) -> _Read:
    """The value of `call` as `reader` understands it; engine.failed when it does not."""
    value = await call
    try:
        return reader(value)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise error_of(
            Code.ENGINE_FAILED,
            "An answer could not be understood. Reload the page: its parts may be of two versions.",
            f"{call.op}: {type(error).__name__}: {error}",
        ) from error


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """What is to be loaded, as the wire has it."""

    kind: Literal["generate", "embed"]
    model: str
    base_url: str
    device: Literal["auto", "webgpu", "wasm"]
    allow_software: bool


async def load(
    peer: Peer,
    request: LoadRequest,
    on_progress: Callable[[LoadProgress], None] | None,
    reader: Callable[[Any], _Read],
) -> _Read:
    """Load a model, telling `on_progress` of each part; what `reader` makes of its facts."""
    return await followed(peer.call(Op.MODEL_LOAD, asdict(request)), on_progress, reader)


async def followed(
    call: Call,
    on_progress: Callable[[LoadProgress], None] | None,
    reader: Callable[[Any], _Read],
) -> _Read:
    """The value of a call that fetches, telling `on_progress` of each part."""
    try:
        async for part in call:
            if on_progress is not None:
                on_progress(progress_of(part))
    finally:
        call.stop()  # a reader of progress that fails must not leave a download behind
    return await read(call, reader)


def progress_of(part: Any) -> LoadProgress:
    """A part of a loading, as a worker tells of it."""
    return LoadProgress(part["phase"], part.get("loaded_bytes", 0), part.get("total_bytes", 0))
