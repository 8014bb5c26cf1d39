"""The loop of the face: an event changes the state, the state is shown, the effects are done.

    app = App(device, shelf, note, embedder=..., matrices=..., encrypted=..., trainer=..., site=...)
    await app.start({...}); await app.event({"name": "tell", "data": {...}})

Runs on CPython with the fake engine as it does in a browser. Knows nothing of pipes or the DOM.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from app.context import Context
from app.effects import (
    Append,
    AsideWork,
    CancelEmbedder,
    CancelLoad,
    DropSuggestion,
    Effect,
    ForgetModel,
    KeepPreferences,
    ListSettings,
    LoadEmbedder,
    LoadModel,
    Suggest,
    Survey,
    ToPage,
    UnloadEmbedder,
)
from app.events import (
    EmbedderMoved,
    Failed,
    FetchMoved,
    PageEvent,
    Suggested,
    VoicesHeard,
    Woken,
)
from app.handling import Event, update
from app.room import Forgets, Room
from app.rooms import alert_at, room_at, rooms
from app.shell.actions.adapters import AdapterActions, adapters_of
from app.shell.actions.aside import AsideActions
from app.shell.actions.embedder import EmbedderActions
from app.shell.actions.model import ModelActions
from app.shell.actions.ports import Device, shown_error
from app.shell.actions.preferences import PreferencesActions
from app.shell.actions.source import Sources
from app.shell.actions.suggesting import SuggestActions
from app.shell.handlers import FILED
from app.shell.keeping import MOVING_EVERY_S, Keeper, kept_state
from app.shell.offers import embedders_of, offers_of, seers_of
from app.state import ShownError, State
from app.ui.frame import Screens
from hearthside.log import Log, occasion
from hearthside.ports import EmbeddingEngine, EncryptedStore, Matrices, Shelf, SiteFiles, Trainer
from hearthside.wire import Code, Topic

__all__ = ["FILED", "App"]


class App:
    """One page's mind. `note(topic, data)` reaches the page."""

    def __init__(
        self,
        device: Device,
        shelf: Shelf,
        note: Callable[[str, Any], None],
        *,
        embedder: EmbeddingEngine,
        matrices: Matrices,
        encrypted: EncryptedStore,
        trainer: Trainer,
        site: SiteFiles,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.state = State()
        self._note = note
        self._clock = clock
        self._shown = ""
        self._screens = Screens()
        self._keeper = Keeper()
        self._kept_s = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._awake = False
        self._quiet = tuple([kind for room in rooms() for kind in room.quiet])
        log = Log(encrypted, shelf)
        self._models = ModelActions(device, self.dispatch, clock, log.heard)
        self._embedders = EmbedderActions(embedder, self.dispatch, clock)
        self._preferences = PreferencesActions(shelf, self.dispatch)
        sources = Sources(self._models, self._embedders, embedder, matrices)
        self._adapters = AdapterActions(site)
        self._suggesting = SuggestActions(self._models, self.dispatch, lambda: self.state.busy)
        models = (self._models, self._embedders, sources, self._adapters)
        context = Context(self.dispatch, clock, shelf, encrypted, matrices, trainer, *models, log)
        self._actions = {
            room.id: room.actions(context) for room in rooms() if room.actions is not None
        }
        self._asides = AsideActions(shelf, self.dispatch, self._owners())

    def _owners(self) -> dict[str, Forgets]:
        """Who keeps more of a document than itself, by the name of its collection."""
        return {
            name: actions
            for room in rooms()
            if isinstance(actions := self._actions.get(room.id), Forgets)
            for name in room.collections
        }

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
            seers=seers_of(models, settings.get("model", "")),
        )
        self._adapters.listed = adapters_of(settings.get("adapters"))
        if settings.get("revived"):
            error = ShownError(Code.MIND_LOST, place=alert_at(self.state.place))
            self.state = replace(self.state, error=error)
        await self._preferences.read(settings)
        self._do(Survey())
        self.dispatch(PageEvent("fragment", {"fragment": str(args.get("fragment") or "")}))
        for effect in room_at(self.state.place).on_arrive:
            self._do(effect)
        self.dispatch(Woken(bool(settings.get("revived"))))
        self._show()
        return {}

    async def event(self, args: dict[str, Any], _part: object = None) -> dict[str, Any]:
        """`app.event`: something a person or the browser did."""
        name, data = str(args.get("name")), args.get("data") or {}
        if name == "voices":
            heard = tuple((v["name"], v["language"], v["local"] is True) for v in data["voices"])
            self.dispatch(VoicesHeard(heard))
        else:
            self.dispatch(page_event(name, data))
        return {}

    async def settle(self) -> None:
        """Wait until nothing is under way. For tests, and for whoever closes the house."""
        while under_way := [task for task in self._tasks if not task.done()]:
            await asyncio.gather(*under_way)

    # --- the loop ------------------------------------------------------------------------------

    def dispatch(self, event: Event) -> None:
        """Let `event` happen."""
        before = self.state
        self.state, effects = update(before, event)
        if isinstance(event, self._quiet):
            if self._clock() - self._kept_s > MOVING_EVERY_S:
                self._keep()
        elif self.state is not before and not _is_quiet(before, event):
            self._show()
            self._keep()
        for effect in effects:
            self._do(effect)
        self._keep_awake()

    def _keep_awake(self) -> None:
        """The screen stays on while a model is fetched or at work: a device asleep stops both."""
        loading = "loading" in (self.state.brain.stage, self.state.embedding.stage)
        if (wanted := loading or self.state.busy) != self._awake:
            self._awake = wanted
            self._note(Topic.EFFECT, {"name": "wake", "on": wanted})

    def _show(self) -> None:
        html = self._screens.of(self.state).text
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
        elif isinstance(effect, CancelLoad):
            self._models.cancel()
        elif isinstance(effect, CancelEmbedder):
            self._embedders.cancel()
        else:
            task = asyncio.ensure_future(self._guarded(self._work(effect)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _work(self, effect: Effect) -> Awaitable[None]:
        """A room's own effects are its own business."""
        for room in rooms():
            if room.effects is not None and isinstance(effect, room.effects):
                return self._in(room, effect)
        match effect:
            case Survey() | LoadModel() | ForgetModel():
                return self._models.do(effect)
            case LoadEmbedder() | UnloadEmbedder():
                return self._embedders.do(effect)
            case KeepPreferences() | ListSettings():
                return self._preferences.do(effect)
            case Suggest() | DropSuggestion():
                return self._suggesting.do(effect)
            case AsideWork():
                return self._asides.do(effect)
        raise TypeError(f"nobody carries out {effect!r}")

    async def _in(self, room: Room, effect: Effect) -> None:
        """What is asked of a model for this hangs together in the log."""
        with occasion(room.title):
            await self._actions[room.id].do(effect)

    async def _guarded(self, work: Awaitable[None]) -> None:
        """Nothing may fail unseen."""
        try:
            await work
        except Exception as error:
            self.dispatch(Failed(shown_error(error, alert_at(self.state.place))))


def page_event(name: str, data: dict[str, Any]) -> PageEvent:
    """The event as the rules take it: texts by name, and the bytes of a file beside them."""
    texts = {str(key): str(it) for key, it in data.items() if not isinstance(it, bytes)}
    content = next((it for it in data.values() if isinstance(it, bytes)), b"")
    return PageEvent(name, texts, content)


def _is_quiet(before: State, event: Event) -> bool:
    """Whether the effects alone set what changed, so that no new screen is needed."""
    if isinstance(event, Suggested):
        return True
    if isinstance(event, FetchMoved):
        return before.brain.fetch.phase == event.fetch.phase
    if isinstance(event, EmbedderMoved):
        return before.embedding.fetch.phase == event.fetch.phase
    return False
