"""Joins a notebook and a bench to the page: what the page asks is run, what happens is told.

    app.start {} -> {}         at once; "absent" is reported later when the model must be fetched
    app.event {name: "run", data: {source}} -> parts {stream, text} -> {ending}
    app.event {name: "ping"} -> {}         tells a Python that waits from a busy one

Knows the wire, and the pipes through `hearthside.adapters.browser`; knows nothing of PyScript.
"""

import asyncio
from functools import partial
from typing import Any

from app.workbench.cell.bench import Bench, Choices, IsKept, Vectors, furnish
from app.workbench.cell.notebook import Notebook, Stream
from hearthside import Code, HearthsideError, InvalidInput
from hearthside.adapters.browser import Home, connect
from hearthside.rpc import Part
from hearthside.wire import Op, Topic


def move_in(settings: dict[str, Any], bridge: Any = None) -> None:
    """Answer the page from now on. `settings`: base_url, and those of `Choices`."""
    home = connect(bridge, models_url=f"{settings.pop('base_url')}models/")

    async def is_kept(model: str) -> bool:
        found = await home.engine.kept()
        return any(one["id"] == model and one["complete"] for one in found)

    vectors = Vectors(home.embedder, home.embedder, is_kept)
    report = partial(home.page.note, Topic.EFFECT)
    bench = Bench(home.engine, Choices(**settings), report, vectors)
    furnish(bench)
    home.page.on_note(Topic.LOST, lambda _data: bench.forget())
    desk = _Desk(bench)
    errands: set[asyncio.Task[None]] = set()

    async def start(_args: dict[str, Any], _part: Part) -> dict[str, Any]:
        # Held on to: the loop alone would let it be collected.
        errands.add(asyncio.create_task(_report_absent(home, bench, is_kept)))
        return {}

    home.serve({Op.APP_START: start, Op.APP_EVENT: desk.event})


class _Desk:
    """Runs the page's cells in one notebook."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._part: Part | None = None
        self._notebook = Notebook(self._write)

    async def event(self, args: dict[str, Any], part: Part) -> dict[str, Any]:
        if args.get("name") == "ping":
            return {}
        if args.get("name") != "run":
            raise InvalidInput(Code.CALL_INVALID, f"There is no event {args.get('name')!r} here.")
        self._part = part
        self._bench.engine.begin()
        ending = await self._notebook.run(str(args["data"]["source"]))
        self._bench.engine.settle()
        return {"ending": ending}

    def _write(self, stream: Stream, text: str) -> None:
        if self._part is not None:
            self._part({"stream": stream, "text": text})


async def _report_absent(home: Home, bench: Bench, is_kept: IsKept) -> None:
    """Tell the page of a model that is not on this device yet; silent when that cannot be known."""
    offer = bench.choices.offer("")
    if offer is None:
        return
    try:
        kept = await is_kept(offer["id"])
    except HearthsideError:
        return
    if not kept:
        home.page.note(Topic.EFFECT, {"name": "absent", **offer})
