"""The composition root: in the mind's worker, `await start()` ties the app to its pipes.

Knows every part by name and does nothing itself.
"""

from app.app import App
from app.rooms import rooms
from hearthside.wire import Op

# Now, and not at the first event: a memory snapshot holds values, but no files of samples.
rooms()

# Whoever is here is kept for as long as the worker lives.
_house: list[object] = []


async def start() -> None:
    """Serve the page of this worker. Called once, after the worker has booted."""
    from hearthside.adapters.browser import connect

    home = connect()
    app = App(
        home.engine,
        home.shelf,
        home.page.note,
        embedder=home.embedder,
        matrices=home.embedder,
        encrypted=home.encrypted,
        trainer=home.trainer,
        site=home.site,
    )
    home.serve({Op.APP_START: app.start, Op.APP_EVENT: app.event})
    _house.extend((home, app))
