"""Joins a notebook and a bench to the page: what the page asks is run, what happens is told.

    app.start {} -> {}         at once; "absent" is reported later when the model must be fetched
    app.event {name: "run", data: {source}} -> parts {stream, text} -> {ending}
    app.event {name: "open", data: {name, bytes}} -> {call}  a file, and how a cell reads it
    app.event {name: "imports"} -> {found: [{name, help}]}   see imports.py
    app.event {name: "help" or "help.ask", data} -> ...      see helping.py
    app.event {name: "accept", data: {model}} -> {}          the terms of an "absent" model
    app.event {name: "ping"} -> {}         tells a Python that waits from a busy one

Knows the wire, and the pipes through `hearthside.adapters.browser`; knows nothing of PyScript.
"""

import asyncio
import codecs
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

from app.workbench.cell.bench import Bench, Choices, Vectors, furnish
from app.workbench.cell.helping import Helping
from app.workbench.cell.imports import importable
from app.workbench.cell.notebook import Notebook, Stream
from app.workbench.cell.terms import Terms
from hearthside import Code, InvalidInput
from hearthside.adapters.browser import connect
from hearthside.wire import Op, Topic
from hearthside.wire.rpc import Part

_GLANCE_BYTES: Final = 65_536


def move_in(settings: dict[str, Any], bridge: Any = None) -> None:
    """Answer the page from now on. `settings`: base_url, and those of `Choices`."""
    home = connect(bridge, models_url=f"{settings.pop('base_url')}models/")

    async def is_kept(model: str) -> bool:
        found = await home.engine.kept()
        return any(one["id"] == model and one["complete"] for one in found)

    report = partial(home.page.note, Topic.EFFECT)
    terms = Terms(is_kept, report)
    vectors = Vectors(home.embedder, home.embedder)
    bench = Bench(home.engine, Choices(**settings), report, terms, vectors)
    furnish(bench)
    home.page.on_note(Topic.LOST, lambda _data: bench.forget())
    cells = Cells(bench, terms)
    errands: set[asyncio.Task[None]] = set()

    async def start(_args: dict[str, Any], _part: Part) -> dict[str, Any]:
        if offer := bench.choices.offer(""):
            # Held on to: the loop alone would let it be collected.
            errands.add(asyncio.create_task(terms.tell(offer)))
        return {}

    home.serve({Op.APP_START: start, Op.APP_EVENT: cells.event})


class Cells:
    """Runs the page's cells in one notebook, and hands them the person's files."""

    def __init__(self, bench: Bench, terms: Terms) -> None:
        self._bench = bench
        self._terms = terms
        self._part: Part | None = None
        self._notebook = Notebook(self._write)
        self._helping = Helping(bench, self._notebook)

    async def event(self, args: dict[str, Any], part: Part) -> dict[str, Any]:
        """Answer one of the events above. Errors: InvalidInput (call.invalid) for another."""
        data = args.get("data") or {}
        match args.get("name"):
            case "run":
                return await self._run(str(data["source"]), part)
            case "open":
                return {"call": self._open(str(data["name"]), bytes(data["bytes"]))}
            case "help":
                return await self._helping.told(data)
            case "help.ask":
                return await self._helping.asked(data, part)
            case "imports":
                return {"found": importable()}
            case "accept":
                self._terms.accept(str(data["model"]))
            case "ping":
                pass
            case name:
                raise InvalidInput(Code.CALL_INVALID, f"There is no event {name!r} here.")
        return {}

    async def _run(self, source: str, part: Part) -> dict[str, Any]:
        self._part = part
        self._bench.engine.begin()
        async with self._bench.told.run():
            ending = await self._notebook.run(source)
        self._bench.engine.settle()
        return {"ending": ending}

    def _open(self, name: str, content: bytes) -> str:
        """Write a person's file where cells look first, whatever its name; how a cell reads it."""
        last = PurePosixPath(name.replace("\\", "/")).name
        path = Path("file" if last in {"", ".", ".."} else last)
        path.write_bytes(content)
        return f"Path({path.name!r}).{_reading(content)}"

    def _write(self, stream: Stream, text: str) -> None:
        if self._part is not None:
            self._part({"stream": stream, "text": text})


def _reading(content: bytes) -> str:
    """How to read it: as text where it begins like UTF-8, else as bytes."""
    glance = content[:_GLANCE_BYTES]
    with suppress(UnicodeDecodeError):
        if "\0" not in codecs.getincrementaldecoder("utf-8")().decode(glance):
            marked = glance.startswith(codecs.BOM_UTF8)
            return f"read_text({'utf-8-sig' if marked else 'utf-8'!r})"
    return "read_bytes()"
