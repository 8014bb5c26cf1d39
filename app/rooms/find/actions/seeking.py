"""Looking for something in the collection in hand, and answering from what was found.

The passages come first, at once; an answer is built from those very passages. Knows nothing of
screens.
"""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final

from app.events import Failed
from app.rooms.find.actions.library import Library
from app.rooms.find.effects import SearchFor, ShowPlace
from app.rooms.find.events import AnswerMoved, Found, PlaceRead
from app.rooms.find.passages import narrowed, passages_of
from app.rooms.find.state import Answer, Cite, Place, Sentence
from app.shell.actions.embedder import EmbedderActions
from app.shell.actions.model import ModelActions
from app.shell.actions.ports import NEW_ENGINE, Dispatch, shown_error
from hearthside.embedding.embedder import Embedder
from hearthside.errors import HearthsideError, InvalidInput, Stopped, WorkerLost
from hearthside.find import ask
from hearthside.find.hits import Hit, strong
from hearthside.find.index import Index
from hearthside.wire import Code

MOST_PASSAGES: Final = 10
_REACH_CHARACTERS: Final = 600


class Seeker:
    """Holds what was found last and the answer under way."""

    def __init__(
        self, library: Library, models: ModelActions, embedders: EmbedderActions, dispatch: Dispatch
    ) -> None:
        self._library = library
        self._models = models
        self._embedders = embedders
        self._dispatch = dispatch
        self._hits: tuple[Hit, ...] = ()
        self._request = 0
        self._work: asyncio.Task[None] | None = None

    async def search(self, effect: SearchFor) -> None:
        """One search at a time: a new one ends the one before, and its answer."""
        self.stop()
        work = self._work = asyncio.ensure_future(self._search(effect))
        await asyncio.wait({work})

    def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    async def _search(self, effect: SearchFor) -> None:
        try:
            await self._look(effect)
        except (asyncio.CancelledError, Stopped):
            pass  # what replaced it tells the rest
        except HearthsideError as error:
            lost = isinstance(error, WorkerLost) or error.code in NEW_ENGINE
            self._dispatch(Found(effect.request, lost=lost))
            if not lost:
                self._dispatch(AnswerMoved(effect.request, None))
                self._dispatch(Failed(shown_error(error, "find")))
        except Exception as error:
            self._dispatch(Found(effect.request))
            self._dispatch(AnswerMoved(effect.request, None))
            self._dispatch(Failed(shown_error(error, "find")))

    async def _look(self, effect: SearchFor) -> None:
        """The passages, told at once; then the answer, if one is wanted and can be had."""
        index, embedder = self._library.index, self._embedders.embedder
        if index is None or self._library.key != effect.key:
            # It is on its way, and asked again then.
            self._dispatch(Found(effect.request, lost=True))
            return
        if await self._library.caught_up():
            await self._library.told()
        self._library.use()
        paths = tuple([entry.path for entry in index.documents])
        try:
            asked: dict[str, Any] = narrowed(effect.filters, paths)
        except ValueError as error:
            message = "A day is written as year, month and day, like 2026-05-03."
            raise InvalidInput(Code.CALL_INVALID, message) from error
        if effect.asked and embedder is not None and not self._library.other_model:
            await self._answer(effect, index, embedder, asked)
            return
        hits = await index.search(effect.query, MOST_PASSAGES, **asked)
        self._told(effect, tuple(hits), hits.how != "words")
        if effect.asked:
            answer = Answer("done", outcome="no embedder")
            self._dispatch(AnswerMoved(effect.request, answer))

    def _told(self, effect: SearchFor, hits: tuple[Hit, ...], by_meaning: bool) -> None:
        self._hits, self._request = hits, effect.request
        self._dispatch(
            Found(effect.request, passages_of(effect.query, hits), strong(hits), by_meaning)
        )

    async def place(self, effect: ShowPlace) -> None:
        """The text around a passage; whether there is more is seen by asking for more."""
        index, hits = self._library.index, self._hits
        if index is None or effect.request != self._request or not 0 < effect.number <= len(hits):
            return
        hit, characters = hits[effect.number - 1], _REACH_CHARACTERS * effect.reach
        near = await index.around(hit, characters)
        far = await index.around(hit, characters * 2)
        more = (len(far.before) > len(near.before), len(far.after) > len(near.after))
        place = Place(effect.number, near.before, near.after, more, effect.reach)
        self._dispatch(PlaceRead(effect.request, place))

    # --- the answer ----------------------------------------------------------------------------

    async def _answer(
        self, effect: SearchFor, index: Index, embedder: Embedder, asked: dict[str, Any]
    ) -> None:
        answer, model = Answer(), self._models.model
        # What is sealed must not lie about in the log, which is not.
        if model is not None and await self._library.is_sealed():
            model = replace(model, heard=None)
        try:
            async with ask.Asking(index, embedder, model) as asking:
                events = asking.ask(effect.query, passages=MOST_PASSAGES, **asked)
                async with aclosing(events):
                    async for event in events:
                        if isinstance(event, ask.Passages):
                            hits = tuple([passage.hit for passage in event.passages])
                            self._told(effect, hits, True)
                            continue
                        answer = _moved(answer, event)
                        self._dispatch(AnswerMoved(effect.request, answer))
        except (asyncio.CancelledError, Stopped):
            stopped = replace(answer, stage="done", outcome="stopped")
            self._dispatch(AnswerMoved(effect.request, stopped))
            raise


def _moved(answer: Answer, event: ask.AskEvent) -> Answer:
    match event:
        case ask.Step():
            return replace(answer, stage=event.what)
        case ask.Sentence():
            cites = tuple([Cite(it.number, it.start, it.end) for it in event.citations])
            one = Sentence(event.text, cites, event.marks)
            return replace(answer, sentences=(*answer.sentences, one))
        case ask.Ended():
            return replace(answer, stage="done", outcome=event.outcome, words=event.words)
    return answer
