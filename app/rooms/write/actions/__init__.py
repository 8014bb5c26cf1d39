"""The Write room's work, handed to those who do it: asks, files, many texts, and who can answer.

Knows who does what, and tells in the room what goes wrong. Knows nothing of screens.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from app.context import Context
from app.events import Failed
from app.rooms.write import effects
from app.rooms.write.actions.asking import Asking
from app.rooms.write.actions.bringing import text_of, texts_of_files, texts_of_table
from app.rooms.write.actions.many import Extracting
from app.rooms.write.actions.templates import Templates
from app.rooms.write.actions.voices import Voices
from app.rooms.write.events import FilesDone, FileWanted, TextRead, VoicesFound
from app.shell.actions.files import PageFiles, given_files
from app.shell.actions.ports import shown_error
from hearthside.errors import HearthsideError


class WriteActions:
    """Does what the room's rules ask for. `dispatch` takes events."""

    def __init__(self, context: Context) -> None:
        self._dispatch = context.dispatch
        self._models = context.models
        self._voices = Voices(context)
        self._asking = Asking(context, self._voices)
        self._many = Extracting(context, self._asking)
        self._templates = Templates(context)
        self._opening: asyncio.Task[None] | None = None
        self._files = PageFiles(lambda id_, most, _: self._dispatch(FileWanted(id_, most)))

    async def do(self, effect: effects.WriteEffect) -> None:
        """Do it to its end. What goes wrong is told in the room."""
        try:
            await self._do(effect)
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, "write")))

    async def _do(self, effect: effects.WriteEffect) -> None:
        match effect:
            case effects.LookForVoices():
                self._dispatch(VoicesFound(await self._voices.all(), self._voices.trained))
                await self._voices.keep()
            case effects.PrepareForms():
                await self._prepare()
            case effects.FileCame(event):
                self._files.came(event)
            case effects.OpenFile() | effects.TakeFiles():
                await self._only(self._open(effect))
            case effects.ListTemplates() | effects.KeepTemplate() | effects.DropTemplate():
                await self._templates.do(effect)
            case _:
                await self._do_asking(effect)

    async def _prepare(self) -> None:
        if self._models.model is not None:
            with suppress(HearthsideError):  # the first answer prepares it, and tells of it
                await self._models.model.engine.prepare_grammars()

    async def _do_asking(self, effect: effects.WriteEffect) -> None:
        match effect:
            case effects.Ask():
                await self._asking.begin(effect)
            case effects.CheckDraft(number, voice):
                await self._asking.check(number, voice)
            case effects.KeepDraft(number, why):
                self._asking.keep(number, why)
            case effects.StopWriting():
                self._asking.stop()
            case _:
                await self._do_many(effect)

    async def _do_many(self, effect: effects.WriteEffect) -> None:
        match effect:
            case effects.TakeTable(run, name, content):
                await self._many.take(run, texts_of_table(name, content))
            case effects.ExtractAll():
                await self._many.begin(effect)
            case effects.StopExtracting():
                self._many.stop()
            case effects.DropMany():
                await self._many.drop()
            case effects.FindMany():
                await self._many.find()
            case effects.SaveMany(kind):
                self._many.save(kind)

    async def _only(self, work: Coroutine[Any, Any, None]) -> None:
        """Files that are opened take the place of those before, which may never come."""
        before, self._opening = self._opening, asyncio.ensure_future(work)
        opening = self._opening
        if before is not None:
            before.cancel()
        await asyncio.wait({opening})
        if not opening.cancelled():
            opening.result()

    async def _open(self, effect: effects.OpenFile | effects.TakeFiles) -> None:
        """The first of the files as the text, or all of them as many."""
        ids: tuple[str, ...] = ()
        try:
            given = given_files(effect.files)
            ids = tuple([one.id for one in given])
            if isinstance(effect, effects.TakeFiles):
                await self._many.take(effect.run, await texts_of_files(self._files, given))
            elif given:
                document = await self._files.document(given[0])
                self._dispatch(TextRead(given[0].name, text_of(document), document.notes))
        finally:
            self._dispatch(FilesDone(ids))
