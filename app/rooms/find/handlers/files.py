"""Files on their way into a collection: given, read one by one, held up, gone on with, removed."""

from dataclasses import replace

from app.effects import ToPage
from app.events import EmbedderReady, PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.find.effects import (
    DropFiles,
    FileCame,
    GoOnReading,
    PauseReading,
    RemoveFiles,
    TakeFiles,
    TakeSamples,
    TryAgain,
)
from app.rooms.find.events import FilesDone, FileWanted, IntakeMoved
from app.rooms.find.handlers.requests import with_find
from app.rooms.find.screen.files import INTAKE_ID
from app.rooms.find.screen.words import done_line
from app.rooms.find.state import FindState, Intake
from app.state import ShownError, State
from hearthside.wire import Code

_HEADING_ID = "intake-heading"
# Files given to another room stay.
_LET_ALL_GO = ToPage("file.forget", {"of": "find.files"})


@on_page("find.files")
def given(state: State, event: PageEvent) -> Change:
    """Files were chosen or dropped. Without a collection one is made for them."""
    find = state.of(FindState)
    card = find.card
    again = "again" in event.data
    if card is not None and not card.open:
        message = "Open this collection with its passphrase first; then give the files again."
        error = ShownError(Code.PASSPHRASE_NEEDED, message, place="find")
        return replace(state, error=error), (_LET_ALL_GO,)
    if find.embedding is not None or find.measuring:
        message = "The vectors are being worked on just now. Give the files again after that."
        error = ShownError(Code.CALL_INVALID, message, place="find")
        return replace(state, error=error), (_LET_ALL_GO,)
    left_out = event.data.get("left_out", "0")
    take = TakeFiles(
        find.key,
        event.data.get("files", "[]"),
        int(left_out) if left_out.isdecimal() else 0,
        more=event.data.get("more") == "yes",
        again=again,
    )
    if find.intake.busy:
        return state, (take,)
    state = with_find(clear_messages(state), intake=Intake("reading"))
    told = () if again else (announce("Adding your files"), focus(_HEADING_ID))
    return state, (take, *told)


@on_page("find.samples")
def samples(state: State, event: PageEvent) -> Change:
    if state.of(FindState).intake.busy:
        return no_effects(state)
    state = with_find(clear_messages(state), intake=Intake("reading"))
    return state, (TakeSamples(), announce("Adding the sample files"), focus(_HEADING_ID))


@on_page("file.content", "file.pages", "file.progress", "file.error")
def came(state: State, event: PageEvent) -> Change:
    """What the page read goes to whoever asked for it, and leaves no trace here."""
    return state, (FileCame(event.name, event.data, event.content),)


@on(FileWanted)
def wanted(state: State, event: FileWanted) -> Change:
    order = {"id": event.id, "most_bytes": event.most_bytes}
    if event.password:
        order["password"] = event.password
    return state, (ToPage("file.read", order),)


@on(FilesDone)
def done_with(state: State, event: FilesDone) -> Change:
    some = ToPage("file.forget", {"ids": list(event.ids)})
    return state, (some if event.ids else _LET_ALL_GO,)


@on(IntakeMoved)
def moved(state: State, event: IntakeMoved) -> Change:
    """What is said of it is said once: at its end, or when it is held up."""
    before, after = state.of(FindState).intake, event.intake
    state = with_find(state, intake=after)
    if after.stage == before.stage:
        return no_effects(state)
    if after.stage == "done":
        return state, (announce(done_line(after)),)
    told = {
        "paused": "Paused",
        "waiting": "Waiting for the model to restart",
        "full": "Storage full",
    }
    return state, (announce(told[after.stage]),) if after.stage in told else ()


@on_page("find.pause")
def pause(state: State, event: PageEvent) -> Change:
    return (state, (PauseReading(),)) if state.of(FindState).intake.busy else no_effects(state)


@on_page("find.resume")
def resume(state: State, event: PageEvent) -> Change:
    intake = state.of(FindState).intake
    if intake.stage not in ("paused", "full"):
        return no_effects(state)
    state = with_find(clear_messages(state), intake=replace(intake, stage="reading"))
    return state, (GoOnReading(), announce("Continuing"), focus(_HEADING_ID, scroll=False))


@on(EmbedderReady)
def engine_is_back(state: State, event: EmbedderReady) -> Change:
    intake = state.of(FindState).intake
    if intake.stage != "waiting":
        return no_effects(state)
    error = state.error
    if error is not None and error.code == Code.ENGINE_LOST:
        state = clear_messages(state)
    return with_find(state, intake=replace(intake, stage="reading")), (GoOnReading(),)


@on_page("find.drop")
def dropped(state: State, event: PageEvent) -> Change:
    """The other files are let go, or what was said of those that are through is put away."""
    if state.of(FindState).intake.busy:
        return no_effects(state)
    return with_find(clear_messages(state), intake=Intake()), (DropFiles(), focus("find-heading"))


@on_page("find.again")
def again(state: State, event: PageEvent) -> Change:
    """A file that could not be read is tried once more, with a password if one was typed."""
    id_ = event.data.get("file", "")
    if state.of(FindState).intake.busy or not id_:
        return no_effects(state)
    intake = state.of(FindState).intake
    left = tuple([it for it in intake.errors if it.id != id_])
    intake = replace(intake, stage="reading", errors=left, of=max(1, intake.of))
    state = with_find(clear_messages(state), intake=intake)
    return state, (TryAgain(id_, event.data.get(f"password-{id_}", "")),)


@on_page("find.remove")
def removed(state: State, event: PageEvent) -> Change:
    find = state.of(FindState)
    card, name = find.card, event.data.get("file", "")
    if card is None or find.intake.busy or not name:
        return no_effects(state)
    return clear_messages(state), (RemoveFiles(card.key, (name,)), announce(f"Removed: {name}"))


@on_page("find.remove.gone", "find.keep.gone")
def gone(state: State, event: PageEvent) -> Change:
    find = state.of(FindState)
    card, names = find.card, find.intake.gone
    state = with_find(state, intake=replace(find.intake, gone=()))
    if card is None or event.name == "find.keep.gone" or not names:
        return state, (focus(INTAKE_ID, scroll=False),)
    return state, (RemoveFiles(card.key, names), announce("Removed"), focus(_HEADING_ID))
