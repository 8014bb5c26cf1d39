"""The outside world in a browser, behind pipes: `connect()` finds all of it."""

from hearthside.adapters.browser.embedder import BrowserEmbedder
from hearthside.adapters.browser.engine import BrowserEngine
from hearthside.adapters.browser.home import Home, connect
from hearthside.adapters.browser.stores import BrowserEncryptedStore, BrowserShelf
from hearthside.adapters.browser.trainer import BrowserTrainer

__all__ = [
    "BrowserEmbedder",
    "BrowserEncryptedStore",
    "BrowserEngine",
    "BrowserShelf",
    "BrowserTrainer",
    "Home",
    "connect",
]
