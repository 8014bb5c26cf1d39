"""One ask at a time, from the form to the last word; what is there when it is stopped stays.

Knows nothing of screens.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from app.context import Context
from app.rooms.write.actions.quoting import answer_of, sent_of
from app.rooms.write.actions.taught import answer_as_taught
from app.rooms.write.actions.templates import templates_tried
from app.rooms.write.actions.voices import Voices
from app.rooms.write.effects import Ask
from app.rooms.write.events import WriteDrafted, WriteEnded, WriteSaid, WriteSent
from app.rooms.write.schema import fields_of
from app.rooms.write.state import Answer, Asked
from app.rooms.write.words import BROKEN_OFF
from app.shell.actions.ports import shown_error
from app.state import ShownError
from hearthside.errors import HearthsideError, Stopped
from hearthside.generation.model import Model
from hearthside.wire import Code
from hearthside.write import Piece, Sent, Writer, Writing, Written

_NOTHING = "The model had nothing to say to that. Ask in other words, or choose another job."


class Asking:
    """Holds the work under way, and what was read last: the next ask about it begins there."""

    def __init__(self, context: Context, voices: Voices) -> None:
        self._dispatch = context.dispatch
        self._voices = voices
        self._work: asyncio.Task[None] | None = None
        self._writer: Writer | None = None
        self._model: Model | None = None
        self._drafted: tuple[Ask, Written] | None = None

    async def begin(self, ask: Ask, draft: Written | None = None) -> None:
        """Do it to its end, in place of what was under way. A `draft` of it is checked."""
        before, self._work = self._work, asyncio.ensure_future(self._run(ask, draft))
        if before is not None:
            before.cancel()
        await asyncio.wait({self._work})

    async def check(self, number: int, voice: str) -> None:
        """Have the draft of that ask checked by who is loaded now, where it still waits."""
        if self._drafted is not None and self._drafted[0].number == number:
            (ask, draft), self._drafted = self._drafted, None
            await self.begin(replace(ask, voice=voice), draft)

    def keep(self, number: int, why: str) -> None:
        """The draft of that ask stands as it is."""
        if self._drafted is not None and self._drafted[0].number == number:
            (ask, draft), self._drafted = self._drafted, None
            self._dispatch(WriteEnded(number, self._answer(ask, [unchecked(draft, why)])))

    def stop(self) -> None:
        """End the work under way; what was said stays."""
        if self._work is not None:
            self._work.cancel()

    async def writer(self, voice: str) -> Writer:
        """Who does the jobs in that voice; one is kept as long as the model is the same."""
        model = await self._voices.model(voice)
        if self._writer is None or self._model is not model:
            before, self._writer, self._model = self._writer, Writer(model), model
            if before is not None:
                with suppress(HearthsideError):  # an engine that is gone has nothing to give back
                    await before.aclose()
        return self._writer

    async def _run(self, ask: Ask, draft: Written | None) -> None:
        written: list[Written] = []
        stopped, error = False, None
        try:
            await self._write(ask, written, draft)
        except (asyncio.CancelledError, Stopped):
            stopped = True
        except Exception as caught:
            error = shown_error(caught, "write")
        kept = [it for it in written if it.text.strip()]
        if not kept and not stopped and error is None:
            error = ShownError(Code.CALL_INVALID, _NOTHING, place="write")
        failed = stopped or error is not None
        if draft is not None:
            kept = [unchecked(draft, BROKEN_OFF)] if failed else kept
            ask = replace(ask, asked=self._checked(ask, draft, kept, failed=failed))
        elif ask.asked.checks and kept and not failed:
            self._drafted = (ask, kept[-1])
            self._dispatch(WriteDrafted(ask.number))
            return
        answer = self._answer(ask, kept) if kept else None
        self._dispatch(WriteEnded(ask.number, answer, error))

    def _answer(self, ask: Ask, written: Sequence[Written]) -> Answer:
        return answer_of(ask, written, self._model.info.context_tokens if self._model else 0)

    def _checked(self, ask: Ask, draft: Written, kept: Sequence[Written], *, failed: bool) -> Asked:
        """Who answered, now that the draft was checked."""
        asked, by = ask.asked, self._model.info.title if self._model else ""
        if failed:
            return asked
        if kept and kept[-1].text == draft.text:
            return replace(asked, by=f"{asked.by}, checked by {by}")
        return replace(asked, by=f"{by}, in place of a draft by {asked.by}")

    async def _write(self, ask: Ask, written: list[Written], draft: Written | None) -> None:
        """Append what is written, a part of it too."""
        if ask.asked.job == "taught":
            self._model = await self._voices.model(ask.voice)
            await answer_as_taught(self._model, ask, written, self._dispatch)
            return
        if ask.asked.job == "template":
            self._model = await self._voices.model(ask.voice)
            writings: Iterable[Writing] = templates_tried(self._model, ask)
        else:
            writer = await self.writer(ask.voice)
            jobs = _jobs(writer, ask)
            writings = (begin() for begin in jobs)
            if draft is not None:
                writings = [writer.check(draft, ask.question, jobs[0])]
        for at, writing in enumerate(writings):
            try:
                async with writing:
                    async for event in writing:
                        self._tell(ask.number, at, event)
            finally:
                if writing.result is not None:
                    written.append(writing.result)

    def _tell(self, number: int, at: int, event: Sent | Piece) -> None:
        match event:
            case Sent():
                room = self._model.info.context_tokens if self._model else 0
                self._dispatch(WriteSent(number, sent_of(event, room)))
            case Piece(text, anew, part, parts):
                self._dispatch(WriteSaid(number, at, text, anew, part, parts))


def unchecked(draft: Written, why: str) -> Written:
    """The draft, and why nobody checked it."""
    return replace(draft, notes=(*draft.notes, why))


def _jobs(writer: Writer, ask: Ask) -> Sequence[Callable[[], Writing]]:
    """What is written for an ask, one after another."""
    text = ask.text
    match ask.asked.job:
        case "summarise":
            return [lambda: _summary(writer, text, ask.length)]
        case "answer":
            return [lambda: writer.answer(text, ask.question)]
        case "reply":
            return [
                lambda tone=tone: writer.reply(text, ask.points, tone)  # type: ignore[misc]
                for tone in ask.tones
            ]
        case "rewrite":
            return [lambda: writer.rewrite(text, ask.how)]
        case "title":
            return [lambda: writer.title(text)]
        case "keywords":
            return [lambda: writer.keywords(text)]
        case "extract":
            return [lambda: writer.extract(text, fields_of(ask.fields))]
    return []


def _summary(writer: Writer, text: str, length: str) -> Writing:
    """`length` is such as "sentences-2", "bullets-3", "child-2"."""
    kind, _, count = length.partition("-")
    if kind == "bullets":
        return writer.summarise(text, bullets=int(count))
    return writer.summarise(text, sentences=int(count), for_child=kind == "child")
