"""Files that the page holds: asked for one by one, and read into documents.

The page was given them by a person (app/page/handing.js) and answers each `file.read` with exactly
one of `file.content`, `file.pages` and `file.error`. Knows nothing of what becomes of a document.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.events import PageEvent
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
    """A file that the page holds under `id`."""

    id: str
    name: str
    path: str
    size_bytes: int


def given_files(listed: str) -> list[GivenFile]:
    """The page's list. Raises InvalidInput (call.invalid)."""
    try:
        return [_given(one) for one in read_json(listed)]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInput(Code.CALL_INVALID, "That is no list of files.") from error


def _given(one: dict[str, Any]) -> GivenFile:
    name = str(one["name"])
    return GivenFile(str(one["id"]), name, str(one.get("path") or name), int(one["size_bytes"]))


class PageFiles:
    """Reads files of the page. `ask(id, most_bytes)` has the page told to hand one over."""

    def __init__(self, ask: Callable[[str, int], None]) -> None:
        self._ask = ask
        self._answers: dict[str, asyncio.Future[PageEvent]] = {}

    def came(self, event: PageEvent) -> None:
        """The page's answer; one that nobody waits for is somebody else's."""
        waiting = self._answers.get(event.data.get("id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(event)

    async def document(self, file: GivenFile) -> Document:
        """The file's text. Raises InvalidInput (file.*) with a sentence for the person."""
        if not is_readable(file.name):
            raise InvalidInput(Code.FILE_INVALID, "This page cannot read files of that kind.")
        check_size(file.name, file.size_bytes)
        came = await self._handed(file)
        if came.name == "file.error" and came.data.get("reason") == "changed":
            came = await self._handed(file)  # whoever saved it is done by now, perhaps
        if came.name == "file.error":
            raise page_error(file.name, came.data.get("reason", ""))
        return _document(file, came)

    async def _handed(self, file: GivenFile) -> PageEvent:
        answer: asyncio.Future[PageEvent] = asyncio.get_running_loop().create_future()
        self._answers[file.id] = answer
        pdf = file.name.lower().endswith(".pdf")
        self._ask(file.id, LARGEST_PDF_BYTES if pdf else LARGEST_FILE_BYTES)
        try:
            return await answer
        finally:
            self._answers.pop(file.id, None)


def _document(file: GivenFile, came: PageEvent) -> Document:
    if came.name == "file.content":
        return read_document(file.name, came.content, path=file.path)
    return document_of_pages(
        file.name,
        [str(page) for page in read_json(came.content.decode("utf-8"))],
        hash=came.data.get("hash", ""),
        size_bytes=file.size_bytes,
        title=came.data.get("title", ""),
        path=file.path,
    )
