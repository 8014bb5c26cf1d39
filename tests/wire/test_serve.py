"""The local server over real HTTP: headers, ranges, tags, types, and what it refuses."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.site.headers import WORKBENCH_PREFIX, policy
from web.site.serve import make_server

BODY = bytes(range(256)) * 8


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    site = tmp_path / "site"
    (site / "sub").mkdir(parents=True)
    (site / "index.html").write_text("<p>home</p>")
    (site / "data.bin").write_bytes(BODY)
    for name in ("a.mjs", "b.wasm", "c.webmanifest"):
        (site / name).touch()
    (tmp_path / "secret.txt").write_text("secret")
    (site / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    with make_server(site) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ask(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=names)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize("path", ["/", "/data.bin", "/nowhere"])
def test_every_answer_isolates(port: int, path: str) -> None:
    answer, _ = ask(port, path)
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert answer.headers["Content-Security-Policy"] == policy("")


def test_the_workbench_alone_may_evaluate(port: int) -> None:
    answer, _ = ask(port, f"/{WORKBENCH_PREFIX}index.html")
    assert "'unsafe-eval'" in answer.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in policy("")
    assert "connect-src 'self';" in policy(WORKBENCH_PREFIX)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=2040-", 2040, 2047),
        ("bytes=-5", 2043, 2047),
        ("bytes=10-99999", 10, 2047),
    ],
)
def test_a_range_gives_that_part(port: int, asked: str, first: int, last: int) -> None:
    answer, body = ask(port, "/data.bin", Range=asked)
    assert answer.status == 206
    assert body == BODY[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/2048"


def test_a_range_of_an_older_file_gives_the_whole(port: int) -> None:
    answer, body = ask(port, "/data.bin", Range="bytes=0-9", If_Range='"older"')
    assert (answer.status, len(body)) == (200, 2048)


def test_a_range_outside_the_file_is_refused(port: int) -> None:
    answer, _ = ask(port, "/data.bin", Range="bytes=5000-")
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */2048")


def test_a_known_tag_is_not_sent_again(port: int) -> None:
    tag = ask(port, "/data.bin")[0].headers["ETag"]
    answer, body = ask(port, "/data.bin", If_None_Match=tag)
    assert (answer.status, body) == (304, b"")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/a.mjs", "text/javascript; charset=utf-8"),
        ("/b.wasm", "application/wasm"),
        ("/c.webmanifest", "application/manifest+json"),
    ],
)
def test_types_that_browsers_insist_on(port: int, path: str, kind: str) -> None:
    assert ask(port, path)[0].headers["Content-Type"] == kind


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/sub/", "/sub", "/way-out.txt", "//etc/passwd"],
)
def test_nothing_outside_and_no_listing(port: int, path: str) -> None:
    answer, body = ask(port, path)
    assert (answer.status, body) == (404, b"")
