"""The desk between page and cells: files handed in, what can be imported, and plain advice."""

from pathlib import Path
from typing import Any

import pytest

from app.workbench.cell.bench import Bench, Choices
from app.workbench.cell.home import Cells
from app.workbench.cell.imports import importable
from app.workbench.cell.notebook import Notebook
from app.workbench.cell.terms import Terms
from hearthside import InvalidInput
from hearthside.adapters.fake.engine import FakeEngine


async def nothing_kept(_model: str) -> bool:
    return False


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cells:
    monkeypatch.chdir(tmp_path)
    terms = Terms(nothing_kept, lambda _report: None)
    return Cells(Bench(FakeEngine(), Choices(), lambda _report: None, terms), terms)


async def ask(desk: Cells, event: str, **data: Any) -> tuple[dict[str, Any], str]:
    said: list[str] = []
    answer = await desk.event({"name": event, "data": data}, lambda part: said.append(part["text"]))
    return answer, "".join(said)


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("letter.txt", "Grüße\n".encode(), "'Grüße\\n'"),
        ("from a table.csv", "\ufeffa;b\n1;2".encode(), "'a;b\\n1;2'"),
        ("scan.pdf", b"%PDF-1.7\n\xff\xfe\x00", r"b'%PDF-1.7\n\xff\xfe\x00'"),
        ("latin.txt", "Grüße".encode("latin-1"), r"b'Gr\xfc\xdfe'"),
        ("zeros.bin", b"a\x00b", r"b'a\x00b'"),
        ("empty.txt", b"", "''"),
        ('it\'s "quoted".txt', b"ok", "'ok'"),
        ("../../outside.txt", b"inside", "'inside'"),
        ("C:\\fakepath\\w.txt", b"windows", "'windows'"),
        ("..", b"dots", "'dots'"),
        ("日本語.txt", "はい".encode(), "'はい'"),
        ("cut.txt", b"x" * 65_535 + "é".encode() + b"y", None),
    ],
)
async def test_a_file_is_read_by_the_very_line_that_is_told(
    desk: Cells, tmp_path: Path, name: str, content: bytes, shown: str | None
) -> None:
    answer, _ = await ask(desk, "open", name=name, bytes=content)
    _, said = await ask(desk, "run", source=answer["call"])
    assert said.strip() == (shown or repr(content.decode()))
    [kept] = tmp_path.iterdir()
    assert kept.read_bytes() == content


async def test_an_unknown_event_is_refused(desk: Cells) -> None:
    with pytest.raises(InvalidInput):
        await ask(desk, "dance")


async def test_what_can_be_imported_can_and_has_a_line_of_help(desk: Cells) -> None:
    answer, _ = await ask(desk, "imports")
    help_of = {entry["name"]: entry["help"] for entry in answer["found"]}
    assert {"workbench", "hearthside", "hearthside.story", "openpyxl", "json"} <= help_of.keys()
    assert not {"hearthside.adapters", "_pytest"} & help_of.keys()
    ours = [name for name in help_of if name.startswith("hearthside")] + ["json", "math", "csv"]
    for name in ours:
        __import__(name)
        assert 10 < len(help_of[name]) < 200 and "\n" not in help_of[name], name
    assert len(importable()) == len(help_of), "nothing twice"


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("import surely_not_here", "surely_not_here is not part of this site."),
        ("from surely_not.here import x", "surely_not is not part of this site."),
        ("import hearthside.nothing", ""),
        ("import msvcrt", "msvcrt is of the standard library"),
        ("raise OSError('TypeError: Failed to fetch')", "A cell reaches no address but"),
        ("raise OSError('TypeError: Load failed')", "A cell reaches no address but"),
        ("1 / 0", ""),
    ],
)
async def test_what_cannot_be_here_gets_a_plain_sentence(source: str, advice: str) -> None:
    said: list[str] = []
    assert await Notebook(lambda _stream, text: said.append(text)).run(source) == "error"
    last = "".join(said).splitlines()[-1]
    assert last.startswith(advice) if advice else "site" not in last
