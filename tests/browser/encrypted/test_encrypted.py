"""The store of the built site, in a real browser's own file system, asked by Python in the mind."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import DIST, Guard, Server, twin, until

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
SECRET = "the treasure lies under the third oak. "
KEY = "letters/of the oak.txt"
MB = 1_000_000


class Tab:
    """A page whose mind has booted."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.page.goto(url)
        until(self.page, "Boolean(globalThis.ready)")
        assert "boot" in self.page.evaluate("ready"), self.page.evaluate("ready")

    def answer(self, call: str, *arguments: Any) -> Any:
        """{value} or {error, message, detail}."""
        return self.page.evaluate("asked => ask(asked)", [call, list(arguments)])

    def ask(self, call: str, *arguments: Any) -> Any:
        """The value."""
        answer = self.answer(call, *arguments)
        assert "value" in answer, answer
        return answer["value"]

    def write(self, collection: str, key: str, text: str, times: int = 1) -> Any:
        return self.answer("write", collection, key, {"text": text, "times": times})

    def disk(self) -> list[list[str]]:
        """[path, content] of every file that the origin keeps."""
        found: list[list[str]] = self.page.evaluate("() => disk()")
        return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site with one more page and one more package in its Python."""
    folder = tmp_path_factory.mktemp("encrypted") / "site"
    twin(DIST, folder)
    for name in ("probe.html", "probe.js"):
        (folder / name).write_bytes((HERE / name).read_bytes())
    with zipfile.ZipFile(folder / "probe.zip", "w") as archive:
        archive.write(HERE / "probe/__init__.py", "probe/__init__.py")
    parts = json.loads((folder / "mind.json").read_text("utf-8"))
    parts["archives"].append("probe.zip")
    (folder / "mind.json").unlink()  # a link to the site's own
    (folder / "mind.json").write_text(json.dumps(parts), encoding="utf-8")
    return folder


@pytest.fixture
def tabs(
    chromium: Browser, serve: Callable[..., Server], site: Path
) -> Iterator[Callable[[], Tab]]:
    """Opens tabs of one profile."""
    server = serve(site)
    guard = Guard(server.url)
    context = chromium.new_context(service_workers="block")
    guard.watch(context)
    yield lambda: Tab(context, f"{server.url}probe.html")
    context.close()
    assert guard.verdict() == []


def test_what_is_sealed_is_read_with_the_passphrase_alone_after_a_reload(
    tabs: Callable[[], Tab],
) -> None:
    tab = tabs()
    assert tab.ask("open", "room", "open sesame") is None
    assert tab.write("room", KEY, SECRET, 50) == {"value": None}
    assert tab.write("room", "long/" * 60, SECRET) == {"value": None}
    tab.write("plain", "note", "nothing to hide")
    tab.page.close()

    tab = tabs()
    assert tab.ask("state", "room") == [True, False]
    assert tab.answer("read", "room", KEY)["error"] == "passphrase.needed"
    assert tab.answer("open", "room", "open says me")["error"] == "passphrase.wrong"
    assert tab.ask("state", "room") == [True, False]
    files = tab.disk()
    assert any("nothing to hide" in content for _, content in files)
    for word in ("oak", "treasure", "letters", "sesame", "long", "room"):
        hidden = word, word.encode().hex()
        assert not [path for path, text in files for one in hidden if one in path + text], word

    tab.ask("open", "room", "open sesame")
    assert sorted(tab.ask("keys", "room")) == sorted([KEY, "long/" * 60])
    assert tab.ask("read", "room", KEY) == {"length": 50 * len(SECRET), "text": (SECRET * 3)[:100]}
    tab.ask("lock", "room")
    assert tab.answer("keys", "room")["error"] == "passphrase.needed"
    tab.ask("clear", "room")
    assert tab.ask("state", "room") == [False, True]
    assert len(tab.disk()) == 1


@pytest.mark.whole
def test_a_full_device_keeps_the_old_bytes_and_goes_on_when_there_is_room(
    tabs: Callable[[], Tab],
) -> None:
    tab = tabs()
    assert tab.write("room", "first", "old ", MB // 4) == {"value": None}
    limit = tab.page.context.new_cdp_session(tab.page)
    origin = tab.page.evaluate("location.origin")
    limit.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 4 * MB})
    for key in ("first", "second"):
        assert tab.write("room", key, "much too long ", MB)["error"] == "storage.full"
    assert tab.ask("keys", "room") == ["first"]
    assert tab.ask("read", "room", "first") == {"length": MB, "text": "old " * 25}
    assert len(tab.disk()) == 1
    assert tab.write("room", "second", "new ", MB // 4) == {"value": None}
    limit.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    assert tab.write("room", "first", "much longer ", MB) == {"value": None}
    assert tab.ask("read", "room", "first")["length"] == 12 * MB
    assert sorted(tab.ask("keys", "room")) == ["first", "second"]


@pytest.mark.whole
def test_two_tabs_that_write_at_once_do_not_tear_a_file(tabs: Callable[[], Tab]) -> None:
    one, other = tabs(), tabs()
    storm = """async ([letter, times]) => {
        for (let at = 0; at < times; at += 1) {
          const answer = await ask(["write", ["room", "key", {text: letter, times: 300000 + at}]]);
          if (answer.error) return answer;
        }
        return "done";
    }"""
    one.page.evaluate(f"void (globalThis.storm = ({storm})(['a', 15]))")
    assert other.page.evaluate(storm, ["b", 15]) == "done"
    assert one.page.evaluate("storm") == "done"
    [[_, content]] = one.disk()
    for tab in (one, other):
        found = tab.ask("read", "room", "key")
        letter = found["text"][0]
        assert found == {"length": 300_014, "text": letter * 100}
        assert content.endswith(letter * 300_014)
