"""Help with the code of a cell: what rules tell at once, and what a model adds where it is asked.

    help     {job, source, line, column} -> {title, lines, names, typed, code, source, models}
    help.ask {job, source, line, column, model} -> parts {text} ->
             {text, source, problem, note, sent: [{name, text, tokens}], cut, by}

`job` is "explain" (the error of the last run), "complete", "docstring" or "tests"; `line` counts
from 1, `column` from 0 in characters. Nothing is run but by a person. Knows nothing of pages.
"""

import linecache
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, Final

from app.workbench.cell.bench import Bench
from app.workbench.cell.notebook import Notebook
from hearthside import Code, InvalidInput
from hearthside.wire.rpc import Part
from hearthside.write import Piece, Sent
from hearthside.write.code import (
    CodeWriter,
    CodeWritten,
    documented,
    explained,
    function_at,
    names_at,
    plain_docstring,
    plain_tests,
    typed_at,
    with_tests,
)
from hearthside.write.code.writer import CodeEvent

# What is smaller answers questions about code badly, however it was taught.
_WEAK_BELOW_BYTES: Final = 1_000_000_000
_WEAK: Final = "A small model: what it says about code is often wrong. Take it as a guess."
_STRONG: Final = "Larger than most here, and wrong at times all the same: check what it says."
_LIMIT: Final = "It was not done when its room for an answer was used up."


class Helping:
    """Helps with the cells of one notebook, by rules and with the models of one bench."""

    def __init__(self, bench: Bench, notebook: Notebook) -> None:
        self._bench = bench
        self._notebook = notebook

    async def told(self, data: dict[str, Any]) -> dict[str, Any]:
        """What rules tell. Errors: InvalidInput (call.invalid) where there is nothing to tell."""
        ways: dict[str, Callable[[str, int, int], dict[str, Any]]] = {
            "explain": self._explained,
            "complete": self._names,
            "docstring": self._docstring,
            "tests": self._tests,
        }
        job, source, line, column = _read(data)
        blank = {"lines": [], "names": [], "typed": 0, "code": "", "source": ""}
        return {**blank, **ways[job](source, line, column), "models": await self._models()}

    async def asked(self, data: dict[str, Any], part: Part) -> dict[str, Any]:
        """What a model adds. Errors: those of `CodeWriter` and `open_model`."""
        bench, (job, source, line, column) = self._bench, _read(data)
        bench.engine.begin()
        async with bench.told.run():
            model = await bench.open(str(data.get("model") or ""))
            async with CodeWriter(model) as writer:
                answer = await _followed(self._events(writer, job, source, line, column), part)
        bench.engine.settle()
        return {**answer, "by": model.info.title}

    def _events(
        self, writer: CodeWriter, job: str, source: str, line: int, column: int
    ) -> AsyncGenerator[CodeEvent, None]:
        match job:
            case "explain":
                fault = self._notebook.fault
                assert fault is not None  # see _explained, which has told of it
                file = fault.lines[-1].file if fault.lines else ""
                return writer.explain(fault, "".join(linecache.getlines(file)))
            case "complete":
                return writer.complete(source, line, column)
            case "docstring":
                return writer.docstring(source, line)
            case _:
                return writer.tests(source, line)

    def _explained(self, _source: str, _line: int, _column: int) -> dict[str, Any]:
        fault = self._notebook.fault
        if fault is None:
            raise InvalidInput(Code.CALL_INVALID, "The last run did not fail.")
        return {"title": f"What {fault.kind} means", "lines": list(explained(fault))}

    def _names(self, source: str, line: int, column: int) -> dict[str, Any]:
        found = names_at(source, line, column, self._notebook.names)
        said = (
            "These names are known here and fit:"
            if found
            else "No name that is known here fits what stands before the cursor."
        )
        typed = len(typed_at(source, line, column))
        return {"title": f"Line {line}", "lines": [said], "names": found, "typed": typed}

    def _docstring(self, source: str, line: int, _column: int) -> dict[str, Any]:
        function = function_at(source, line)
        text = plain_docstring(function)
        return {
            "title": f"A docstring for {function.name}",
            "lines": ["Its name in words, and what can be read off the code. Say it better."],
            "code": text,
            "source": documented(source, function, text),
        }

    def _tests(self, source: str, line: int, _column: int) -> dict[str, Any]:
        function = function_at(source, line)
        text, whole = plain_tests(function)
        said = (
            "Made of the examples in its docstring."
            if whole
            else "A form: put values in place of the dots, and what must come of them."
        )
        return {
            "title": f"Tests for {function.name}",
            "lines": [f"{said} Nothing is run before you press Run."],
            "code": text,
            "source": with_tests(source, function, text),
        }

    async def _models(self) -> list[dict[str, Any]]:
        return [
            {
                "id": each["id"],
                "title": each["title"],
                "note": _WEAK if each.get("bytes", 0) < _WEAK_BELOW_BYTES else _STRONG,
            }
            for each in await self._bench.writers()
        ]


async def _followed(events: AsyncGenerator[CodeEvent, None], part: Part) -> dict[str, Any]:
    """What is written is passed on as it comes; what stands at the end."""
    answer: dict[str, Any] = {}
    async with aclosing(events):
        async for event in events:
            match event:
                case Sent():
                    answer["cut"] = event.cut.words if event.cut else ""
                    answer["sent"] = [
                        {"name": it.name, "text": it.text, "tokens": it.tokens}
                        for it in event.parts
                    ]
                case Piece(text=text):
                    part({"text": text})
                case CodeWritten():
                    note = "" if event.whole else _LIMIT
                    answer |= {"text": event.text, "source": event.source, "note": note}
                    answer["problem"] = event.problem
    return answer


def _read(data: dict[str, Any]) -> tuple[str, str, int, int]:
    job = str(data.get("job"))
    if job not in ("explain", "complete", "docstring", "tests"):
        raise InvalidInput(Code.CALL_INVALID, f"There is no help of the kind {job!r}.")
    line, column = int(data.get("line", 1)), int(data.get("column", 0))
    return job, str(data.get("source", "")), line, column
