"""Asking the loaded model about pixels and samples, one ask at a time.

Knows nothing of screens, and not how pixels and samples came about.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Literal

from app.context import Context
from app.rooms.look.effects import LookAt, LookEffect, StopLooking
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
    look_at_skin,
    read_text,
    summarise,
    transcribe,
    translate,
)
from hearthside.look.answer import closing
from hearthside.ports import LoadProgress
from hearthside.wire import Code

_PICTURE: Final = {"describe": describe, "read": read_text, "alt": alt_text, "skin": look_at_skin}
_SOUND: Final = {"transcribe": transcribe, "summarise": summarise}
_CUT: Final = (Reason.MAX_TOKENS, Reason.CONTEXT)


class LookActions:
    """Holds the ask under way. `dispatch` takes events."""

    def __init__(self, context: Context) -> None:
        self._models = context.models
        self._dispatch = context.dispatch
        self._work: asyncio.Task[None] | None = None

    async def do(self, effect: LookEffect) -> None:
        match effect:
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
        try:
            await self._fetch(effect)
            async with closing(_answer(self._loaded(), effect)) as answer:
                async for said in answer:
                    cut = cut or said.reason in _CUT
                    self._dispatch(LookSaid(number, said))
        except (asyncio.CancelledError, Stopped):
            self._dispatch(LookEnded(number, stopped=True))
        except Exception as error:
            self._dispatch(LookEnded(number, error=shown_error(error, "look")))
        else:
            self._dispatch(LookEnded(number, cut=cut))

    async def _fetch(self, effect: LookAt) -> None:
        """The first picture or sound brings what reads it: a hundred megabytes and more."""
        kind: Literal["image", "audio"] = "image" if effect.width else "audio"

        def told(progress: LoadProgress) -> None:
            self._dispatch(LookFetched(effect.number, kind, progress))

        await fetch_encoder(self._loaded(), kind, told)

    def _loaded(self) -> Model:
        if self._models.model is None:
            raise ModelError(Code.MODEL_NONE, "No model that sees and hears is loaded.")
        return self._models.model


def _answer(model: Model, effect: LookAt) -> AsyncIterator[Said]:
    asked = effect.asked
    if asked.what == "translate":
        return translate(model, Sound(effect.content), asked.language)
    if asked.what in _SOUND:
        return _SOUND[asked.what](model, Sound(effect.content))
    picture = Picture(effect.content, effect.width, effect.height)
    if asked.what in _PICTURE:
        return _PICTURE[asked.what](model, picture)
    return describe(model, picture, asked.question)
