"""The talks on the shelf: listing, opening, changing, searching, and carrying in.

Knows nothing of models.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from app.context import Context
from app.events import AsideFound, Failed
from app.rooms.talk.effects import (
    DeleteTalk,
    ImportTalk,
    KeepTalk,
    ListTalks,
    OpenTalk,
    PutTalkBack,
    RefreshTalk,
    RenameTalk,
    SearchTalks,
    TalkEffect,
)
from app.rooms.talk.events import (
    TalkDeleted,
    TalkGone,
    TalkKept,
    TalkOpened,
    TalksFound,
    TalksListed,
)
from app.rooms.talk.state import Deleted, Found, LeftOver
from app.shell.actions.ports import shown_error
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.talk import Conversation, TalkShelf, TalkTag, merged
from hearthside.talk.shelf import COLLECTION


class Keeping:
    """Works on the talks of this device."""

    def __init__(
        self, context: Context, clock_ms: Callable[[], float] = lambda: time.time() * 1000
    ) -> None:
        self._store = context.shelf
        self._shelf = TalkShelf(context.shelf, clock_ms)
        self._dispatch = context.dispatch
        self._clock_ms = clock_ms

    async def do(self, effect: TalkEffect) -> None:
        """Do it. What goes wrong is shown in the room."""
        try:
            await self._do(effect)
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, "talk")))

    async def _do(self, effect: TalkEffect) -> None:
        match effect:
            case OpenTalk():
                await self._open(effect)
            case RefreshTalk(key, talk):
                kept = await self._shelf.open(key)
                # What a hand changed here is kept at once, so what is kept is the latest.
                both = replace(merged(kept, talk), title=kept.title, system=kept.system)
                self._dispatch(TalkOpened(key, both, again=True))
                await self._list()
            case KeepTalk(key, talk):
                key, talk = await self._shelf.save(talk, key)
                tag = TalkTag(key, talk.named(), int(self._clock_ms()), len(talk.turns))
                self._dispatch(TalkKept(key, tag))
            case SearchTalks(query):
                self._dispatch(TalksFound(Found(query, tuple(await self._shelf.search(query)))))
            case ImportTalk(text):
                key, talk = await self._shelf.bring_in(text)
                self._dispatch(TalkOpened(key, talk))
                await self._list()
            case _:
                await self._change(effect)
                await self._list()

    async def _change(self, effect: TalkEffect) -> None:
        match effect:
            case ListTalks():
                pass  # as after everything else
            case RenameTalk(key, title):
                await self._shelf.save((await self._shelf.open(key)).renamed(title), key)
            case DeleteTalk(key):
                await self._delete(key)
            case PutTalkBack(deleted):
                await self._store.put(COLLECTION, deleted.key, deleted.document)

    async def _open(self, effect: OpenTalk) -> None:
        try:
            talk = await self._shelf.open(effect.key)
        except InvalidInput as error:
            self._dispatch(TalkGone(effect.key, shown_error(error, "talk")))
            await self._list()
            return
        if effect.left is not None:
            talk = _with_left(talk, effect.left, int(self._clock_ms()))
            if effect.left.live or effect.left.thoughts:
                _, talk = await self._shelf.save(talk, effect.key)
        self._dispatch(TalkOpened(effect.key, talk, effect.turn))

    async def _delete(self, key: str) -> None:
        """Keeping the document as it was, so that it can be put back even if damaged."""
        document = await self._store.get(COLLECTION, key)
        if document is None:
            return  # a click that waited, or another tab: it is gone already
        tags, _ = await self._shelf.look()
        title = {tag.key: tag.title for tag in tags}.get(key, "")
        await self._shelf.delete(key)
        self._dispatch(TalkDeleted(Deleted(key, title, document)))

    async def _list(self) -> None:
        tags, aside = await self._shelf.look()
        self._dispatch(TalksListed(tuple(tags)))
        self._dispatch(AsideFound(COLLECTION, aside))


def _with_left(talk: Conversation, left: LeftOver, at_ms: int) -> Conversation:
    """The talk where its page was, with an answer that the page could not bring to its end."""
    if not 0 < left.leaf <= len(talk.turns):
        return talk
    talk = replace(talk, leaf=left.leaf)
    if not left.live and not left.thoughts:
        return talk
    last = talk.turn(left.leaf)
    if last.role == "user":
        return talk.answered(left.live.strip(), at_ms, "", left.thoughts, "lost")
    return talk.extended(left.live, "lost") if last.end else talk
