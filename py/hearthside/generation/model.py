"""A loaded model (`Model`) and what is fed to it (`Context`: a cache that knows its ids).

Knows nothing of sampling, of stop rules, or of what the text means.
"""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Self

from hearthside.errors import HearthsideError, InvalidInput
from hearthside.generation.listening import Listener
from hearthside.generation.soft import Mark, id_of, marks_of, spans_of
from hearthside.lora import Adapter, check_fits
from hearthside.lora.golden import check_golden
from hearthside.ports import ARRAYS, Encoded, Engine, LoadProgress, ModelInfo, StepResult
from hearthside.wire import Code

# A native step cannot be interrupted, so this bounds how long a stop waits on a slow machine. A
# browser's engine feeds 31 or 32 tokens at once: two of these, and not a third for a token or two.
PREFILL_CHUNK_TOKENS: Final = 62

_GONE: Final = (Code.ENGINE_LOST, Code.CACHE_UNKNOWN, Code.GRAMMAR_UNKNOWN, Code.MODEL_NONE)

# An engine that hangs, or that is just being replaced, must not hold up what the person sees.
CLOSE_WAIT_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Model:
    """An engine with a model loaded, and the spelling of every token met so far.

    `adapter` is the engine's number of what it is computed with (see `adapted`). `memory` is for
    what tasks found out about this model and want to keep as long as it is loaded; whoever puts
    something in bounds how much. `heard` is told of each text that is asked for.
    """

    engine: Engine
    info: ModelInfo
    adapter: int | None = None
    heard: Listener | None = field(default=None, repr=False, compare=False)
    memory: dict[Hashable, object] = field(default_factory=dict, repr=False, compare=False)
    _pieces: dict[int, str] = field(default_factory=dict, repr=False, compare=False)

    async def encode(self, text: str, *, bos: bool = True) -> list[int]:
        """Token ids of `text`, by default with the beginning-of-text token a prompt starts with."""
        return await self.engine.encode(text, bos=bos)

    async def pieces(self, ids: Sequence[int]) -> list[str]:
        """Raw vocabulary pieces of `ids`, asked of the engine once per token."""
        known = self._pieces
        missing = [token for token in dict.fromkeys(ids) if token not in known]
        if missing:
            known.update(zip(missing, await self.engine.pieces(missing), strict=True))
        return [known[token] for token in ids]

    async def piece(self, token: int, likely: Sequence[int] = ()) -> str:
        """The piece of one token. Unknown, it is asked for together with the `likely` ones."""
        if token not in self._pieces:
            await self.pieces((token, *likely))
        return self._pieces[token]

    async def open(self) -> "Context":
        """A fresh, empty context. Close it, or use it in `async with`."""
        return Context(self, await self.engine.open_cache(self.adapter))

    async def adapted(self, adapter: Adapter) -> "Model":
        """The same weights with a low-rank adapter beside them; this one stays as it is.

        Costs a few megabytes, and no load: both may be used in turn. Its `info.hash` is of its own.
        Raises InvalidInput (adapter.*), EngineError (device.wrong) where its golden values do not
        come out. Ends with `drop_adapter`, or with the model.
        """
        check_fits(adapter, self.info.adapters)
        halves = b"".join(adapter.halves[name].data for name in ARRAYS)
        number = await self.engine.load_adapter(adapter.manifest.rank, halves)
        if (golden := adapter.manifest.golden) is not None:
            try:
                await check_golden(self.engine, self.info, number, golden)
            except BaseException:
                await self.engine.unload_adapter(number)
                raise
        digest = hashlib.sha256(self.info.hash.encode() + halves).hexdigest()
        info = replace(self.info, hash=digest)
        return Model(self.engine, info, number, self.heard, _pieces=self._pieces)

    async def drop_adapter(self) -> None:
        """Give the adapter back; contexts that were opened with it are gone. Does nothing where
        there is none."""
        if self.adapter is not None:
            await self.engine.unload_adapter(self.adapter)


async def load_model(
    engine: Engine,
    model: str,
    *,
    device: Literal["auto", "webgpu", "wasm"] = "auto",
    allow_software: bool = False,
    on_progress: Callable[[LoadProgress], None] | None = None,
    heard: Listener | None = None,
) -> Model:
    """Load `model` into the engine; `heard` is told of each text that is asked of it.

    Errors: model.*, device.*, download.*, storage.*, engine.*.
    """
    info = await engine.load(
        model, device=device, allow_software=allow_software, on_progress=on_progress
    )
    return Model(engine, info, heard=heard)


class Context:
    """A cache of the engine together with the token ids in it.

    A cancelled step may or may not have reached the engine: `ids` counts only what was confirmed,
    and the cache is cut back to it before the next step.
    """

    def __init__(self, model: Model, cache: int, held: Sequence[Mark] = ()) -> None:
        self.model: Final = model
        self.cache: Final = cache
        self._held = list(held)
        self._ahead: list[int] = []  # proposed tokens that the cache holds too
        self._chunked_tokens = 0
        self._unsure = False
        self._closed = False

    @property
    def ids(self) -> tuple[int, ...]:
        """The tokens that the cache holds, without those that are only proposed."""
        return tuple(map(id_of, self._held))

    async def step(
        self,
        ids: Sequence[int],
        *,
        top_k: int = 0,
        ask_ids: Sequence[int] = (),
        want_log_z: bool = False,
        want_hidden: bool = False,
        advance: bool = True,
        grammar: int | None = None,
        answered: int = 0,
        proposed: Sequence[int] = (),
    ) -> StepResult:
        """Feed `ids` (at least one) after what is there; see `Engine.step`. What is `proposed`
        counts once it is accepted, and is forgotten with the next step where it is not."""
        result = await self._feed(
            ids,
            top_k=top_k,
            ask_ids=ask_ids,
            want_log_z=want_log_z,
            want_hidden=want_hidden,
            advance=advance,
            grammar=grammar,
            answered=answered,
            **({"proposed": proposed} if proposed else {}),
        )
        self._ahead = list(proposed[: len(result.ahead)])
        self._unsure = bool(self._ahead)
        return result

    def accept(self) -> None:
        """The next of the proposed tokens is what follows."""
        self._held.append(self._ahead.pop(0))
        self._unsure = bool(self._ahead)

    async def _feed(
        self, marks: Sequence[Mark], *, top_k: int = 0, advance: bool = True, **asked: Any
    ) -> StepResult:
        if self._unsure:
            await self.cut(len(self._held))
        self._unsure = advance
        ids, media = [id_of(mark) for mark in marks], spans_of(marks)
        result = await self.model.engine.step(
            self.cache, ids, top_k=top_k, advance=advance, media=media, **asked
        )
        if advance:
            self._unsure = False
            self._held.extend(marks)
        return result

    async def reach(
        self,
        ids: Sequence[int],
        *,
        top_k: int = 0,
        ask_ids: Sequence[int] = (),
        want_log_z: bool = False,
        want_hidden: bool = False,
        exact: bool = True,
        media: Sequence[Encoded] = (),
        grammar: int | None = None,
    ) -> StepResult:
        """Make the cache hold exactly `ids`, reusing what it shares with them; report on the last.

        The tokens are fed in chunks so that a stop stays polite. Sums in float32 depend on how
        tokens were grouped; `exact` reuses only whole chunks counted from the start, so the numbers
        depend on `ids` alone and not on what the cache happened to hold. Without it every common
        token is reused, which is faster and may differ in the last digits. `media` are the pictures
        and sounds whose places are among `ids`, in order; of a `grammar` what may come first is
        ranked. Raises InvalidInput (context.full, call.invalid, media.unknown).
        """
        self._check_room(ids)
        marks = marks_of(ids, media)
        shared = _common_tokens(self._held, marks[:-1])
        if exact:
            shared = min(shared, self._chunked_tokens)
            shared -= shared % PREFILL_CHUNK_TOKENS
        if shared < len(self._held):
            await self.cut(shared)
        # The last step ranks: it begins at a border, or else is as long as a chunk may be.
        last = _next_border(len(ids) - 1) if exact else len(ids)
        while len(self._held) < last - PREFILL_CHUNK_TOKENS:
            await self._feed_to(marks, _next_border(len(self._held)))
        return await self._feed(
            marks[len(self._held) :],
            top_k=top_k,
            ask_ids=ask_ids,
            want_log_z=want_log_z,
            want_hidden=want_hidden,
            grammar=grammar,
        )

    async def _feed_to(self, marks: Sequence[Mark], border: int) -> None:
        start = len(self._held)
        await self._feed(marks[start:border])
        if start == self._chunked_tokens:
            self._chunked_tokens = border

    def _check_room(self, ids: Sequence[int]) -> None:
        if not ids:
            raise InvalidInput(Code.CALL_INVALID, "A prompt needs at least one token.")
        room = self.model.info.context_tokens
        if len(ids) > room:
            raise InvalidInput(
                Code.CONTEXT_FULL,
                f"The text is {len(ids)} tokens long; this model reads {room}. Shorten it.",
            )

    async def cut(self, length_tokens: int) -> None:
        """Forget every token past the first `length_tokens`."""
        if not 0 <= length_tokens <= len(self._held):
            raise InvalidInput(
                Code.CALL_INVALID, f"Cannot cut {len(self._held)} tokens to {length_tokens}."
            )
        await self.model.engine.cut_cache(self.cache, length_tokens)
        del self._held[length_tokens:]
        self._ahead = []
        aligned = length_tokens - length_tokens % PREFILL_CHUNK_TOKENS
        self._chunked_tokens = min(self._chunked_tokens, aligned)
        self._unsure = False

    async def fork(self) -> "Context":
        """A second context that begins with the same tokens."""
        twin = Context(self.model, await self.model.engine.fork_cache(self.cache), self._held)
        twin._chunked_tokens = self._chunked_tokens
        if self._unsure:
            await twin.cut(len(self._held))
        return twin

    async def close(self) -> None:
        """Give the cache back. Closing twice is fine, and so is a cache that a lost worker took."""
        if self._closed:
            return
        self._closed = True
        await give_back(self.model.engine.close_cache(self.cache))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def give_back(closing: Coroutine[Any, Any, None]) -> None:
    """Await what closes something of an engine, for a short time only; what is gone with a lost
    worker or another model is closed."""
    task = asyncio.ensure_future(closing)
    await asyncio.wait({task}, timeout=CLOSE_WAIT_S)
    task.add_done_callback(lambda one: one.exception())  # known, whoever waits or not
    try:
        if task.done():
            task.result()
    except HearthsideError as error:
        if error.code not in _GONE:
            raise


def _next_border(position: int) -> int:
    return position - position % PREFILL_CHUNK_TOKENS + PREFILL_CHUNK_TOKENS


def _common_tokens(left: Sequence[Mark], right: Sequence[Mark]) -> int:
    for index, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return index
    return min(len(left), len(right))
