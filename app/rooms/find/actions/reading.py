"""Files that were given, read into the collection in hand one after another.

The page keeps the files and is asked for one at a time. What a file's answer brings is dealt with
whole or not at all, so that a pause, a lost engine or a full disk costs at most the file in hand,
and that one is taken up again. Knows nothing of screens or of what the page does to a file.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.events import Failed
from app.rooms.find.actions.library import Library
from app.rooms.find.actions.queue import Entry, Pace, entries_of, gone_from, sample_entries
from app.rooms.find.effects import FileCame, TakeFiles, TryAgain
from app.rooms.find.events import FilesDone, FileWanted, IntakeMoved
from app.rooms.find.state import FileError, Intake, IntakeStage
from app.shell.actions.files import PageFiles
from app.shell.actions.ports import NEW_ENGINE, Dispatch, shown_error
from hearthside.documents import Document, is_readable, read_document
from hearthside.documents.page_errors import AGAIN
from hearthside.errors import HearthsideError, InvalidInput, WorkerLost
from hearthside.wire import Code

# What a person's first files are called together, until they are given a name.
FIRST_NAME: Final = "My files"
SAMPLES_NAME: Final = "Sample files"
_SHOW_EVERY_S: Final = 0.3
_TOLD_EVERY_S: Final = 2.0
_OF_FILE: Final = (Code.FILE_INVALID, Code.FILE_LARGE, Code.CALL_INVALID)


class Reader:
    """Holds the files that are still to be read, and the work under way."""

    def __init__(
        self, library: Library, dispatch: Dispatch, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._library = library
        self._dispatch = dispatch
        self._clock = clock
        self._key = ""
        self._queue: list[Entry] = []
        self._given: dict[str, Entry] = {}
        self._files = PageFiles(lambda *wanted: dispatch(FileWanted(*wanted)))
        self._work: asyncio.Task[None] | None = None
        self._intake = Intake()
        self._pace = Pace(clock)
        self._shown_s = self._told_s = 0.0

    # --- what is asked of it -------------------------------------------------------------------

    async def take(self, effect: TakeFiles) -> None:
        """More files; the first ones begin the work."""
        try:
            entries = entries_of(effect.files)
        except InvalidInput:
            self._dispatch(IntakeMoved(self._intake))
            raise
        if not self._busy and not self._queue:
            self._key, self._intake, self._given = effect.key, Intake(), {}
        # A kind that nobody reads is worth a word where it was chosen, not where a folder has it.
        other = [one for one in entries if one.in_folder and not is_readable(one.name)]
        passed = {one.id for one in other}
        if passed:
            self._dispatch(FilesDone(tuple(passed)))
        self._enqueue([one for one in entries if one.id not in passed])
        self._intake = replace(
            self._intake,
            passed=self._intake.passed + len(passed),
            left_out=self._intake.left_out + effect.left_out,
        )
        if not effect.more:
            await self.go_on()

    async def take_samples(self) -> None:
        if self._busy:
            return
        self._intake, self._given = Intake(), {}
        await self._library.named(SAMPLES_NAME)
        self._key = self._library.key
        self._enqueue(sample_entries())
        await self.go_on()

    def _enqueue(self, entries: list[Entry]) -> None:
        known = {one.id for one in self._queue}
        fresh = [one for one in entries if one.id not in known]
        self._queue += fresh
        self._given |= {one.path: one for one in fresh}
        self._intake = replace(self._intake, of=self._intake.of + len(fresh))

    async def try_again(self, effect: TryAgain) -> None:
        """One that could not be read goes to the front again."""
        entry = next((one for one in self._given.values() if one.id == effect.id), None)
        if entry is None or self._busy:
            return
        left = tuple([it for it in self._intake.errors if it.id != effect.id])
        done = max(0, self._intake.done - 1)
        self._intake = replace(self._intake, errors=left, done=done)
        self._queue.insert(0, replace(entry, password=effect.password))
        await self.go_on()

    def came(self, effect: FileCame) -> None:
        """The page's answer, or how far it is with a long one."""
        if effect.name != "file.progress":
            self._files.came(effect)
        elif self._files.waits_for(effect.data.get("id", "")):
            page, pages = (int(effect.data.get(name, "0")) for name in ("page", "pages"))
            self._moved(part=page, parts=pages, pages=True)

    def pause(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def drop(self) -> None:
        """Let the other files go."""
        self.pause()
        self._queue, self._given, self._intake = [], {}, Intake()
        self._dispatch(FilesDone())

    # --- the work ------------------------------------------------------------------------------

    @property
    def _busy(self) -> bool:
        return self._work is not None and not self._work.done()

    async def go_on(self) -> None:
        if self._busy:
            return
        work = self._work = asyncio.ensure_future(self._run())
        await asyncio.wait({work})

    async def _run(self) -> None:
        stage: IntakeStage = "paused"
        try:
            await self._at_hand()
            self._moved("reading", now=True)
            while self._queue:
                await self._deal_with(self._queue[0])
                self._queue.pop(0)
                await self._let_see()
            self._intake = replace(self._intake, gone=self._gone())
            stage = "done"
        except asyncio.CancelledError:
            pass  # the person holds it up; the file in hand stays the first
        except HearthsideError as error:
            stage = self._held(error)
        except Exception as error:
            self._dispatch(Failed(shown_error(error, "find")))
        if self._intake.of or stage != "paused":
            self._moved(stage, now=True)
        await self._library.told()

    async def _at_hand(self) -> None:
        """The collection that the files are for; the first one is made for them."""
        if not self._key:
            await self._library.named(FIRST_NAME)
            self._key = self._library.key
        elif self._library.key != self._key:
            await self._library.open(self._key)
        if self._library.index is None:
            raise InvalidInput(Code.PASSPHRASE_NEEDED, "Open this collection first.")

    def _held(self, error: HearthsideError) -> IntakeStage:
        """What holds the files up: an engine that comes back by itself, a full disk, a fault."""
        if isinstance(error, WorkerLost) or error.code in NEW_ENGINE:
            return "waiting"
        self._dispatch(Failed(shown_error(error, "find")))
        return "full" if error.code == Code.STORAGE_FULL else "paused"

    async def _deal_with(self, entry: Entry) -> None:
        """One file into the collection, or among the errors."""
        self._moved(name=entry.path, part=0, parts=0, pages=False)
        try:
            counts = await self._read(entry)
            self._intake = replace(self._intake, **counts)  # type: ignore[arg-type]
            self._dispatch(FilesDone((entry.id,)))
        except InvalidInput as error:
            if error.code not in _OF_FILE:
                raise
            protected = error.detail in ("password", "password.wrong")
            id_ = entry.id if error.detail in AGAIN else ""
            failed = FileError(entry.path, error.message, id_, protected)
            self._intake = replace(self._intake, errors=(*self._intake.errors, failed))
        self._moved(done=self._intake.done + 1, name="", part=0, parts=0)

    async def _read(self, entry: Entry) -> dict[str, int]:
        """Take the file in; which of the counts goes up."""
        index, intake = self._library.index, self._intake
        assert index is not None
        document = entry.document or await self._document(entry)
        await self._library.caught_up()
        # A file that is held up is not read twice.
        self._queue[0] = replace(entry, document=document)
        if index.has(document.path, document.hash):
            return {"same": intake.same + 1}
        known = any(one.path == document.path for one in index.documents)
        self._pace.begin()
        await index.add(document, lambda done, of: self._moved(part=done, parts=of, pages=False))
        self._pace.end(entry.size_bytes)
        return {"replaced": intake.replaced + 1} if known else {"added": intake.added + 1}

    async def _document(self, entry: Entry) -> Document:
        """The file's text. Raises InvalidInput with a sentence for the person."""
        if entry.content:
            return read_document(
                entry.name, entry.content, path=entry.path, modified_ms=entry.modified_ms
            )
        return await self._files.document(entry, entry.password)

    # --- what is told --------------------------------------------------------------------------

    def _moved(
        self, stage: IntakeStage = "reading", *, now: bool = False, **changes: object
    ) -> None:
        """Where it is, said so often as a person can follow."""
        self._intake = replace(self._intake, stage=stage, **changes)  # type: ignore[arg-type]
        if not now and self._clock() - self._shown_s < _SHOW_EVERY_S:
            return
        self._shown_s = self._clock()
        share = self._intake.part / self._intake.parts if self._intake.parts else 0.0
        left = sum(one.size_bytes for one in self._queue)
        first = self._queue[0].size_bytes if self._queue else 0
        seconds = self._pace.seconds_left(left, round(first * share))
        self._dispatch(IntakeMoved(replace(self._intake, seconds_left=seconds)))

    async def _let_see(self) -> None:
        """What came in can be searched at once; the page has a word in between."""
        if self._clock() - self._told_s > _TOLD_EVERY_S:
            await self._library.told()
            self._told_s = self._clock()
        await asyncio.sleep(0.01)

    def _gone(self) -> tuple[str, ...]:
        index = self._library.index
        if index is None or self._intake.left_out:
            return ()
        return gone_from([one.path for one in index.documents], list(self._given))
