"""An entry for the mind's worker: hands the page's calls on to the store, as an app would.

Stands in the place of app.main, so that the worker, its border and the store behind it are real.
"""

from typing import Any

from hearthside.adapters.browser import connect
from hearthside.errors import HearthsideError
from hearthside.wire import Op

_house: list[Any] = []


async def start() -> None:
    """Answer the page of this worker."""
    home = connect()
    home.serve({Op.APP_EVENT: _answer})
    _house.append(home)


async def _answer(args: dict[str, Any], _part: object) -> dict[str, Any]:
    data = args["data"]
    try:
        value = await getattr(_house[0].encrypted, data["call"])(*data["arguments"])
    except HearthsideError as error:
        return {"error": error.code, "message": error.message, "detail": error.detail}
    return {"value": list(value) if isinstance(value, tuple) else value}
