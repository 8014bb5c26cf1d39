"""Fetches one file of a hub's model to its place in the cache, going on where it was cut.

A `.part` file grows until it has the listed size; it gets its name once its hash is the listed one.
Only a strong ETag lets it grow (RFC 9110, 13.1.5): else it begins anew. Knows not what files mean.
"""

import hashlib
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models import RecipeError
from models.cache import content, content_path, sha256_of
from models.hub.address import HubModel
from models.hub.answers import Answer, Interrupted, ask

Report = Callable[[str], None]
PIECE_BYTES = 1 << 20
REPORT_SECONDS = 5
PAUSES_SECONDS = (1, 2, 4, 8)
"""How long to wait after each failure that brought nothing, before giving up."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file as the hub lists it: `sha256` of large (LFS) files, else `git_sha1` of its blob."""

    name: str
    size_bytes: int
    git_sha1: str
    sha256: str = ""


def keep_file(model: HubModel, file: HubFile, report: Report) -> str:
    """Puts the file into the cache unless it is there; gives its SHA-256.

    Raises RecipeError where it cannot be had, or is not what the hub's list says.
    """
    if file.sha256 and content(file.sha256):
        return file.sha256
    part = content_path(f"{file.sha256 or file.git_sha1}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    _make_sure_of_room(file, part)
    report(f"fetching {file.name}, {_megabytes(file.size_bytes)}")
    failures = 0
    while (had := _size(part)) != file.size_bytes or not part.exists():
        try:
            _go_on(model, file, part, report)
        except OSError as error:
            raise RecipeError(f"{part} cannot be written: {error}") from error
        except Interrupted as error:
            failures = 0 if _size(part) > had else failures + 1
            if failures > len(PAUSES_SECONDS):
                raise RecipeError(
                    f"{file.name}: {error}. What came is kept: run it again to go on"
                ) from error
            report(f"{file.name}: {error}; going on from {_megabytes(_size(part))}")
            time.sleep(PAUSES_SECONDS[max(failures - 1, 0)])
    return _checked(file, part)


def _make_sure_of_room(file: HubFile, part: Path) -> None:
    missing, free = file.size_bytes - _size(part), shutil.disk_usage(part.parent).free
    if free < missing:
        raise RecipeError(
            f"{file.name}: {_megabytes(missing)} are to come, {part.parent} has room for "
            f"{_megabytes(free)}; what came is kept"
        )


def _go_on(model: HubModel, file: HubFile, part: Path, report: Report) -> None:
    """Asks once for what is missing and writes what comes."""
    had, etag = _size(part), _etag(part)
    more = etag and 0 < had < file.size_bytes
    headers = {"Range": f"bytes={had}-", "If-Range": etag} if more else {}
    with ask(model, model.file(file.name), headers) as answer:
        _agree(file, answer)
        if answer.status == 200:
            had = 0
            _note(part, answer.headers.get("ETag", ""))
        elif answer.headers.get("Content-Range") != _rest(had, file.size_bytes):
            _note(part, "")  # the next try asks for the whole
            raise Interrupted("another part of the file came than was asked for")
        told = time.monotonic()
        with part.open("ab" if had else "wb") as out:
            while piece := answer.read(PIECE_BYTES):
                had += out.write(piece)
                if had > file.size_bytes:
                    break
                if time.monotonic() - told > REPORT_SECONDS:
                    told = time.monotonic()
                    report(f"{file.name}: {_megabytes(had)} of {_megabytes(file.size_bytes)}")
    if had > file.size_bytes:
        part.unlink()
        raise RecipeError(f"{file.name} is longer than the {file.size_bytes} bytes the hub lists")
    if had < file.size_bytes:
        raise Interrupted("the connection was cut")


def _agree(file: HubFile, answer: Answer) -> None:
    """What the hub says as it sends the file must be what it listed: else it is another file."""
    linked_hash = answer.linked.get("x-linked-etag", "").strip('"')
    linked_size = answer.linked.get("x-linked-size", "")
    # Of a file that is not large the hub names git's hash, if any.
    large = len(linked_hash) == len(file.sha256)
    if file.sha256 and large and linked_hash != file.sha256:
        raise RecipeError(f"{file.name}: SHA-256 {file.sha256} is listed, {linked_hash} sent")
    if linked_size and linked_size != str(file.size_bytes):
        raise RecipeError(f"{file.name}: {file.size_bytes} bytes are listed, {linked_size} sent")


def _rest(had: int, size_bytes: int) -> str:
    return f"bytes {had}-{size_bytes - 1}/{size_bytes}"


def _checked(file: HubFile, part: Path) -> str:
    """Gives a whole `.part` its name; a wrong one is thrown away."""
    found = sha256_of(part)
    right = found == file.sha256 if file.sha256 else _git_sha1(part) == file.git_sha1
    _note(part, "")
    if not right:
        part.unlink()
        raise RecipeError(f"{file.name} came with another hash than the hub lists; run it again")
    part.replace(content_path(found))
    return found


def _git_sha1(path: Path) -> str:
    """The name git gives the content: how the hub lists files that are not large."""
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _etag(part: Path) -> str:
    """The strong ETag under which the part came, or nothing."""
    path = part.with_suffix(".etag")
    text = path.read_text("utf-8") if path.exists() else ""
    return text if re.fullmatch(r'"[^"\r\n]*"', text) else ""


def _note(part: Path, etag: str) -> None:
    path = part.with_suffix(".etag")
    if etag:
        path.write_text(etag, "utf-8")
    else:
        path.unlink(missing_ok=True)


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB"
