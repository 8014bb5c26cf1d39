"""Run a person's Python, one cell at a time: top-level await, live prints, readable tracebacks.

Variables live on from cell to cell. Output leaves by one function, as it happens.
Knows nothing of pages, workers or PyScript: it runs and is tested on CPython.
"""

import ast
import asyncio
import contextlib
import io
import linecache
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from inspect import CO_COROUTINE
from pathlib import Path
from types import CodeType, TracebackType
from typing import Final, Literal

from app.workbench.cell.imports import advice
from hearthside import HearthsideError
from hearthside.write.code import Fault, fault_of

Stream = Literal["out", "err", "value"]
Ending = Literal["done", "error", "stopped"]
Write = Callable[[Stream, str], None]

_CELL: Final = "cell "  # and a number: what a traceback calls a cell
_WINDOW_S: Final = 0.1
_WRITES_PER_WINDOW: Final = 100
_HELD_CHARS: Final = 16_384


class Console:
    """Hands text on at once, in order; a flood of it in larger pieces.

    A cell may print a million times a second. The first hundred writes of each tenth of a second
    leave immediately; what follows is held until the tenth is over or 16,384 characters are held.
    """

    def __init__(self, write: Write) -> None:
        self._write = write
        self._held: list[tuple[Stream, str]] = []
        self._held_chars = 0
        self._window_end_s = 0.0
        self._writes_left = 0

    def send(self, stream: Stream, text: str) -> None:
        """Pass `text` on, now or with what comes next."""
        now_s = time.monotonic()
        if now_s >= self._window_end_s:
            self.flush()
            self._window_end_s = now_s + _WINDOW_S
            self._writes_left = _WRITES_PER_WINDOW
        if self._writes_left > 0:
            self._writes_left -= 1
            self._write(stream, text)
            return
        self._held.append((stream, text))
        self._held_chars += len(text)
        if self._held_chars >= _HELD_CHARS:
            self.flush()

    def flush(self) -> None:
        """Pass on all that is held, joining what belongs to the same stream."""
        held, self._held, self._held_chars = self._held, [], 0
        start = 0
        for end in range(1, len(held) + 1):
            if end == len(held) or held[end][0] != held[start][0]:
                self._write(held[start][0], "".join(text for _, text in held[start:end]))
                start = end


class _Tap(io.TextIOBase):
    """A text file whose every write goes to a console."""

    def __init__(self, console: Console, stream: Stream) -> None:
        self._console = console
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._console.send(self._stream, text)
        return len(text)

    def flush(self) -> None:
        pass  # Nothing waits here; the console holds text only while it floods.


class Notebook:
    """The cells of one person: their names (`Path` among them), a counter, where output goes."""

    def __init__(self, write: Write) -> None:
        self._console = Console(write)
        self._names: dict[str, object] = {"__name__": "__main__", "input": _no_input, "Path": Path}
        self._runs = 0
        self.fault: Fault | None = None  # of the last run, where it failed

    @property
    def names(self) -> Mapping[str, object]:
        """The variables of the cells."""
        return self._names

    async def run(self, source: str) -> Ending:
        """Run `source` and say how it ended; raises nothing.

        Cancelling the awaiting task stops the cell at its next `await`; a KeyboardInterrupt raised
        by the interpreter stops it anywhere. The value of a last expression is shown as its repr.
        """
        self._runs, self.fault = self._runs + 1, None
        name = f"{_CELL}{self._runs}"
        # A traceback finds the source lines here, long after the editor has moved on.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        with self._outlets():
            try:
                await self._execute(source, name)
            except (asyncio.CancelledError, KeyboardInterrupt):
                return "stopped"
            except BaseException as error:  # SystemExit too: a cell must not end the worker.
                shown, self.fault = _told(error, name)
                self._console.send("err", shown)
                return "error"
        return "done"

    async def _execute(self, source: str, name: str) -> None:
        body, last = _compile(source, name)
        await self._evaluate(body)
        value = await self._evaluate(last) if last else None
        if value is not None:
            self._names["_"] = value
            self._console.send("value", f"{value!r}\n")

    async def _evaluate(self, code: CodeType) -> object:
        value = eval(code, self._names)
        return await value if code.co_flags & CO_COROUTINE else value

    @contextlib.contextmanager
    def _outlets(self) -> Iterator[None]:
        out, err = _Tap(self._console, "out"), _Tap(self._console, "err")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            flusher = asyncio.create_task(self._flush_often())
            try:
                yield
            finally:
                flusher.cancel()
                self._console.flush()

    async def _flush_often(self) -> None:
        while True:
            await asyncio.sleep(_WINDOW_S)
            self._console.flush()


def _told(error: BaseException, name: str) -> tuple[str, Fault | None]:
    """The traceback, and what can be said of it. A cell may raise what cannot even be written down,
    as a SyntaxError whose line is a number."""
    try:
        shown = explain(error, name)
        return shown, fault_of(error, lambda file: str(file).startswith(_CELL), shown)
    except Exception:
        return f"{type(error).__name__}, which does not say in words what it is.\n", None


def explain(error: BaseException, name: str) -> str:
    """The traceback of `error` from the cell `name` inwards, without what ran the cell.

    The library's own errors say what to do next, and what cannot be here gets a sentence that does:
    of them only the cells' lines are shown.
    """
    hint = advice(error)
    shown = traceback.TracebackException(
        type(error), error, _from_cell(error.__traceback__, name), compact=True
    )
    if hint or isinstance(error, HearthsideError):
        shown.stack[:] = [frame for frame in shown.stack if frame.filename.startswith(_CELL)]
        shown.__cause__ = shown.__context__ = None
    return "".join((*shown.format(), hint))


def _from_cell(tb: TracebackType | None, name: str) -> TracebackType | None:
    first = tb
    while first is not None and first.tb_frame.f_code.co_filename != name:
        first = first.tb_next
    return first


def _compile(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    """The statements of a cell, and its last expression apart when it ends on one."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = ast.parse(source, name, "exec")
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = compile(ast.Expression(tree.body.pop().value), name, "eval", flags=flags)  # type: ignore[attr-defined]
    return compile(tree, name, "exec", flags=flags), last


def _no_input(prompt: str = "") -> str:
    raise RuntimeError("A cell cannot ask for input: write the value into the cell instead.")
