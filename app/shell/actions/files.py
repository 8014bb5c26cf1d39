"""Files that the page holds: asked for one by one, and read into documents.

The page was given them by a person (app/page/handing.js) and answers each `file.read` with exactly
one of `file.content`, `file.pages` and `file.error`. Knows nothing of what becomes of a document.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from hearthside.documents import (
    LARGEST_FILE_BYTES,
    LARGEST_PDF_BYTES,
    Document,
    check_size,
    document_of_pages,
    is_readable,
    page_error,
    read_document,
)
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

FILE_EVENTS: Final = ("file.content", "file.pages", "file.error")
READABLE: Final = (
    ".txt,.text,.md,.markdown,.csv,.tsv,.html,.htm,.pdf,.docx,.eml,.emlx,.mht,.mhtml,"
    "text/*,application/pdf,message/rfc822"
)


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that the page holds under `id`. `path` is its name in the folder that was given."""

    id: str
    name: str
    path: str
    size_bytes: int
    modified_ms: int = 0


class Answer(Protocol):
    """What the page answers, or how far it is: an event of one of the names above."""

    @property
    def name(self) -> str: ...

    @property
    def data(self) -> Mapping[str, str]: ...

    @property
    def content(self) -> bytes: ...


def given_files(listed: str) -> list[GivenFile]:
    """The page's list. Raises InvalidInput (call.invalid)."""
    try:
        return [_given(one) for one in read_json(listed)]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInput(Code.CALL_INVALID, "That is no list of files.") from error


def _given(one: dict[str, Any]) -> GivenFile:
    name, modified_ms = str(one["name"]), int(one.get("modified_ms", 0))
    path = str(one.get("path") or name)
    return GivenFile(str(one["id"]), name, path, int(one["size_bytes"]), modified_ms)


class PageFiles:
    """Reads files of the page. `ask(id, most_bytes, password)` has the page told to hand one over;
    without a password it is ""."""

    def __init__(self, ask: Callable[[str, int, str], None]) -> None:
        self._ask = ask
        self._answers: dict[str, asyncio.Future[Answer]] = {}

    def waits_for(self, id_: str) -> bool:
        """Whether that file was asked for, and has not come."""
        return id_ in self._answers

    def came(self, event: Answer) -> None:
        """The page's answer; one that nobody waits for is somebody else's."""
        waiting = self._answers.get(event.data.get("id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(event)

    async def document(self, file: GivenFile, password: str = "") -> Document:
        """The file's text. Raises InvalidInput (file.*) with a sentence for the person."""
        if not is_readable(file.name):
            raise InvalidInput(Code.FILE_INVALID, "This page cannot read files of that kind.")
        check_size(file.name, file.size_bytes)
        came = await self._handed(file, password)
        if came.name == "file.error" and came.data.get("reason") == "changed":
            came = await self._handed(file, password)  # whoever saved it is done by now, perhaps
        if came.name == "file.error":
            raise page_error(file.name, came.data.get("reason", ""))
        return _document(file, came)

    async def _handed(self, file: GivenFile, password: str) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[file.id] = answer
        pdf = file.name.lower().endswith(".pdf")
        self._ask(file.id, LARGEST_PDF_BYTES if pdf else LARGEST_FILE_BYTES, password)
        try:
            return await answer
        finally:
            self._answers.pop(file.id, None)


def _document(file: GivenFile, came: Answer) -> Document:
    """What the page answered. Its date may be another than when it was given."""
    modified = came.data.get("modified_ms", "0")
    modified_ms = int(float(modified)) if modified.replace(".", "", 1).isdecimal() else 0
    if came.name == "file.content":
        return read_document(file.name, came.content, path=file.path, modified_ms=modified_ms)
    return document_of_pages(
        file.name,
        [str(page) for page in read_json(came.content.decode("utf-8"))],
        hash=came.data.get("hash", ""),
        size_bytes=int(came.data.get("size_bytes", file.size_bytes)),
        title=came.data.get("title", ""),
        path=file.path,
        modified_ms=modified_ms,
    )
