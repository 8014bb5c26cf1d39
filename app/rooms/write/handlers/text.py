"""What stands in the form of the Write room: the text, the job, and what belongs to the job."""

from dataclasses import replace
from typing import Any, Final

from app.effects import ToPage
from app.events import ModelReady, PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.write.effects import FileCame, LookForVoices, OpenFile, PrepareForms
from app.rooms.write.events import FilesDone, FileWanted, TextRead, VoicesFound
from app.rooms.write.samples import FIELDS, QUESTION, SAMPLE
from app.rooms.write.schema import field_id, without_row
from app.rooms.write.state import MOST_FIELDS, WriteState
from app.rooms.write.words import JOBS, MOST_TONES, POINTS, TONES, count_line
from app.shell.actions.files import FILE_EVENTS
from app.state import State
from hearthside.text.language import language_of
from hearthside.tiers import TEXT_SHARE, tokens_of

FORM_ID: Final = "write-form"
TEXT: Final = "write-text"
MOST_CHARACTERS: Final = 1_000_000
_CHARACTERS_A_TOKEN: Final = 4  # in English
# So much of a text says which language it is in.
_LANGUAGE_CHARACTERS: Final = 2000


def with_write(state: State, **changes: Any) -> State:
    """The state with something of the room changed."""
    return state.having(replace(state.of(WriteState), **changes))


def filled(fields: dict[str, str]) -> ToPage:
    """Sets controls of the form, as if typed."""
    return ToPage("fill", {"form": FORM_ID, "fields": fields})


@on(ModelReady)
def model_ready(state: State, event: ModelReady) -> Change:
    """Another model may be able to do other jobs."""
    return with_write(state, voices=None), (LookForVoices(),)


@on(VoicesFound)
def voices_found(state: State, event: VoicesFound) -> Change:
    found = with_write(state, voices=event.voices, trained=event.trained)
    return _prepared(_fitting(found))


def _fitting(state: State) -> State:
    """The state with a job that whoever answers can do: an adapter of one's own does what it was
    taught, and nobody else can do that."""
    write = state.of(WriteState)
    if write.who is None or write.job == "template" or write.who.own == (write.job == "taught"):
        return state
    return with_write(state, job="taught" if write.who.own else "summarise")


@on_page("write.voice")
def voice(state: State, event: PageEvent) -> Change:
    return no_effects(_fitting(with_write(state, voice=event.data.get("value", ""))))


@on_page("write.job")
def job(state: State, event: PageEvent) -> Change:
    chosen = next((it for it in JOBS if it == event.data.get("value")), None)
    return _prepared(with_write(clear_messages(state), job=chosen)) if chosen else (state, ())


def _prepared(state: State) -> Change:
    """While a form is made, what its answer needs is made ready, unless the engine has to work."""
    write = state.of(WriteState)
    wanted = write.job == "extract" and write.voices and not state.busy
    return state, (PrepareForms(),) if wanted else ()


@on_page("write.point")
def point(state: State, event: PageEvent) -> Change:
    """A ready-made point is ticked, or is not any more."""
    ticked, value = state.of(WriteState).points, event.data.get("value", "")
    if value not in POINTS:
        return no_effects(state)
    kept = [it for it in POINTS if (it in ticked) != (it == value)]
    return no_effects(with_write(state, points=tuple(kept)))


@on_page("write.tone")
def tone(state: State, event: PageEvent) -> Change:
    """A tone is ticked, or not any more; the last that is ticked stays."""
    ticked, value = state.of(WriteState).tones, event.data.get("value", "")
    kept = tuple([it for it, _ in TONES if (it in ticked) != (it == value)])
    return no_effects(with_write(state, tones=kept) if 0 < len(kept) <= MOST_TONES else state)


@on_page("write.typed")
def typed(state: State, event: PageEvent) -> Change:
    """How much text there is, whenever the hand rests."""
    return no_effects(counted(state, event.data.get(TEXT, "")))


def counted(state: State, text: str) -> State:
    """The state with what is known of the text as it stands."""
    info = state.brain.info
    reads = int(info.context_tokens * _CHARACTERS_A_TOKEN * TEXT_SHARE) if info else 0
    line = count_line(len(text.strip()), len(text.split()), reads)
    about = {"text_tokens": tokens_of(text), "language": language_of(text[:_LANGUAGE_CHARACTERS])}
    return with_write(state, count_line=line, **about)


@on_page("write.sample")
def sample(state: State, event: PageEvent) -> Change:
    named = {field_id("name", at): name for at, (name, _) in enumerate(FIELDS)}
    kinds = {field_id("kind", at): kind for at, (_, kind) in enumerate(FIELDS)}
    fields = {TEXT: SAMPLE, "write-question": QUESTION, **named, **kinds}
    state = with_write(clear_messages(state), notice="", fields=len(FIELDS))
    return counted(state, SAMPLE), (filled(fields), focus(f"field-{TEXT}", scroll=False))


@on_page("write.clear")
def clear(state: State, event: PageEvent) -> Change:
    state = counted(with_write(clear_messages(state), notice=""), "")
    return state, (filled({TEXT: ""}), focus(f"field-{TEXT}", scroll=False))


@on_page("write.field.add")
def add_field(state: State, event: PageEvent) -> Change:
    count = min(state.of(WriteState).fields + 1, MOST_FIELDS)
    target = f"field-{field_id('name', count - 1)}"
    return with_write(state, fields=count), (focus(target, scroll=False),)


@on_page("write.field.remove")
def remove_field(state: State, event: PageEvent) -> Change:
    """The rows below move up."""
    write, at = state.of(WriteState), event.data.get("at", "")
    if not at.isdecimal() or not int(at) < write.fields or write.fields == 1:
        return no_effects(state)
    state = with_write(state, fields=write.fields - 1)
    target = f"field-{field_id('name', max(0, int(at) - 1))}"
    return state, (filled(without_row(event.data, int(at))), focus(target, scroll=False))


@on_page("write.files")
def files(state: State, event: PageEvent) -> Change:
    """A file was chosen or dropped. A new mind is told again of one that was under way."""
    if event.data.get("files", "[]") == "[]":
        return no_effects(state)
    state = with_write(clear_messages(state), opening="Opening the file\u2026", notice="")
    return state, (OpenFile(event.data.get("files", "[]")),)


@on_page(*FILE_EVENTS)
def came(state: State, event: PageEvent) -> Change:
    """What the page read goes to whoever asked for it."""
    return state, (FileCame(event),)


@on(FileWanted)
def wanted(state: State, event: FileWanted) -> Change:
    return state, (ToPage("file.read", {"id": event.id, "most_bytes": event.most_bytes}),)


@on(FilesDone)
def done_with(state: State, event: FilesDone) -> Change:
    state = with_write(state, opening="")
    return state, (ToPage("file.forget", {"ids": list(event.ids)}),) if event.ids else ()


@on(TextRead)
def text_read(state: State, event: TextRead) -> Change:
    """It takes the place of the text before, as a paste does."""
    notes = list(event.notes)
    if len(event.text) > MOST_CHARACTERS:
        notes.append(f"Only its first {MOST_CHARACTERS:,} characters are here.")
    told = " ".join([f"\u201c{event.name}\u201d was read.", *notes])
    state = with_write(state, opening="", notice=told)
    text = event.text[:MOST_CHARACTERS]
    return counted(state, text), (
        filled({TEXT: text}),
        announce(told),
        focus(f"field-{TEXT}", scroll=False),
    )
