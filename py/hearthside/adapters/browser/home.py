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
from hearthside.adapters.browser.stores import BrowserEncryptedStore, BrowserShelf
from hearthside.wire import Code, Topic
from hearthside.wire.rpc import Handler, Peer

# Longer than what an engine mostly does without looking up: a chunk of a prompt, a run of texts.
ENGINE_GRACE_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Home:
    """Everything around the mind."""

    page: Peer
    engine: BrowserEngine
    embedder: BrowserEmbedder
    shelf: BrowserShelf
    encrypted: BrowserEncryptedStore

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
    page = Peer(_into(bridge, "page"))
    engine = Peer(
        _into(bridge, "engine"),
        grace_s=ENGINE_GRACE_S,
        on_stuck=lambda _op: page.note(Topic.KILL, {"worker": "engine"}),
    )
    shelf = Peer(_into(bridge, "shelf"))
    page.on_note(Topic.LOST, lambda data: _on_lost(engine, data))
    readers = {"page": page.receive, "engine": engine.receive, "shelf": shelf.receive}
    bridge.listen = create_proxy(
        lambda pipe, text, *buffers: readers[pipe](text, *(it.to_bytes() for it in buffers))
    )
    return Home(
        page,
        BrowserEngine(engine, models_url),
        BrowserEmbedder(engine, models_url),
        BrowserShelf(shelf),
        BrowserEncryptedStore(shelf),
    )


def _into(bridge: Any, pipe: str) -> Callable[..., None]:
    from pyodide.ffi import to_js

    return lambda text, *buffers: bridge.post(pipe, text, *map(to_js, buffers))


def _on_lost(engine: Peer, data: Any) -> None:
    if data["worker"] == "engine":
        engine.lost(Code.ENGINE_LOST, data.get("message") or "The engine ended unexpectedly.")
