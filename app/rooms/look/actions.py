"""Asking the loaded model about pixels and samples, one ask at a time.

Knows nothing of screens, and not how pixels and samples came about.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Final, Literal, TypeAlias

from app.context import Context
from app.rooms.look.effects import Feed, Hear, Hold, LookAt, LookEffect, StopLooking
from app.rooms.look.events import LookBehind, LookEnded, LookFetched, LookSaid
from app.shell.actions.ports import shown_error
from hearthside.errors import ModelError, Stopped
from hearthside.generation.generate import Reason
from hearthside.generation.media import fetch_encoder
from hearthside.generation.model import Model
from hearthside.look import (
    Hearing,
    Picture,
    Said,
    Sound,
    alt_text,
    describe,
    differ,
    look_at_skin,
    read_text,
    summarise,
    transcribe,
    transcribe_live,
    translate,
)
from hearthside.look.answer import closing
from hearthside.media import Taken
from hearthside.ports import LoadProgress
from hearthside.wire import Code

_SOUND: Final = {"transcribe": transcribe, "summarise": summarise}
_CUT: Final = (Reason.MAX_TOKENS, Reason.CONTEXT)
_Kind: TypeAlias = Literal["image", "audio"]


class LookActions:
    """Holds the ask under way, and what it is about or still hears. `dispatch` takes events."""

    def __init__(self, context: Context) -> None:
        self._models = context.models
        self._dispatch = context.dispatch
        self._work: asyncio.Task[None] | None = None
        self._held: tuple[int, list[Taken]] = (0, [])
        self._hearing: dict[int, Hearing] = {}

    async def do(self, effect: LookEffect) -> None:
        match effect:
            case Hold(number, taken):
                before_it = self._held[1] if self._held[0] == number else []
                self._held = (number, [*before_it, taken])
            case LookAt(number):
                (_, held), self._held = self._held, (0, [])
                kind: _Kind = "image" if isinstance(held[0], Picture) else "audio"
                await self._only(self._run(number, kind, lambda it: _answer(it, effect, held)))
            case Hear(number, form):
                hearing = self._hearing[number] = Hearing(form)
                written = self._run(number, "audio", lambda it: transcribe_live(it, hearing))
                await self._only(written)
            case Feed(number, samples):
                self._feed(number, samples)
            case StopLooking():
                if self._work is not None:
                    self._work.cancel()

    async def _only(self, work: Coroutine[None, None, None]) -> None:
        """One answer at a time: another one ends where this one begins."""
        before, self._work = self._work, asyncio.ensure_future(work)
        if before is not None:
            before.cancel()
        await asyncio.wait({self._work})

    def _feed(self, number: int, samples: bytes | None) -> None:
        """What is heard no more, because it was stopped or failed, takes no samples."""
        if (hearing := self._hearing.get(number)) is None:
            return
        if samples is None:
            hearing.end()
        else:
            hearing.feed(samples)
        self._tell_behind(number)

    def _tell_behind(self, number: int) -> None:
        if (hearing := self._hearing.get(number)) is not None:
            self._dispatch(LookBehind(number, hearing.behind_s))

    async def _run(
        self, number: int, kind: _Kind, answer_of: Callable[[Model], AsyncIterator[Said]]
    ) -> None:
        cut = False
        try:
            await self._fetch(number, kind)
            async with closing(answer_of(self._loaded())) as answer:
                async for said in answer:
                    cut = cut or said.reason in _CUT
                    self._dispatch(LookSaid(number, said))
                    self._tell_behind(number)
        except (asyncio.CancelledError, Stopped):
            self._dispatch(LookEnded(number, stopped=True))
        except Exception as error:
            self._dispatch(LookEnded(number, error=shown_error(error, "look")))
        else:
            self._dispatch(LookEnded(number, cut=cut))
        finally:
            self._hearing.pop(number, None)

    async def _fetch(self, number: int, kind: _Kind) -> None:
        """The first picture or sound brings what reads it: a hundred megabytes and more."""

        def told(progress: LoadProgress) -> None:
            self._dispatch(LookFetched(number, kind, progress))

        await fetch_encoder(self._loaded(), kind, told)
        self._dispatch(LookFetched(number, kind, None))

    def _loaded(self) -> Model:
        if self._models.model is None:
            raise ModelError(Code.MODEL_NONE, "No model that sees and hears is loaded.")
        return self._models.model


def _answer(model: Model, effect: LookAt, taken: Sequence[Taken]) -> AsyncIterator[Said]:
    first, asked, begun = taken[0], effect.asked, effect.begun
    if isinstance(first, Sound):
        if asked.what == "translate":
            return translate(model, first, asked.language, begun)
        return _SOUND[asked.what](model, first, begun)
    pictures = [one for one in taken if isinstance(one, Picture)]
    match asked.what:
        case "alt":
            return alt_text(model, first, begun)
        case "skin":
            return look_at_skin(model, first, begun)
        case "differ":
            return differ(model, pictures, begun)
        case "read":
            return read_text(model, pictures, begun)
        case _:
            return describe(model, pictures, asked.question, begun)
