"""The Log room: reading, seeking, the switch, carrying it out, deleting after being asked."""

from dataclasses import replace
from typing import Any

from app.effects import Effect, ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.log.effects import (
    DeleteDamaged,
    DeleteLog,
    ExportLog,
    LookIn,
    SaveDamaged,
    SwitchLog,
)
from app.rooms.log.events import LogChanged, LogFailed, LogFileMade, LogRead
from app.rooms.log.screen import ASKING_ID
from app.rooms.log.state import AT_ONCE, MAX_WORDS_CHARACTERS, LogState
from app.state import State


def with_log(state: State, **changes: Any) -> State:
    return state.having(replace(state.of(LogState), **changes))


def left(state: State) -> State:
    """What was read is let go of."""
    return state.having(LogState())


def _looking(state: State, *before: Effect, **changes: Any) -> Change:
    """Read the log as it is to be shown now."""
    log = replace(state.of(LogState), **changes)
    log = replace(log, request=log.request + 1)
    return state.having(log), (*before, LookIn(log.request, log.words, log.most))


@on(LogRead)
def read(state: State, event: LogRead) -> Change:
    if event.request < state.of(LogState).request:
        return no_effects(state)
    return no_effects(
        with_log(
            state,
            found_words=event.words,
            on=event.on,
            entries=event.entries,
            total=event.total,
            size_bytes=event.size_bytes,
            damaged=event.damaged,
            trouble=event.trouble,
        )
    )


@on_page("log.search")
def search(state: State, event: PageEvent) -> Change:
    words = event.data.get("log-words", "").strip()[:MAX_WORDS_CHARACTERS]
    return _looking(clear_messages(state), words=words, most=AT_ONCE, notice="")


@on_page("log.more")
def more(state: State, event: PageEvent) -> Change:
    return _looking(state, most=state.of(LogState).most + AT_ONCE)


@on_page("log.again")
def again(state: State, event: PageEvent) -> Change:
    return _looking(clear_messages(state))


@on_page("log.switch")
def switch(state: State, event: PageEvent) -> Change:
    """One switch: what it is now is what the log says, not what the page last showed of it."""
    on = not state.of(LogState).on
    told = "The log is on" if on else "The log is off"
    return with_log(clear_messages(state), notice=""), (SwitchLog(on), announce(told))


@on(LogChanged)
def changed(state: State, event: LogChanged) -> Change:
    said = (announce(event.words),) if event.words else ()
    return _looking(state, *said, notice=event.words)


@on_page("log.export")
def export(state: State, event: PageEvent) -> Change:
    return with_log(clear_messages(state), exporting=True), (ExportLog(),)


@on(LogFileMade)
def file_made(state: State, event: LogFileMade) -> Change:
    file = {"filename": event.filename, "type": "application/vnd.sqlite3"}
    saved = f"Saved as {event.filename}"
    if event.ended:
        state = with_log(state, exporting=False, notice=f"{saved}.")
    return state, (ToPage("save", {**file, "bytes": event.content}), announce(saved))


@on(LogFailed)
def failed(state: State, event: LogFailed) -> Change:
    return no_effects(with_log(state, exporting=False))


@on_page("log.delete")
def delete(state: State, event: PageEvent) -> Change:
    """Asked twice: what is gone is gone."""
    return with_log(state, asking=True, notice=""), (focus(ASKING_ID, scroll=False),)


@on_page("log.keep")
def keep(state: State, event: PageEvent) -> Change:
    return with_log(state, asking=False), (focus("log-heading"),)


@on_page("log.delete.do")
def do_delete(state: State, event: PageEvent) -> Change:
    state = with_log(clear_messages(state), asking=False)
    return state, (DeleteLog(), focus("log-heading"))


@on_page("log.damaged.save")
def save_damaged(state: State, event: PageEvent) -> Change:
    return clear_messages(state), (SaveDamaged(event.data.get("key", "")),)


@on_page("log.damaged.delete")
def delete_damaged(state: State, event: PageEvent) -> Change:
    key = event.data.get("key", "")
    return clear_messages(state), (DeleteDamaged(key), focus("log-heading"))
