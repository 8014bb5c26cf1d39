"""A task on its way (`Writing`), and the draft that it works on.

Knows nothing of models: what is written comes as events.
"""

import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from hearthside.write.prompt import Kind
from hearthside.write.result import Event, Mark, Piece, Place, Sent, Written


@dataclass(slots=True)
class Draft:
    """What is known of an answer so far. `finish` marks what stands, whole or not."""

    kind: Kind | Literal["template"]
    source: str
    finish: "Callable[[Draft], Written] | None" = None
    text: str = ""
    sent: list[Sent] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    redraws: int = 0
    tokens: int = 0
    limited: bool = False  # ended by a limit, not by its own end
    began_s: float = field(default_factory=time.perf_counter)

    def take(self, event: Event) -> None:
        """Go along with what is shown."""
        if isinstance(event, Piece):
            self.text = event.text if event.anew else self.text + event.text
        else:
            self.sent.append(event)

    def note(self, words: str) -> None:
        """Tell people something, once."""
        if words not in self.notes:
            self.notes.append(words)

    def written(
        self,
        *,
        marks: tuple[Mark, ...] = (),
        sources: tuple[Place, ...] = (),
        said: bool = True,
        **more: Any,
    ) -> Written:
        """What stands now."""
        return Written(
            self.kind,
            self.source,
            self.text,
            marks,
            sources,
            tuple(self.sent),
            said,
            self.limited,
            tuple(self.notes),
            self.redraws,
            self.tokens,
            time.perf_counter() - self.began_s,
            **more,
        )


class Writing:
    """An answer on its way: iterate it for events. `result` is what stands, at its end or before.

    Leaving it early (`aclose`, the end of `async with`, cancelling the task) stops the engine at
    once; `result` is then partial. Nothing is done before it is iterated; what cannot be done as
    asked raises InvalidInput (call.invalid) there, a model that was not taught such jobs ModelError
    (model.unfit), and else what `generate` raises.
    """

    def __init__(self, begin: Callable[[], tuple[Draft, AsyncGenerator[Event, None]]]) -> None:
        self._begin = begin
        self._draft: Draft | None = None
        self._events: AsyncGenerator[Event, None] | None = None
        self._ended = False
        self._result: Written | None = None

    @property
    def result(self) -> Written | None:
        """What stands; None before anything was begun."""
        if self._result is None and self._draft is not None:
            draft = self._draft
            written = draft.finish(draft) if draft.finish else draft.written()
            if not self._ended:
                return replace(written, partial=True)
            self._result = written
        return self._result

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        if self._ended:
            raise StopAsyncIteration
        if self._events is None:
            self._draft, self._events = self._begin()
        try:
            event = await anext(self._events)
        except StopAsyncIteration:
            self._ended = True
            raise
        except BaseException:
            await self.aclose()
            raise
        assert self._draft is not None
        self._draft.take(event)
        return event

    async def read(self) -> Written:
        """Everything up to the end, at once."""
        async for _ in self:
            pass
        assert self.result is not None
        return self.result

    async def aclose(self) -> None:
        """Stop. Does nothing once it has ended."""
        if self._events is not None and not self._ended:
            if self._result is None:
                self._result = self.result
            await self._events.aclose()
        self._ended = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
