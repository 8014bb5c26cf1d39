"""A cell's promises on CPython: values, live output, tracebacks a person can read, and stops."""

import ast
import asyncio
from pathlib import Path

import pytest

from app.workbench.cell.notebook import Console, Ending, Notebook, Stream


class Sheet:
    """A notebook, and all that it said."""

    def __init__(self) -> None:
        self.said: list[tuple[Stream, str]] = []
        self.notebook = Notebook(lambda stream, text: self.said.append((stream, text)))

    async def run(self, source: str) -> Ending:
        self.said.clear()
        return await self.notebook.run(source)

    def text(self, stream: Stream) -> str:
        return "".join(text for said, text in self.said if said == stream)


async def test_a_last_expression_is_shown_and_names_live_on() -> None:
    sheet = Sheet()
    assert await sheet.run("x = 20\nprint('hi')\nx + 1") == "done"
    assert sheet.text("out") == "hi\n"
    assert sheet.text("value") == "21\n"
    assert await sheet.run("_ * 2") == "done"
    assert sheet.text("value") == "42\n"


async def test_none_and_a_closing_semicolon_show_nothing() -> None:
    sheet = Sheet()
    for source in ("None", "5;", "x = 5", "", "# only a remark"):
        assert await sheet.run(source) == "done"
        assert sheet.said == []


async def test_awaits_and_loops_stand_at_the_top_level() -> None:
    sheet = Sheet()
    source = """
import asyncio

async def count():
    for number in range(3):
        await asyncio.sleep(0)
        yield number

async for number in count():
    print(number, end=" ")
await asyncio.sleep(0, "slept")
"""
    assert await sheet.run(source) == "done"
    assert sheet.text("out") == "0 1 2 "
    assert sheet.text("value") == "'slept'\n"


async def test_output_leaves_while_the_cell_still_runs() -> None:
    sheet = Sheet()
    running = asyncio.create_task(
        sheet.run("import asyncio\nprint('first')\nawait asyncio.sleep(60)")
    )
    async with asyncio.timeout(5):
        while "first" not in sheet.text("out"):
            await asyncio.sleep(0.01)
    assert not running.done()
    running.cancel()
    assert await running == "stopped"


async def test_a_traceback_shows_the_cells_lines_and_nothing_of_the_bench() -> None:
    sheet = Sheet()
    await sheet.run("def half(n):\n    return n / 0")
    assert await sheet.run("total = 1\nhalf(total)") == "error"
    shown = sheet.text("err")
    assert 'File "cell 2", line 2' in shown and "half(total)" in shown
    assert 'File "cell 1", line 2' in shown and "return n / 0" in shown
    assert shown.endswith("ZeroDivisionError: division by zero\n")
    assert "notebook.py" not in shown


async def test_an_error_of_the_library_is_calm() -> None:
    sheet = Sheet()
    source = "from hearthside import SamplingOptions\nSamplingOptions(temperature=99)"
    assert await sheet.run(source) == "error"
    shown = sheet.text("err")
    assert 'File "cell 1", line 2' in shown
    assert shown.splitlines()[-1].startswith("hearthside.errors.InvalidInput: temperature must be")
    assert "sampling.py" not in shown


async def test_a_typo_is_pointed_at() -> None:
    sheet = Sheet()
    assert await sheet.run("total = (1,\nprint(total)") == "error"
    shown = sheet.text("err")
    assert "SyntaxError" in shown and "^" in shown and 'File "cell 1", line 1' in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("source", ["raise SystemExit(1)", "exit()", "input('Name? ')", "1 / 0"])
async def test_no_cell_ends_the_worker(source: str) -> None:
    sheet = Sheet()
    assert await sheet.run(source) == "error"
    assert sheet.text("err")
    assert await sheet.run("print('still here')") == "done"


@pytest.mark.parametrize(
    "source",
    [
        "raise SyntaxError('x', (1, 2, 3, 4))",
        "error = SyntaxError('m')\nerror.msg, error.filename = None, 7\nraise error",
        "class Bad(Exception):\n    def __str__(self): return 5\nraise Bad",
    ],
)
async def test_an_error_that_cannot_be_written_down_is_shown_all_the_same(source: str) -> None:
    sheet = Sheet()
    assert await sheet.run(source) == "error"
    assert "Error" in sheet.text("err") or "Bad" in sheet.text("err")
    assert await sheet.run("print('still here')") == "done"


async def test_an_interrupt_stops_a_cell() -> None:
    assert await Sheet().run("raise KeyboardInterrupt") == "stopped"


async def test_stdout_is_given_back() -> None:
    import sys

    before = sys.stdout, sys.stderr
    await Sheet().run("import sys\nprint('to stderr', file=sys.stderr)\n1 / 0")
    assert (sys.stdout, sys.stderr) == before


async def test_a_flood_arrives_whole_in_few_pieces() -> None:
    sheet = Sheet()
    assert await sheet.run("for number in range(50_000): print(number)") == "done"
    assert sheet.text("out") == "".join(f"{number}\n" for number in range(50_000))
    assert len(sheet.said) < 5_000


def test_held_text_keeps_its_order_and_its_stream() -> None:
    said: list[tuple[Stream, str]] = []
    console = Console(lambda stream, text: said.append((stream, text)))
    for number in range(2_000):
        console.send("err" if number % 100 == 99 else "out", f"{number},")
    console.flush()
    assert "".join(text for _, text in said) == "".join(f"{number}," for number in range(2_000))
    errors = "".join(text for stream, text in said if stream == "err")
    assert errors == "".join(f"{number}," for number in range(99, 2_000, 100))


EXAMPLES = sorted(
    (Path(__file__).parents[3] / "app/workbench/examples").glob("*.py"), key=lambda path: path.name
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_cells_that_fit_the_editor(path: Path) -> None:
    source = path.read_text("utf-8")
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    compile(source, path.name, "exec", flags=flags)
    assert max(map(len, source.splitlines())) <= 64
