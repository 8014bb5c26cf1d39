"""Asking the loaded model about pixels and samples, one ask at a time.

Knows nothing of screens, and not how pixels and samples came about.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Final, Literal

from app.context import Context
from app.rooms.look.effects import Hold, LookAt, LookEffect, StopLooking
from app.rooms.look.events import LookEnded, LookFetched, LookSaid
from app.shell.actions.ports import shown_error
from hearthside.errors import ModelError, Stopped
from hearthside.generation.generate import Reason
from hearthside.generation.media import fetch_encoder
from hearthside.generation.model import Model
from hearthside.look import (
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
    translate,
)
from hearthside.look.answer import closing
from hearthside.media import Taken
from hearthside.ports import LoadProgress
from hearthside.wire import Code

_SOUND: Final = {"transcribe": transcribe, "summarise": summarise}
_CUT: Final = (Reason.MAX_TOKENS, Reason.CONTEXT)


class LookActions:
    """Holds the ask under way, and what it is about. `dispatch` takes events."""

    def __init__(self, context: Context) -> None:
        self._models = context.models
        self._dispatch = context.dispatch
        self._work: asyncio.Task[None] | None = None
        self._held: tuple[int, list[Taken]] = (0, [])

    async def do(self, effect: LookEffect) -> None:
        match effect:
            case Hold(number, taken):
                before_it = self._held[1] if self._held[0] == number else []
                self._held = (number, [*before_it, taken])
            case LookAt():
                before, self._work = self._work, asyncio.ensure_future(self._run(effect))
                if before is not None:
                    before.cancel()
                await asyncio.wait({self._work})
            case StopLooking():
                if self._work is not None:
                    self._work.cancel()

    async def _run(self, effect: LookAt) -> None:
        number, cut = effect.number, False
        (_, taken), self._held = self._held, (0, [])
        try:
            await self._fetch(number, taken[0])
            async with closing(_answer(self._loaded(), effect, taken)) as answer:
                async for said in answer:
                    cut = cut or said.reason in _CUT
                    self._dispatch(LookSaid(number, said))
        except (asyncio.CancelledError, Stopped):
            self._dispatch(LookEnded(number, stopped=True))
        except Exception as error:
            self._dispatch(LookEnded(number, error=shown_error(error, "look")))
        else:
            self._dispatch(LookEnded(number, cut=cut))

    async def _fetch(self, number: int, taken: Taken) -> None:
        """The first picture or sound brings what reads it: a hundred megabytes and more."""
        kind: Literal["image", "audio"] = "image" if isinstance(taken, Picture) else "audio"

        def told(progress: LoadProgress) -> None:
            self._dispatch(LookFetched(number, kind, progress))

        await fetch_encoder(self._loaded(), kind, told)

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
