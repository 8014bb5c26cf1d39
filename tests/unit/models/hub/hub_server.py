"""A stand-in for the Hugging Face hub and the store behind it: two ports of this machine.

Answers as the hub was seen to in 2026: what is known of a large file stands on a redirect to the
store, whose own ETag is another; small files are redirected within the hub. Knows no model.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

LARGE = (".safetensors", ".onnx_data", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a server saw it."""

    server: str
    path: str
    headers: dict[str, str]


@dataclass
class Hub:
    """What the hub holds, how it misbehaves, and what it was asked."""

    repository: str
    revision: str
    files: dict[str, bytes]
    origin: str = ""
    store: str = ""
    token: str = ""  # asked for where it is not empty
    licence: str = "gemma"
    sent: dict[str, bytes] = field(default_factory=dict)  # instead of a file's own bytes
    linked: dict[str, str] = field(default_factory=dict)  # instead of true X-Linked-* headers
    cuts: list[int] = field(default_factory=list)  # after so many bytes of weights, one an answer
    etags: list[str] = field(default_factory=lambda: ['"one"'])  # the next one after each cut
    ranges_off_by: int = 0
    asked: list[Asked] = field(default_factory=list)

    def of_store(self) -> list[Asked]:
        """What the store was asked."""
        return [one for one in self.asked if one.server == "store"]

    def listing(self) -> bytes:
        """The answer of the hub's interface for a revision with `blobs`."""
        siblings = []
        for name, data in self.files.items():
            entry = {"rfilename": name, "size": len(data), "blobId": git_sha1(data)}
            if name.endswith(LARGE):
                entry["lfs"] = {"sha256": sha256(data).hexdigest(), "size": len(data)}
            siblings.append(entry)
        card = {"license": self.licence}
        return json.dumps({"sha": self.revision, "cardData": card, "siblings": siblings}).encode()


def git_sha1(data: bytes) -> str:
    """The name git gives a blob."""
    return sha1(b"blob %d\0" % len(data) + data).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    name: str

    def do_GET(self) -> None:
        self.hub.asked.append(Asked(self.name, self.path, dict(self.headers)))
        getattr(self, f"_{self.name}")(urlsplit(self.path).path)

    def log_message(self, *_: object) -> None:
        """Keeps the tests' output clean."""

    def _hub(self, path: str) -> None:
        hub = self.hub
        held = f"/{hub.repository}/resolve/{hub.revision}/"
        kept = "/api/resolve-cache/"
        if path == f"/api/models/{hub.repository}/revision/{hub.revision}":
            self._answer(200, hub.listing())
        elif path.startswith(kept):
            data = self._sent(path.removeprefix(kept))
            self._answer(200, data, ETag=f'"{git_sha1(data)}"')
        elif not path.startswith(held):
            self._answer(401, b"Invalid username or password.", **{"X-Error-Code": "RepoNotFound"})
        elif hub.token and self.headers["Authorization"] != f"Bearer {hub.token}":
            self._answer(401, b"Access is restricted.", **{"X-Error-Code": "GatedRepo"})
        else:
            self._redirect(path.removeprefix(held))

    def _redirect(self, name: str) -> None:
        if name not in self.hub.files:
            self._answer(404, b"Entry not found", **{"X-Error-Code": "EntryNotFound"})
        elif name.endswith(LARGE):
            data = self.hub.files[name]
            linked = {
                "X-Linked-Size": str(len(data)),
                "X-Linked-ETag": f'"{sha256(data).hexdigest()}"',
                "X-Repo-Commit": self.hub.revision,
            }
            target = f"{self.hub.store}/{name}?Signature=short-lived"
            self._answer(302, b"Found", Location=target, **linked | self.hub.linked)
        else:
            target = f"/api/resolve-cache/{name}"
            self._answer(307, b"Temporary Redirect", Location=target)

    def _store(self, path: str) -> None:
        data, etag = self._sent(path.removeprefix("/")), self.hub.etags[0]
        begin, status, more = 0, 200, {}
        if self.headers["Range"] and self.headers["If-Range"] in {None, etag}:
            begin = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            begin += self.hub.ranges_off_by
            status = 206
            more = {"Content-Range": f"bytes {begin}-{len(data) - 1}/{len(data)}"}
        self._answer(status, data[begin:], ETag=etag, **more)

    def _sent(self, name: str) -> bytes:
        return self.hub.sent.get(name, self.hub.files[name])

    def _answer(self, status: int, data: bytes, **headers: str) -> None:
        self.send_response(status)
        told = {"Content-Length": str(len(data)), "Access-Control-Allow-Origin": "*"}
        for name, value in (told | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.name == "store" and "/model" in self.path and self.hub.cuts:
            data = data[: self.hub.cuts.pop(0)]
            del self.hub.etags[: len(self.hub.etags) > 1]
        self.wfile.write(data)


@contextmanager
def serving(folder: Path, repository: str, revision: str) -> Iterator[Hub]:
    """A hub with the files of `folder` as that revision of the repository."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    held = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    hub = Hub(repository, revision, held)
    with _server(hub, "hub") as hub.origin, _server(hub, "store") as hub.store:
        yield hub


@contextmanager
def _server(hub: Hub, name: str) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"hub": hub, "name": name})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
