"""What helps a newcomer: files, imports, terms before a download, and a word when nothing starts.

Knows nothing of what the library answers.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import Guard, Server, shot, until, watched
from tests.browser.workbench.conftest import DESK, WHERE, Bench

pytestmark = pytest.mark.browser

# Workers that are never heard of again, and what else a browser lacks; what is said.
MUTE = """globalThis.Worker = class extends EventTarget {
  constructor(_url, options) { super(); options?.type; } postMessage() {} terminate() {}
}"""
LACKS = {
    "nothing": (MUTE, "Nothing that Python needs is missing"),
    "workers": ("delete globalThis.Worker", "module workers"),
    "WebAssembly": (
        f"delete globalThis.WebAssembly; {MUTE}",
        "WebAssembly; WebAssembly exceptions",
    ),
    "exceptions": (f"delete WebAssembly.Tag; {MUTE}", "needs: WebAssembly exceptions."),
    "styles": (f"delete Document.prototype.adoptedStyleSheets; {MUTE}", "adoptedStyleSheets"),
    # As WebKitGTK: isolated, and without shared memory all the same.
    "memory": (f"delete globalThis.SharedArrayBuffer; {MUTE}", "SharedArrayBuffer (Stop"),
    "JSPI": (f"delete WebAssembly.Suspending; {MUTE}", "JSPI (run_sync"),
}


@pytest.fixture(scope="module")
def lacking(chromium: Browser, server: Server) -> Iterator[dict[str, Page]]:
    """A page for each: they wait side by side for what never comes."""
    contexts = [
        chromium.new_context(viewport={"width": 768, "height": 900}, service_workers="block")
        for _ in LACKS
    ]
    pages = {}
    for context, (lack, (script, _)) in zip(contexts, LACKS.items(), strict=True):
        context.add_init_script(script)
        pages[lack] = context.new_page()
        pages[lack].goto(server.url + WHERE)
    yield pages
    for context in contexts:
        context.close()


@pytest.mark.parametrize("lack", LACKS)
def test_a_page_where_python_does_not_start_says_what_is_missing(
    lack: str, lacking: dict[str, Page]
) -> None:
    words, page = LACKS[lack][1], lacking[lack]
    page.wait_for_selector("#obstacle")
    said = page.inner_text("#obstacle")
    assert words in said and "current Chrome, Edge, Firefox or Safari" in said
    assert ("The page reports" in said) == (lack == "workers"), "nothing broke before"
    shot(page, f"workbench-lacks-{lack}")


def test_a_persons_file_is_read_by_a_cell(bench: Bench) -> None:
    page = bench.page
    page.click("#clear")
    page.set_input_files(
        "#file",
        [
            {"name": "a letter.txt", "mimeType": "text/plain", "buffer": "Grüße".encode()},
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\x00"},
        ],
    )
    bench.says("Path('a letter.txt').read_text('utf-8')")
    bench.says("Path('photo.jpg').read_bytes()")
    shot(page, "workbench-file")
    assert bench.run("Path('a letter.txt').read_text('utf-8')").strip() == "'Grüße'"
    assert bench.run("len(Path('photo.jpg').read_bytes())").strip() == "4"
    assert bench.run("open('a letter.txt', encoding='utf-8').read(1)").strip() == "'G'"


def test_what_can_be_imported_is_listed(bench: Bench) -> None:
    page = bench.page
    page.click("#imports > summary")
    until(page, "document.querySelectorAll('#imports-list dt').length > 10")
    names = page.locator("#imports-list dt").all_inner_texts()
    assert {"workbench", "hearthside", "hearthside.story", "openpyxl", "micropip"} <= set(names)
    assert page.locator("#imports-list dd").all_inner_texts().count("") == 0
    shot(page, "workbench-imports")
    modules = [name for name in names if not name.startswith("Python")]
    said = bench.run("\n".join(f"import {name}" for name in modules) + "\nprint('all')")
    assert said.strip() == "all"
    page.click("#imports > summary")


@pytest.mark.whole
def test_a_package_that_is_not_here_is_spoken_of_plainly(chromium: Browser, server: Server) -> None:
    guard = Guard(server.url)
    guard.expected += ["404"]
    with watched(chromium, guard, viewport=DESK) as context:
        bench = Bench(context.new_page(), server.url)
        for source in ("import numpy", "import micropip\nawait micropip.install('numpy')"):
            said = bench.run(source)
            assert "is not part of this site." in said and "package_manager.py" not in said
        shot(bench.page, "workbench-missing-package")


@contextmanager
def licensed(chromium: Browser, server: Server) -> Iterator[Page]:
    """A Workbench whose tiny models have terms."""

    def with_terms(route: Route) -> None:
        index = route.fetch().json()
        for model in index["models"]:
            model["licence"] = {"name": "Terms of Use", "url": "", "file": "TERMS.html"}
        route.fulfill(json=index)

    with watched(chromium, Guard(server.url), viewport=DESK) as context:
        context.route("**/models/index.json", with_terms)
        yield context.new_page()


@pytest.mark.parametrize(
    ("example", "model"),
    [
        ("Next tokens", "tiny"),
        pytest.param("By meaning", "tiny-embedding", marks=pytest.mark.whole),
    ],
)
def test_terms_come_before_a_download(
    example: str, model: str, chromium: Browser, server: Server
) -> None:
    with licensed(chromium, server) as page:
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        bench = Bench(page, server.url)
        page.click(f"#examples >> text={example}")
        page.click("#run")
        until(page, "document.querySelector('#status').innerText.includes('until you accept')")
        page.wait_for_timeout(500)
        assert not [url for url in asked if f"models/{model}/" in url]
        assert page.inner_text("#licence-link") == "Terms of Use"
        assert f"/models/{model}/TERMS.html" in str(page.get_attribute("#licence-link", "href"))
        shot(page, f"workbench-terms-{model}")
        assert bench.stop() < 2, "a cell that waits for a person can be stopped"
        page.click("#run")
        until(page, "document.querySelector('#status').innerText.includes('until you accept')")
        page.click("#accept")
        bench.says("%")
        bench.ready()
        assert [url for url in asked if f"models/{model}/" in url]
        assert page.is_hidden("#licence")


PARTS = [".masthead", ".brand", ".brand img", ".rooms", ".rooms a:not([aria-current])", ".footing"]
HEADER = """names => names.map(name => {
  const style = getComputedStyle(document.querySelector(name));
  return ['display', 'fontFamily', 'fontSize', 'listStyleType', 'paddingTop', 'borderTopWidth',
    'textDecorationLine', 'backgroundColor'].map(key => `${name} ${key} ${style[key]}`);
})"""


@pytest.fixture(scope="module")
def both(chromium: Browser, server: Server) -> Iterator[list[Page]]:
    """A page of the app, and the Workbench."""
    with watched(chromium, Guard(server.url)) as context:
        pages = [context.new_page() for _ in range(2)]
        for page, where in zip(pages, ("#settings", WHERE), strict=True):
            page.goto(server.url + where)
        yield pages


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "width", [320, 1024, *[pytest.param(it, marks=pytest.mark.whole) for it in (390, 768, 1440)]]
)
def test_all_pages_have_one_header_and_fit(scheme: str, width: int, both: list[Page]) -> None:
    headers = []
    for page in both:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        until(page, "document.querySelector('.rooms a[aria-current=page]')")
        headers.append(page.evaluate(HEADER, PARTS))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        for link in page.locator(".rooms a").all():
            box = link.bounding_box()
            assert box and box["height"] >= 44 and box["x"] + box["width"] <= width
    assert headers[0] == headers[1]
    shot(page, f"workbench-{width}-{scheme}")


def test_every_room_is_one_step_away(both: list[Page]) -> None:
    """The last that is asked of these pages: it leads the Workbench to a room."""
    rooms, here = (
        page.eval_on_selector_all(".rooms a", "found => found.map(it => it.href)") for page in both
    )
    assert rooms and [url for url in here if not url.endswith("/workbench/")] == rooms
    both[1].click(".rooms >> text=Find")
    until(both[1], "document.querySelector('.rooms a[aria-current=page]')?.innerText === 'Find'")


@pytest.mark.whole
def test_a_rejected_draft_is_not_printed(bench: Bench) -> None:
    """The example prints a scene when it stands: what is printed is the story that was kept."""
    bench.page.click("#examples >> text=Tell a story")
    source = bench.page.inner_text(".cm-content")
    kept = "\n    print('KEPT', [scene.text for scene in told.scenes])"
    seen = source.replace(
        "        match event:",
        "        told = getattr(event, 'story', None) or told\n        match event:",
    ).replace("async with", "told = None\nasync with")
    said = bench.run(seen + kept)
    assert "KEPT" in said, said
    shown, _, scenes = said.partition("KEPT ")
    for text in json.loads(json.dumps(eval(scenes))):
        assert shown.count(text) == 1
        shown = shown.replace(text, "")
    assert all(line == "" or line[1] == "/" for line in shown.splitlines()), shown
