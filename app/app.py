"""The loop of the face: an event changes the state, the state is shown, the effects are done.

    app = App(station, shelf, note)
    await app.start({...}); await app.event({"name": "tell", "data": {...}})

Runs on CPython with the fake engine as it does in a browser. Knows nothing of pipes or the DOM.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from app.effects import (
    Append,
    AsideWork,
    CancelEmbedder,
    CancelLoad,
    Effect,
    FillSurprise,
    ForgetModel,
    GoOn,
    KeepPreferences,
    ListSettings,
    LoadEmbedder,
    LoadModel,
    PutBack,
    Rewrite,
    ShelfWork,
    StopWork,
    Suggest,
    Survey,
    TellForm,
    TellRecipe,
    ToPage,
    UnloadEmbedder,
)
from app.events import (
    QUIET,
    EmbedderMoved,
    Event,
    Failed,
    FetchMoved,
    PageEvent,
    VoicesHeard,
    Woken,
    WordsTold,
)
from app.keeping import (
    MOVING_EVERY_S,
    Keeper,
    embedders_of,
    kept_state,
    offers_of,
)
from app.rooms.find.actions.dispatch import FindDeeds
from app.rooms.find.actions.library import CARDS
from app.rooms.find.effects import FindEffect
from app.rooms.route.actions.dispatch import RouteDeeds
from app.rooms.route.effects import RouteEffect
from app.rooms.shelf.actions import ShelfDeeds
from app.rooms.sort.actions.dispatch import SortDeeds
from app.rooms.sort.effects import SortEffect
from app.rooms.story.actions import StoryDeeds
from app.shell.actions.aside import AsideDeeds
from app.shell.actions.context import Station, trouble_of
from app.shell.actions.embedder import EmbedderDeeds
from app.shell.actions.model import ModelDeeds
from app.shell.actions.preferences import PreferencesDeeds
from app.shell.actions.source import Sources
from app.shell.handlers.place import ARRIVING, TROUBLE_PLACE
from app.state import State, Trouble
from app.ui.frame import screen
from app.update import update
from hearthside.ports import EmbeddingEngine, EncryptedStore, Matrices, Shelf
from hearthside.sort.kept import JOBS, TABLES
from hearthside.wire import Code, Topic


class App:
    """One page's mind. `note(topic, data)` reaches the page."""

    def __init__(
        self,
        station: Station,
        shelf: Shelf,
        note: Callable[[str, Any], None],
        *,
        embedder: EmbeddingEngine,
        matrices: Matrices,
        encrypted: EncryptedStore,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.state = State()
        self._note = note
        self._clock = clock
        self._shown = ""
        self._keeper = Keeper()
        self._kept_s = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._models = ModelDeeds(station, self.tell, clock)
        self._embedders = EmbedderDeeds(embedder, self.tell, clock)
        self._shelves = ShelfDeeds(shelf, self.tell)
        self._stories = StoryDeeds(self._models, self._shelves, self.tell)
        sources = Sources(self._models, self._embedders, embedder, matrices)
        self._sorts = SortDeeds(sources, shelf, self.tell, clock)
        self._routes = RouteDeeds(sources, shelf, self.tell, clock)
        stores = (shelf, encrypted, matrices)
        self._finds = FindDeeds(self._models, self._embedders, stores, self.tell, clock)
        self._preferences = PreferencesDeeds(shelf, self.tell)
        forget_sort = self._sorts.forget
        belonging = {JOBS: forget_sort, TABLES: forget_sort, CARDS: self._finds.forget}
        self._asides = AsideDeeds(shelf, self.tell, belonging)

    # --- what the page asks --------------------------------------------------------------------

    async def start(self, args: dict[str, Any], _part: object = None) -> dict[str, Any]:
        """`app.start`: take up what the page kept, and look at the device."""
        settings = args.get("settings") or {}
        self.state = kept_state(args.get("kept") or {})
        models = settings.get("models")
        self.state = replace(
            self.state,
            offers=offers_of(models, settings.get("model", "")),
            embedders=embedders_of(models, settings.get("embedder", "")),
        )
        if settings.get("revived"):
            place = TROUBLE_PLACE[self.state.place]
            self.state = replace(self.state, trouble=Trouble(Code.MIND_LOST, place=place))
        await self._preferences.read(settings)
        self._do(Survey())
        self.tell(PageEvent("fragment", {"fragment": str(args.get("fragment") or "#story")}))
        for effect in ARRIVING.get(self.state.place, ()):
            self._do(effect)
        self.tell(Woken(bool(settings.get("revived"))))
        self._show()
        return {}

    async def event(self, args: dict[str, Any], _part: object = None) -> dict[str, Any]:
        """`app.event`: something a person or the browser did."""
        name, data = str(args.get("name")), args.get("data") or {}
        if name == "voices":
            heard = tuple((v["name"], v["language"], v["local"] is True) for v in data["voices"])
            self.tell(VoicesHeard(heard))
        else:
            self.tell(page_event(name, data))
        return {}

    async def settle(self) -> None:
        """Wait until nothing is under way. For tests, and for whoever closes the house."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    # --- the loop ------------------------------------------------------------------------------

    def tell(self, event: Event) -> None:
        """Let `event` happen."""
        before = self.state
        self.state, effects = update(before, event)
        if not _is_quiet(before, event):
            self._show()
            self._keep()
        elif isinstance(event, WordsTold) and self._clock() - self._kept_s > MOVING_EVERY_S:
            self._keep()
        for effect in effects:
            self._do(effect)

    def _show(self) -> None:
        html = screen(self.state).text
        if html != self._shown:
            self._shown = html
            self._note(Topic.SCREEN, {"html": html})

    def _keep(self) -> None:
        self._kept_s = self._clock()
        if parts := self._keeper.changed(self.state, self._kept_s):
            self._note(Topic.KEEP, {"parts": parts})

    def _do(self, effect: Effect) -> None:
        if isinstance(effect, ToPage):
            self._note(Topic.EFFECT, {"name": effect.name, **effect.data})
        elif isinstance(effect, Append):
            self._shown = ""  # the page has moved on from the last screen
            self._note(Topic.APPEND, {"target": effect.target, "text": effect.text})
        elif isinstance(effect, StopWork):
            self._stories.stop()
        elif isinstance(effect, CancelLoad):
            self._models.cancel()
        elif isinstance(effect, CancelEmbedder):
            self._embedders.cancel()
        else:
            task = asyncio.ensure_future(self._guarded(self._deed(effect)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _deed(self, effect: Effect) -> Awaitable[None]:
        """A room's own effects are its own business."""
        if isinstance(effect, SortEffect):
            return self._sorts.do(effect)
        if isinstance(effect, RouteEffect):
            return self._routes.do(effect)
        if isinstance(effect, FindEffect):
            return self._finds.do(effect)
        return self._shell_deed(effect)

    def _shell_deed(self, effect: Effect) -> Awaitable[None]:
        match effect:
            case Survey() | LoadModel() | ForgetModel():
                return self._models.do(effect)
            case LoadEmbedder() | UnloadEmbedder():
                return self._embedders.do(effect)
            case KeepPreferences() | ListSettings():
                return self._preferences.do(effect)
            case AsideWork():
                return self._asides.do(effect)
            case ShelfWork() | PutBack():
                return self._shelves.do(effect)
            case TellForm() | TellRecipe() | GoOn() | Rewrite() | Suggest():
                return self._stories.do(effect)
            case FillSurprise():
                return self._stories.surprise(effect)
        raise TypeError(f"no deed for {effect!r}")

    async def _guarded(self, deed: Awaitable[None]) -> None:
        """No deed may fail unseen."""
        try:
            await deed
        except Exception as error:
            self.tell(Failed(trouble_of(error, TROUBLE_PLACE[self.state.place])))


def page_event(name: str, data: dict[str, Any]) -> PageEvent:
    """The event as the rules take it: texts by name, and the bytes of a file beside them."""
    texts = {str(key): str(it) for key, it in data.items() if not isinstance(it, bytes)}
    content = next((it for it in data.values() if isinstance(it, bytes)), b"")
    return PageEvent(name, texts, content)


def _is_quiet(before: State, event: Event) -> bool:
    """Whether the effects alone set what changed, so that no new screen is needed."""
    if isinstance(event, FetchMoved):
        return before.brain.fetch.phase == event.fetch.phase
    if isinstance(event, EmbedderMoved):
        return before.embedding.fetch.phase == event.fetch.phase
    return isinstance(event, QUIET)
