"""Serves the built site on 127.0.0.1 with its headers, byte ranges and entity tags.

    python -m web.site.serve [--port 8130] [--folder dist] [--bare]

For a person's own machine and for the tests; a real deployment is any static host. Lists no folder,
follows nothing out of the site's root. Knows nothing of what the files mean.
`--bare` sends no header of `headers.py`, as a host does that lets nobody set any.
"""

import argparse
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from web.site.headers import headers_of, origins_of

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".zip": "application/zip",
}
# Hosts show it for addresses that are none; many know it by this name.
UNKNOWN: Final = "404.html"
_SLICE_BYTES: Final = 1 << 20
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")


class Handler(BaseHTTPRequestHandler):
    """One request for one file under `root`."""

    protocol_version = "HTTP/1.1"
    server_version = "Hearthside"
    sys_version = ""

    def __init__(self, *args: object, root: Path, bare: bool, origins: Sequence[str]) -> None:
        self.root = root
        self.bare = bare
        self.origins = origins
        super().__init__(*args)  # type: ignore[arg-type]  # socketserver hands its own three

    def handle(self) -> None:
        """A browser may hang up whenever it likes."""
        with suppress(BrokenPipeError, ConnectionResetError):
            super().handle()

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the page's own console is where a person looks."""

    def _path(self) -> str:
        """What was asked for, relative to the root."""
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _file(self) -> Path | None:
        try:
            path = self.root / self._path()
            path = (path / "index.html" if path.is_dir() else path).resolve()
            return path if path.is_file() and path.is_relative_to(self.root) else None
        except (OSError, ValueError):  # longer than any name, or with a null byte
            return None

    def _unknown(self, *, body: bool) -> None:
        """A page that leads back, whatever was asked for."""
        page = self.root / UNKNOWN
        text = page.read_text("utf-8") if page.is_file() else ""
        up = "../" * urlsplit(self.path).path.lstrip("/").count("/")
        data = text.replace('="./', f'="{up or "./"}').encode()
        headers = {"Content-Type": _TYPES[".html"], "Content-Length": str(len(data))}
        self._head(HTTPStatus.NOT_FOUND, headers)
        if body:
            self.wfile.write(data)

    def _answer(self, *, body: bool) -> None:
        file = self._file()
        if file is None:
            self._unknown(body=body)
            return
        split = urlsplit(self.path)
        if file.name == "index.html" and not split.path.endswith(("/", "/index.html")):
            # A folder's page is full of addresses relative to the folder.
            to = f"./{split.path.rsplit('/', 1)[-1]}/" + (f"?{split.query}" if split.query else "")
            self._head(HTTPStatus.MOVED_PERMANENTLY, {"Location": to, "Content-Length": "0"})
            return
        stat = file.stat()
        tag = f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"'
        kind = _TYPES.get(file.suffix, "application/octet-stream")
        common = {"ETag": tag, "Accept-Ranges": "bytes", "Content-Type": kind}
        if self.headers.get("If-None-Match") == tag:
            self._head(HTTPStatus.NOT_MODIFIED, common)
            return
        span = self._span(stat.st_size, tag)
        if span is None:
            refused = {"Content-Range": f"bytes */{stat.st_size}", "Content-Length": "0"}
            self._head(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, refused)
            return
        first, end, part = span
        common["Content-Length"] = str(end - first)
        if part:
            common["Content-Range"] = f"bytes {first}-{end - 1}/{stat.st_size}"
        self._head(HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK, common)
        if body:
            self._send(file, first, end)

    def _span(self, size: int, tag: str) -> tuple[int, int, bool] | None:
        """(first, end, partial) in bytes, end exclusive; None when it lies outside the file."""
        match = _RANGE.fullmatch(self.headers.get("Range", ""))
        if not match or self.headers.get("If-Range", tag) != tag or match.group(0) == "bytes=-":
            return 0, size, False
        low, high = match.groups()
        if not low:
            return max(0, size - int(high)), size, True
        end = min(size, int(high) + 1) if high else size
        return (int(low), end, True) if int(low) < end else None

    def _head(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        if not self.bare:
            headers = headers_of(self._path(), self.origins) | headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, file: Path, first: int, end: int) -> None:
        with file.open("rb") as stream:
            stream.seek(first)
            while first < end and (data := stream.read(min(_SLICE_BYTES, end - first))):
                self.wfile.write(data)
                first += len(data)


def make_server(folder: Path, port: int = 0, *, bare: bool = False) -> ThreadingHTTPServer:
    """A server of `folder` on 127.0.0.1, bound and not yet running; port 0 takes a free one."""
    handler: Callable[..., BaseHTTPRequestHandler] = partial(
        Handler, root=folder.resolve(), bare=bare, origins=origins_of(folder)
    )
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, default=8130)
    parser.add_argument("--folder", type=Path, default=Path("dist"))
    parser.add_argument("--bare", action="store_true")
    args = parser.parse_args()
    try:
        server = make_server(args.folder, args.port, bare=args.bare)
    except OSError:
        print(
            f"Port {args.port} is taken; another is used. What a browser keeps, it keeps by port."
        )
        server = make_server(args.folder, bare=args.bare)
    with server:
        print(
            f"Hearthside is at http://127.0.0.1:{server.server_port}/  (Ctrl+C ends it)", flush=True
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nGood night.")


if __name__ == "__main__":
    main()
