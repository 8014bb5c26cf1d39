"""A training begins, goes along, is stopped, gone on with, and ends; then answers are compared."""

from dataclasses import replace

from app.effects import Effect, ToPage
from app.events import ModelReady, PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.teach.effects import AnswerBoth, StopTraining, Train
from app.rooms.teach.events import (
    AnswersMoved,
    TrainerMoved,
    TrainingBegan,
    TrainingEnded,
    TrainingLooked,
    TrainingStepped,
)
from app.rooms.teach.handlers.examples import asked, with_teach
from app.rooms.teach.screen.words import pace_line
from app.rooms.teach.state import Going, TeachState
from app.shell.handlers.model import load
from app.state import Brain, ShownError, State
from hearthside.wire import Code


@on_page("teach.train")
def train(state: State, event: PageEvent) -> Change:
    name = " ".join(event.data.get("teach-name", "").split())[:60]
    return begin(with_teach(state, name=name or "My adapter"), resume=False)


@on_page("teach.goon")
def go_on(state: State, event: PageEvent) -> Change:
    return begin(state, resume=True)


def begin(state: State, *, resume: bool) -> Change:
    """The language model makes way, and training begins or goes on where it stood."""
    teach, info = state.of(TeachState), state.brain.info
    if teach.phase or teach.answering or state.busy or info is None:
        return no_effects(state)
    model = info.id
    lesson = teach.lesson(model)
    if lesson is None:
        return no_effects(state)
    if info.adapters is None:
        said = f"{info.title} takes no adapters. Choose a small model that writes under Settings."
        return failing(state, ShownError(Code.MODEL_UNFIT, said, place="teach"))
    kept = {"curve": teach.curve, "unfinished": teach.unfinished} if resume else {}
    clean = {"curve": (), "unfinished": None, "taught": None, "tried": None, **kept}
    state, run = asked(state, phase="open", model=model, going=Going(), **clean)
    state = replace(state, brain=Brain("absent"))
    return state, (Train(run, lesson, resume), focus("teach-going-heading"))


def _under_way(state: State, run: int) -> bool:
    teach = state.of(TeachState)
    return teach.run == run and teach.phase != ""


@on(TrainerMoved)
def trainer_moved(state: State, event: TrainerMoved) -> Change:
    if not _under_way(state, event.run):
        return no_effects(state)
    if event.fetch is None:
        return no_effects(with_teach(state, phase="compare"))
    return no_effects(with_teach(state, phase="open", fetch=event.fetch))


@on(TrainingBegan)
def began(state: State, event: TrainingBegan) -> Change:
    if not _under_way(state, event.run):
        return no_effects(state)
    started = event.started
    going = Going(started.step, started.steps, started.trained, started.held_out)
    curve = state.of(TeachState).curve if started.step else ()
    state = with_teach(state, phase="train", going=going, curve=curve, unfinished=None)
    return state, (announce("Training began"),)


@on(TrainingStepped)
def stepped(state: State, event: TrainingStepped) -> Change:
    if not _under_way(state, event.run):
        return no_effects(state)
    it = event.stepped
    going = replace(
        state.of(TeachState).going,
        step=it.step,
        tokens_per_second=it.tokens_per_second,
        seconds_left=it.seconds_left,
    )
    effects: tuple[Effect, ...] = (
        ToPage("value", {"target": "teach-bar", "value": it.step}),
        ToPage("text", {"target": "teach-pace", "text": pace_line(going)}),
    )
    return with_teach(state, going=going), effects


@on(TrainingLooked)
def looked(state: State, event: TrainingLooked) -> Change:
    if not _under_way(state, event.run):
        return no_effects(state)
    curve = (*state.of(TeachState).curve, event.evaluated.point)
    return no_effects(with_teach(state, curve=curve))


@on_page("teach.stop")
def stop(state: State, event: PageEvent) -> Change:
    return state, (StopTraining(),)


@on(TrainingEnded)
def ended(state: State, event: TrainingEnded) -> Change:
    """The language model comes back, whatever the end was."""
    teach = state.of(TeachState)
    if teach.run != event.run:
        return no_effects(state)
    done = replace(teach.without_training(), taught=event.taught, unfinished=event.unfinished)
    state, effects = load(state.having(done), teach.model)
    told = "Training has finished" if event.taught else "Training was stopped"
    target = "teach-taught-heading" if event.taught else "teach-heading"
    seen: tuple[Effect, ...] = (focus(target),) if state.place == "teach" else ()
    return state, (*effects, announce(told), *seen)


@on(ModelReady)
def answers_wanted(state: State, event: ModelReady) -> Change:
    """What was taught is shown by answers, before and after."""
    teach = state.of(TeachState)
    taught = teach.taught
    fresh = taught is not None and all(one.after is None for one in taught.answers)
    if teach.phase or taught is None or not taught.answers or not fresh:
        return no_effects(state)
    if event.info.id != teach.model:
        return no_effects(state)
    run = teach.run + 1
    state = with_teach(state, run=run, answering=True)
    return state, (AnswerBoth(run, taught.key, taught.answers),)


@on(AnswersMoved)
def answers_moved(state: State, event: AnswersMoved) -> Change:
    teach = state.of(TeachState)
    if teach.run != event.run:
        return no_effects(state)
    state = with_teach(state, answering=not event.done)
    if not event.answers:
        return no_effects(state)
    if teach.tried is not None:
        return no_effects(with_teach(state, tried=event.answers[0]))
    if teach.taught is None:
        return no_effects(state)
    return no_effects(with_teach(state, taught=replace(teach.taught, answers=event.answers)))


@on_page("teach.drop")
def drop(state: State, event: PageEvent) -> Change:
    """What is unfinished is not gone on with: the next training begins anew."""
    return clear_messages(with_teach(state, unfinished=None, curve=())), (focus("teach-heading"),)
