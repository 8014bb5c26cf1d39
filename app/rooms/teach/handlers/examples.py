"""Examples come in, are checked, and are kept; what was in hand before a reload is found."""

from dataclasses import replace
from typing import Any

from app.effects import Effect, ToPage
from app.events import ModelReady, PageEvent, Woken
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.teach.effects import DropLesson, LookAround, Measure, StopAnswers, TakeExamples
from app.rooms.teach.events import ExamplesRead, LessonFound, Measured
from app.rooms.teach.samples import SAMPLE
from app.rooms.teach.state import ROUNDS, USUAL_ROUNDS, TeachState
from app.state import ShownError, State
from hearthside.documents.tables import check_size
from hearthside.errors import InvalidInput
from hearthside.finetune import Checked
from hearthside.wire import Code

PASTE_FORM = "teach-paste-form"


def with_teach(state: State, **changes: Any) -> State:
    """The state with something of the room changed."""
    return state.having(replace(state.of(TeachState), **changes))


def asked(state: State, **changes: Any) -> tuple[State, int]:
    """The state of a new request, and its number."""
    run = state.of(TeachState).run + 1
    return with_teach(clear_messages(state), run=run, **changes), run


def measuring(state: State) -> tuple[Effect, ...]:
    """The model looks at examples that it has not seen, once it is awake."""
    teach = state.of(TeachState)
    if teach.checked is None or teach.measured or state.brain.stage != "ready":
        return ()
    return (Measure(teach.checked),)


@on(Woken)
def woken(state: State, event: Woken) -> Change:
    """What was in hand before a reload is taken up again, wherever a person is."""
    return state, (LookAround(lesson=True),)


@on_page("teach.paste")
def pasted(state: State, event: PageEvent) -> Change:
    if state.of(TeachState).phase:
        return no_effects(state)
    state, run = asked(state)
    return state, (TakeExamples(run, event.data.get("teach-pasted", "")),)


@on_page("teach.sample")
def sample(state: State, event: PageEvent) -> Change:
    if state.of(TeachState).phase:
        return no_effects(state)
    state, run = asked(state, name="Kitchen notes")
    fields = ToPage("fill", {"form": PASTE_FORM, "fields": {"teach-pasted": SAMPLE}})
    return state, (TakeExamples(run, SAMPLE), fields)


@on_page("teach.file")
def file_chosen(state: State, event: PageEvent) -> Change:
    name = event.data.get("filename", "")
    try:
        check_size(name, int(event.data.get("size_bytes", "0")))
    except InvalidInput as error:
        return failing(state, ShownError(error.code, error.message, place="teach"))
    if event.data.get("refused") or not event.content:
        why = "could not be read at all" if event.data.get("refused") else "is empty"
        said = f"\u201c{name}\u201d {why}."
        return failing(state, ShownError(Code.TABLE_INVALID, said, place="teach"))
    if state.of(TeachState).phase:
        return no_effects(state)
    state, run = asked(state)
    return state, (TakeExamples(run, name=name, content=event.content),)


@on(ExamplesRead)
def read(state: State, event: ExamplesRead) -> Change:
    teach = state.of(TeachState)
    if event.run != teach.run:
        return no_effects(state)
    fresh = TeachState(
        given=event.given,
        checked=event.checked,
        notes=event.notes,
        name=teach.name,
        rounds=teach.rounds,
        run=teach.run,
        adapters=teach.adapters,
    )
    state = state.having(fresh)
    said = f"{len(event.checked.examples):,} of {event.given:,} examples can be learnt from"
    return state, (*measuring(state), announce(said), focus("teach-examples-heading"))


@on(Measured)
def measured(state: State, event: Measured) -> Change:
    teach = state.of(TeachState)
    if event.of is not teach.checked or teach.phase:
        return no_effects(state)
    return no_effects(with_teach(state, checked=event.checked, measured=True))


@on(ModelReady)
def model_ready(state: State, event: ModelReady) -> Change:
    """Another model may know other letters."""
    if state.of(TeachState).phase:
        return no_effects(state)
    return state, measuring(state)


@on(LessonFound)
def found(state: State, event: LessonFound) -> Change:
    teach, lesson = state.of(TeachState), event.lesson
    if teach.checked is not None or teach.phase or not lesson.examples:
        return no_effects(state)
    state = with_teach(
        state,
        given=len(lesson.examples),
        checked=Checked(lesson.examples),
        name=lesson.name,
        rounds=lesson.rounds if lesson.rounds in ROUNDS else USUAL_ROUNDS,
        model=lesson.model,
        # What has been trained on is gone on with as it is.
        measured=event.unfinished is not None,
        unfinished=event.unfinished,
        curve=event.curve,
    )
    return state, measuring(state)


@on_page("teach.rounds")
def rounds(state: State, event: PageEvent) -> Change:
    value = event.data.get("value", "")
    chosen = next((one for one in ROUNDS if str(one) == value), None)
    if chosen is None or state.of(TeachState).phase:
        return no_effects(state)
    return no_effects(with_teach(state, rounds=chosen, unfinished=None))


@on_page("teach.new")
def new(state: State, event: PageEvent) -> Change:
    """Other examples: these are forgotten, and what is unfinished with them."""
    teach = state.of(TeachState)
    if teach.phase:
        return no_effects(state)
    state = clear_messages(state).having(TeachState(run=teach.run + 1, adapters=teach.adapters))
    return state, (StopAnswers(), DropLesson(), focus("teach-heading"))
