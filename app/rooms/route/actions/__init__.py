"""Routing texts, one piece of work at a time, and keeping a person's own policies.

A router is kept as long as policy and model are the same, so that what all texts have in common is
read once. Knows nothing of screens.
"""

import asyncio
from typing import Final

from app.context import Context
from app.events import AsideFound, Failed
from app.rooms.route.actions.following import Waiting, follow, follow_on
from app.rooms.route.actions.preparing import prepare
from app.rooms.route.effects import (
    KeepPolicy,
    ListPolicies,
    OpenPolicy,
    PutPolicyBack,
    RemovePolicy,
    RouteEffect,
    RouteRows,
    RouteTable,
    RouteText,
    StopRouting,
    WriteLarger,
)
from app.rooms.route.events import (
    LargerWanted,
    PoliciesRead,
    PolicyOpened,
    PolicyRemoved,
    RoutingEnded,
    RowsRouted,
    StreamBegan,
)
from app.rooms.route.intake import rows_of
from app.rooms.route.policies import COLLECTION, PolicyShelf
from app.rooms.route.state import Removed, Row, Stream, basis_of
from app.rooms.route.verdicts import has_words, verdict_of
from app.shell.actions.ports import shown_error
from hearthside.errors import Stopped
from hearthside.route.router import Router

# So often a table under way is shown anew: rows that a rule decides take a millisecond each.
_SHOW_EVERY_S: Final = 0.15

Work = RouteText | WriteLarger | RouteRows | RouteTable


class RouteActions:
    """Holds the router and the work under way. `dispatch` takes events."""

    def __init__(self, context: Context) -> None:
        self._sources = context.sources
        self._policies = PolicyShelf(context.shelf)
        self._dispatch = context.dispatch
        self._clock = context.clock
        self._router: Router | None = None
        self._made_with: object = None
        self._waiting: Waiting | None = None
        self._work: asyncio.Task[None] | None = None

    async def do(self, effect: RouteEffect) -> None:
        match effect:
            case RouteText() | WriteLarger() | RouteRows() | RouteTable():
                await self._begin(effect)
            case StopRouting():
                self.stop()
            case ListPolicies():
                await self._list()
            case OpenPolicy(key, choice):
                kept = await self._policies.open(key)
                self._dispatch(PolicyOpened(choice, kept.card, kept.text))
            case KeepPolicy(card, text):
                await self._policies.keep(card, text)
            case RemovePolicy(card, reset):
                document = await self._policies.take(card.key)
                self._dispatch(PolicyRemoved(Removed(card, document, reset)))
            case PutPolicyBack(removed, choice):
                await self._policies.put_back(removed.card.key, removed.document)
                await self._list()
                kept = await self._policies.open(removed.card.key)
                self._dispatch(PolicyOpened(choice, kept.card, kept.text))

    async def _list(self) -> None:
        cards, aside = await self._policies.list()
        self._dispatch(PoliciesRead(cards))
        self._dispatch(AsideFound(COLLECTION, aside))

    def stop(self) -> None:
        """End the work under way; what is there stays."""
        if self._work is not None:
            self._work.cancel()

    async def _begin(self, work: Work) -> None:
        """What is under way makes way; the engine takes up the next only when it is out of it."""
        before = self._work
        self.stop()
        self._work = asyncio.ensure_future(self._run(work, before))
        await asyncio.wait({self._work})

    async def _run(self, work: Work, before: asyncio.Task[None] | None) -> None:
        stopped = False
        try:
            if before is not None:
                await asyncio.wait({before})
            if isinstance(work, RouteText):
                self._waiting = await self._follow(work)
                if self._waiting is not None:
                    self._dispatch(LargerWanted(work.request))
                    return
            elif isinstance(work, WriteLarger):
                await self._follow_on(work)
            else:
                await self._stream(await self._router_of(work), work)
        except (asyncio.CancelledError, Stopped):
            stopped = True
        except Exception as error:
            if self._work is asyncio.current_task():  # else nobody waits for it any more
                self._dispatch(Failed(shown_error(error, "route")))
        self._dispatch(RoutingEnded(work.request, stopped))

    async def _follow(self, work: RouteText) -> Waiting | None:
        """What waits for a larger model leaves no cache behind in the one that makes room."""
        router = await self._router_of(work)
        waiting = await follow(router, work, self._sources.models.model, self._dispatch)
        if waiting is not None and router.language_model is not None:
            self._router = None
            await router.close()
        return waiting

    async def _follow_on(self, work: WriteLarger) -> None:
        waiting, self._waiting = self._waiting, None
        model = self._sources.models.model
        if waiting is not None and waiting.request == work.request and model is not None:
            await follow_on(waiting, model, self._dispatch)

    async def _router_of(self, work: RouteText | RouteRows | RouteTable) -> Router:
        """The router in hand, or a fresh one where the policy is another or the model was loaded
        anew."""
        sources, router = self._sources, self._router
        by_vectors = work.by == "embedding"
        made_with = sources.embedders.embedder if by_vectors else sources.models.model
        if router is None or router.policy.text != work.policy or self._made_with is not made_with:
            source = sources.of(work.by)
            fresh = Router.from_toml(work.policy, source.model if source else None)
            self._router, self._made_with = fresh, made_with
            if router is not None:
                await router.close()
            return fresh
        return router

    async def _stream(self, router: Router, work: RouteRows | RouteTable) -> None:
        if isinstance(work, RouteTable):
            work = rows_of(work)
        routes = tuple([route.name for route in router.policy.outcomes])
        basis, request = basis_of(work.policy, work.by), work.request
        stream = Stream(work.name, of=len(work.rows), notes=work.notes, routes=routes, basis=basis)
        self._dispatch(StreamBegan(request, stream))
        shown_s, rows, ready = self._clock(), list[Row](), False
        try:
            for number, row in enumerate(work.rows, 1):
                ready = ready or await prepare(router, row.text, request, self._dispatch)
                routing = await router.route(row.text)
                unread = router.model is None and has_words(row.text)
                verdict = verdict_of(routing, router.policy, unread=unread)
                waits = verdict.settled == "open"
                rows.append(Row(number, row.text, row.expected, None if waits else verdict))
                if self._clock() - shown_s > _SHOW_EVERY_S:
                    self._dispatch(RowsRouted(request, tuple(rows)))
                    rows.clear()
                    await asyncio.sleep(0)  # a rule waits for nothing: let the page have a word
                    shown_s = self._clock()
        finally:
            self._dispatch(RowsRouted(request, tuple(rows)))
