"""The Log room's work: reading the log, switching it, carrying it out, deleting it.

Knows nothing of how it is written.
"""

import datetime
from collections.abc import Callable
from typing import Final

from app.context import Context
from app.events import Failed
from app.rooms.log.effects import (
    DeleteDamaged,
    DeleteLog,
    ExportLog,
    LogEffect,
    LookIn,
    SaveDamaged,
    SwitchLog,
)
from app.rooms.log.events import LogChanged, LogFailed, LogFileMade, LogRead
from app.rooms.log.state import ShownEntry
from app.shell.actions.ports import shown_error
from hearthside.errors import HearthsideError
from hearthside.log import Entry
from hearthside.store import day_in_words

Today = Callable[[], datetime.date]
# Of a longer text its begin and its end are listed: the file has all of it.
_HEAD_CHARACTERS: Final = 800
_TAIL_CHARACTERS: Final = 1200


class LogActions:
    """Works on the log of this device. `today` is for saying when something was asked."""

    def __init__(self, context: Context, today: Today = datetime.date.today) -> None:
        self._log = context.log
        self._dispatch = context.dispatch
        self._today = today

    async def do(self, effect: LogEffect) -> None:
        """Do it; what goes wrong is shown in the room."""
        try:
            await self._do(effect)
        except HearthsideError as error:
            self._dispatch(LogFailed())
            self._dispatch(Failed(shown_error(error, "log")))

    async def _do(self, effect: LogEffect) -> None:
        match effect:
            case LookIn():
                await self._look(effect)
            case SwitchLog(on):
                await self._log.switch(on=on)
                self._dispatch(LogChanged())
            case ExportLog():
                name = f"hearthside-log-{self._today().isoformat()}.db"
                self._dispatch(LogFileMade(name, await self._log.export(), ended=True))
            case DeleteLog():
                await self._log.delete()
                self._dispatch(LogChanged("The log is deleted."))
            case SaveDamaged(key):
                content = await self._log.damaged(key)
                self._dispatch(LogFileMade("hearthside-log-damaged.db", content))
            case DeleteDamaged(key):
                await self._log.forget(key)
                self._dispatch(LogChanged("Deleted."))

    async def _look(self, effect: LookIn) -> None:
        found, today = await self._log.look(effect.words, effect.most), self._today()
        entries = tuple([_shown(entry, today) for entry in found.entries])
        self._dispatch(
            LogRead(
                effect.request,
                effect.words,
                found.on,
                entries,
                found.total,
                found.size_bytes,
                found.damaged,
                found.trouble,
            )
        )


def _shown(entry: Entry, today: datetime.date) -> ShownEntry:
    return ShownEntry(
        entry.id,
        _when(entry.at, today),
        entry.name,
        entry.model,
        _clipped(entry.prompt),
        _clipped(entry.response),
        _about(entry),
    )


def _when(at: str, today: datetime.date) -> str:
    """The day and the minute, as the clock here shows them; "" for what is no time."""
    try:
        moment = datetime.datetime.fromisoformat(at).astimezone()
    except (ValueError, OverflowError, OSError):
        return ""
    day = day_in_words(int(moment.timestamp() * 1000), today)
    return f"{day}, {moment:%H:%M}" if day else ""


def _clipped(text: str) -> str:
    left_out = len(text) - _HEAD_CHARACTERS - _TAIL_CHARACTERS
    if left_out <= 0:
        return text
    between = f"\n[{left_out:,} characters more in the saved file]\n"
    return f"{text[:_HEAD_CHARACTERS]}{between}{text[-_TAIL_CHARACTERS:]}"


def _about(entry: Entry) -> str:
    ended = entry.outcome.get("reason")
    how = _ENDS.get(str(ended), "") if ended else "not finished"
    told = f"{entry.input_tokens:,} tokens read, {entry.output_tokens:,} written"
    seconds = f"{entry.duration_ms / 1000:.1f} s"
    return " \u00b7 ".join(filter(None, (told, seconds, how)))


_ENDS: Final = {"stopped": "stopped", "context": "the context was full"}
