"""The mind of the built site reads XLSX out of a page's bytes, booted from its snapshot or not.

The unit tests of app/tables say what is read; this says that it is so where the site runs, with
openpyxl out of the snapshot, where no file of it is left, and out of the wheel that is served.
"""

import base64
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.tables import read_table
from tests.browser.conftest import DIST, ROOT, Guard, Server, twin, until
from tests.unit.tables.files import workbook

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
ROWS = [["text", "when", "sum"], ["Grüße 😀", 0.25, "=B2*2"], ["=1+1", None, 3]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site with one more page and one more package in its Python."""
    folder = tmp_path_factory.mktemp("tables") / "site"
    twin(DIST, folder)
    for name in ("probe.html", "probe.js"):
        (folder / name).write_bytes((HERE / name).read_bytes())
    with zipfile.ZipFile(folder / "probe.zip", "w") as archive:
        archive.write(HERE / "probe/__init__.py", "probe/__init__.py")
    parts = json.loads((folder / "mind.json").read_text("utf-8"))
    parts |= {"archives": [*parts["archives"], "probe.zip"], "snapshot": "probe.snapshot"}
    (folder / "mind.json").unlink()  # a link to the site's own
    (folder / "mind.json").write_text(json.dumps(parts), encoding="utf-8")
    inputs = [folder / name for name in (*parts["wheels"], *parts["archives"])]
    packages = "hearthside,app,et_xmlfile,openpyxl,probe"
    command = ["node", "web/site/snapshot.mjs", folder / parts["runtime"]]
    subprocess.run([*command, folder / parts["snapshot"], packages, *inputs], cwd=ROOT, check=True)
    return folder


@pytest.fixture(params=["auto", pytest.param("ordinary", marks=pytest.mark.whole)], scope="module")
def asked(
    request: pytest.FixtureRequest, chromium: Browser, serve: Callable[..., Server], site: Path
) -> Any:
    """A page whose mind has booted, and its guard."""
    server = serve(site)
    guard = Guard(server.url)
    context = chromium.new_context(service_workers="block")
    guard.watch(context)
    page = context.new_page()
    page.goto(f"{server.url}probe.html?boot={request.param}")
    until(page, "Boolean(globalThis.ready)")
    ready = page.evaluate("ready")
    assert ready.get("boot") == {"auto": "snapshot"}.get(request.param, request.param), ready
    yield page
    context.close()
    assert guard.verdict() == []


def ask(page: Page, name: str, content: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate("ask", [name, base64.b64encode(content).decode()])
    return answer


def test_a_workbook_crosses_and_is_read_as_on_cpython(asked: Page) -> None:
    content = workbook({"Cover": [], "May": ROWS})
    here = read_table("may.xlsx", content)
    there = ask(asked, "may.xlsx", content)
    assert there["columns"] == list(here.columns)
    assert [tuple(row) for row in there["rows"]] == list(here.rows)
    assert there["notes"] == list(here.notes)
    assert there["left"] == 0, "the bytes are handed over, not copied"
    assert there["own"] == "Uint8Array"


def test_a_workbook_that_was_written_there_is_read_here(asked: Page) -> None:
    there = ask(asked, "may.xlsx", workbook({"May": ROWS}))
    again = read_table("back.xlsx", base64.b64decode(there["bytes"]))
    assert again.columns == ("text", "when", "sum", "label")
    assert again.rows == (("Grüße 😀", "0.25", "=B2*2", "=good"), ("=1+1", "", "3", "=good"))
    assert "'=1+1" in there["csv"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-32"])
def test_no_encoding_is_missing_there(asked: Page, encoding: str) -> None:
    there = ask(asked, "a.csv", "text;n\nJosé;1\n".encode(encoding))
    assert there["rows"] == [["José", "1"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ten_thousand_rows_are_read(asked: Page, kind: str) -> None:
    rows = [
        [n, f"Row {n}, in which somebody says what they think of it.", n % 7] for n in range(10_000)
    ]
    text = "id,text,n\n" + "".join(f'{a},"{b}",{c}\n' for a, b, c in rows)
    content = text.encode() if kind == "csv" else workbook({"S": [["id", "text", "n"], *rows]})
    there = ask(asked, f"rows.{kind}", content)
    assert there["count"] == 10_000
    print(f"{kind}: {there['read_s']:.2f} s")


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04 and no zip"])
def test_what_is_no_table_is_refused_by_code(asked: Page, content: bytes) -> None:
    code = asked.evaluate(
        "file => ask(file).catch(error => error.code)",
        ["a.xlsx", base64.b64encode(content).decode()],
    )
    assert code == "table.invalid"
