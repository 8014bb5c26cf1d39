"""What the mind finds in a browser: an engine, a shelf and an store behind pipes, a page to serve.

    home = connect()                                    # after a snapshot is restored, not before
    home.serve({Op.APP_START: start, Op.APP_EVENT: event})
    model = await load_model(home.engine, "gemma-3-270m-en")

The one file of the library that knows `js` and `pyodide`, and it imports them only when `connect`
runs: a memory snapshot is made long before there is a page. What it finds is one global object,
`hearthside = {post(pipe, text, *buffers), listen}`. Knows nothing of screens, prompts or sampling.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hearthside.adapters.browser.embedder import BrowserEmbedder
from hearthside.adapters.browser.engine import BrowserEngine
from hearthside.adapters.browser.site import BrowserSite
from hearthside.adapters.browser.stores import BrowserEncryptedStore, BrowserShelf
from hearthside.adapters.browser.trainer import BrowserTrainer
from hearthside.wire import Code, Topic
from hearthside.wire.rpc import Handler, Peer

# Longer than what an engine mostly does without looking up: a chunk of a prompt, a run of texts.
ENGINE_GRACE_S: Final = 5.0
# A trainer looks up between two texts, and a long one may take many seconds on a busy machine.
TRAINER_GRACE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Home:
    """Everything around the mind."""

    page: Peer
    engine: BrowserEngine
    embedder: BrowserEmbedder
    shelf: BrowserShelf
    encrypted: BrowserEncryptedStore
    trainer: BrowserTrainer
    site: BrowserSite

    def serve(self, handlers: Mapping[str, Handler]) -> None:
        """Answer what the page asks: one handler per operation, see `Peer.handle`."""
        for op, handler in handlers.items():
            self.page.handle(op, handler)


def connect(bridge: Any = None, *, models_url: str | None = None) -> Home:
    """Open the pipes. `bridge` is the global `hearthside`; `models_url` the folder of the models.

    By default both are what the worker has put there.
    """
    from pyodide.ffi import create_proxy

    if bridge is None:
        import js

        bridge = js.hearthside
    if models_url is None:
        models_url = f"{bridge.base_url}models/"
    # A snapshot froze the generator's state: without this every visit draws the same numbers.
    random.seed()
    page, shelf = Peer(_into(bridge, "page")), Peer(_into(bridge, "shelf"))
    engine = Peer(
        _into(bridge, "engine"),
        grace_s=ENGINE_GRACE_S,
        on_stuck=lambda _op: page.note(Topic.KILL, {"worker": "engine"}),
    )
    trainer, training = _trainer(bridge, page, models_url)
    page.on_note(Topic.LOST, lambda data: _on_lost(engine, trainer, data))
    peers = {"page": page, "engine": engine, "shelf": shelf, "trainer": training}
    bridge.listen = create_proxy(
        lambda pipe, text, *buffers: peers[pipe].receive(text, *(it.to_bytes() for it in buffers))
    )
    return Home(
        page,
        BrowserEngine(engine, models_url),
        BrowserEmbedder(engine, models_url),
        BrowserShelf(shelf),
        BrowserEncryptedStore(shelf),
        trainer,
        BrowserSite(lambda path: bridge.file(path)),  # the Workbench's bridge has none
    )


def _trainer(bridge: Any, page: Peer, models_url: str) -> tuple[BrowserTrainer, Peer]:
    """The trainer, whose worker the page starts and ends, and the peer that hears it."""

    def order(topic: Topic) -> None:
        page.note(topic, {"worker": "trainer"})

    peer = Peer(
        _into(bridge, "trainer"),
        grace_s=TRAINER_GRACE_S,
        on_stuck=lambda _op: order(Topic.KILL),
    )
    trainer = BrowserTrainer(
        peer, models_url, lambda: order(Topic.START), lambda: order(Topic.KILL)
    )
    return trainer, peer


def _into(bridge: Any, pipe: str) -> Callable[..., None]:
    from pyodide.ffi import to_js

    return lambda text, *buffers: bridge.post(pipe, text, *map(to_js, buffers))


def _on_lost(engine: Peer, trainer: BrowserTrainer, data: Any) -> None:
    message = data.get("message") or f"The {data['worker']} ended unexpectedly."
    if data["worker"] == "engine":
        engine.lost(Code.ENGINE_LOST, message)
    elif data["worker"] == "trainer":
        trainer.lost(message)
