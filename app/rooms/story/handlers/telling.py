"""The story: asking for one, watching it come, stopping, going on, changing it, taking it along."""

from dataclasses import replace

from app.effects import Append, Effect, ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.story.effects import (
    FillSurprise,
    GoOn,
    Rewrite,
    StopWork,
    Suggest,
    TellForm,
    TellRecipe,
)
from app.rooms.story.events import (
    PlanMade,
    SceneKept,
    Surprised,
    TurnsFound,
    WorkBegan,
    WorkEnded,
)
from app.rooms.story.handlers.queue import not_now
from app.rooms.story.screen.telling import LIVE_ID, PACE_ID, pace_line, where_line
from app.rooms.story.state import FormState, Pace, Telling, with_before, with_form
from app.shell.actions.ports import NEW_ENGINE
from app.state import ShownError, State
from hearthside.story import Progress, SceneRetried, SceneStarted, Story, Words
from hearthside.wire import Code


@on_page("tell")
def tell(state: State, event: PageEvent) -> Change:
    return not_now(state, event) or (clear_messages(state), (TellForm(event.data),))


@on_page("plan")
def plan(state: State, event: PageEvent) -> Change:
    """What will happen, before it is told."""
    return not_now(state, event) or (clear_messages(state), (TellForm(event.data, plan_only=True),))


@on_page("surprise")
def surprise(state: State, event: PageEvent) -> Change:
    return state, (FillSurprise(event.data),)


@on(Surprised)
def surprised(state: State, event: Surprised) -> Change:
    """Ideas go where nothing stands or the last surprise still does; never over typed text."""
    fields = {
        name: idea
        for name, idea in event.ideas.items()
        if event.typed.get(name, "").strip() in ("", state.of(FormState).surprise.get(name, ""))
    }
    told = (
        "The form has been filled in"
        if fields
        else "Every field has your words already; nothing was changed"
    )
    return with_form(state, surprise=fields), (ToPage("fill", {"fields": fields}), announce(told))


@on_page("again")
def again(state: State, event: PageEvent) -> Change:
    """Try what failed once more: the next scene where there are scenes, else the whole story."""
    telling = state.of(Telling)
    if telling.story is not None and telling.story.scenes:
        return go_on(state, event)
    if telling.recipe is None:
        return no_effects(clear_messages(state))
    return not_now(state, event) or (clear_messages(state), (TellRecipe(telling.recipe),))


@on_page("continue")
def go_on(state: State, event: PageEvent) -> Change:
    return _go_on(state, event, "")


@on_page("turn")
def take_turn(state: State, event: PageEvent) -> Change:
    number = event.data.get("turn", "")
    turns = state.of(Telling).turns
    known = number.isdecimal() and int(number) < len(turns)
    return _go_on(state, event, turns[int(number)]) if known else no_effects(state)


@on_page("turn.own")
def take_own_turn(state: State, event: PageEvent) -> Change:
    """A turn in a person's own words."""
    turn = event.data.get("turn", "")
    if turn.strip():
        return _go_on(state, event, turn)
    message = "Write what happens next: a few words or a sentence."
    error = ShownError(Code.FORM_INVALID, message, "turn", "form")
    return replace(clear_messages(state), error=error), (focus("field-turn"),)


def _go_on(state: State, event: PageEvent, turn: str) -> Change:
    telling = state.of(Telling)
    story = telling.story
    if story is None or not (story.scenes or story.plan.outline):
        return (
            again(state, PageEvent("again"))
            if telling.recipe
            else no_effects(clear_messages(state))
        )
    return not_now(state, event) or (clear_messages(state), (GoOn(story, telling.key, turn),))


@on_page("rewrite")
def rewrite(state: State, event: PageEvent) -> Change:
    telling = state.of(Telling)
    story, number = telling.story, event.data.get("scene", "")
    if story is None or not number.isdecimal() or int(number) >= len(story.scenes):
        return no_effects(state)
    later = not_now(state, event)
    if later is not None:
        return later
    state = state.having(with_before(telling))
    return clear_messages(state), (Rewrite(story, telling.key, int(number)),)


@on_page("suggest")
def suggest(state: State, event: PageEvent) -> Change:
    story = state.of(Telling).story
    if story is None:
        return no_effects(state)
    return not_now(state, event) or (clear_messages(state), (Suggest(story),))


@on_page("stop")
def stop(state: State, event: PageEvent) -> Change:
    return (state, (StopWork(),)) if state.of(Telling).busy else no_effects(state)


@on_page("begin")
def begin(state: State, event: PageEvent) -> Change:
    """A clear hearth for another story; the one before stands on the shelf."""
    if state.of(Telling).busy:
        return no_effects(state)
    return with_form(clear_messages(state), queued=None).having(Telling()), (
        ToPage("hush"),
        focus("form-heading"),
    )


# --- how the work goes -------------------------------------------------------------------------


@on(WorkBegan)
def began(state: State, event: WorkBegan) -> Change:
    before = Telling() if event.work in ("plan", "tell") else state.of(Telling)
    telling = replace(
        before,
        key=before.key if event.work == "suggest" else event.key,
        work=event.work,
        recipe=event.recipe or before.recipe,
        story=event.story or before.story,
        scene=event.scene,
        of=0,
        scene_title="",
        live="",
        left_over="",
        pace=Pace(),
        stopped=False,
        turns=(),
        editing=None,
        before=before.before if event.work == "rewrite" else (),
    )
    state = clear_messages(state).having(telling)
    if event.work == "suggest":
        return state, (announce(where_line(telling)),)
    target = "tale-heading" if event.work in ("plan", "tell") else "live-heading"
    return state, (ToPage("hush"), announce(where_line(telling)), focus(target))


@on(PlanMade)
def planned(state: State, event: PlanMade) -> Change:
    story, shown = event.story, state.of(FormState).picture
    pictured = bool(story.recipe.form.opening) and shown is not None and shown.told
    telling = replace(
        state.of(Telling),
        story=story,
        picture=shown.preview if shown is not None and pictured else "",
        title=story.title,
        of=len(story.plan.beats),
        recipe=story.recipe,
        notes=event.notes,
        advice=event.advice,
        outside=event.outside,
        way=event.way,
    )
    return no_effects(state.having(telling))


@on(SceneStarted)
def scene_began(state: State, event: SceneStarted) -> Change:
    telling = replace(
        state.of(Telling), scene=event.index, of=event.of, scene_title=event.title, live=""
    )
    return state.having(telling), (announce(where_line(telling)),)


@on(Words)
def words(state: State, event: Words) -> Change:
    before = state.of(Telling)
    telling = replace(before, live=before.live + event.text)
    return state.having(telling), (Append(LIVE_ID, event.text),)


@on(Progress)
def pace(state: State, event: Progress) -> Change:
    pace = Pace(event.tokens, event.tokens_per_second, event.seconds_left)
    told = ToPage("text", {"target": PACE_ID, "text": pace_line(pace)})
    return state.having(replace(state.of(Telling), pace=pace)), (told,)


@on(SceneRetried)
def scene_again(state: State, event: SceneRetried) -> Change:
    """A sentence is taken back; the next words follow what stands."""
    told = ToPage("text", {"target": LIVE_ID, "text": event.kept})
    return state.having(replace(state.of(Telling), live=event.kept)), (told,)


@on(SceneKept)
def scene_kept(state: State, event: SceneKept) -> Change:
    telling = replace(state.of(Telling), story=event.story, live="", title=event.story.title)
    return no_effects(state.having(telling))


@on(TurnsFound)
def turns_found(state: State, event: TurnsFound) -> Change:
    return no_effects(state.having(replace(state.of(Telling), turns=event.turns)))


@on(WorkEnded)
def ended(state: State, event: WorkEnded) -> Change:
    """Done, stopped or failed: in every case what was told stays in sight."""
    before = state.of(Telling)
    stopped = event.stopped and before.work != "suggest"
    story = event.story or before.story
    left_over = "" if _stands(story, before) else before.live
    telling = replace(
        before,
        work="",
        story=story,
        title=story.title if story else before.title,
        key=event.key or before.key,
        live="",
        left_over=left_over,
        stopped=stopped,
    )
    error = state.error if _is_known(state.error, event.error) else event.error or state.error
    state = replace(state, error=error).having(telling)
    return state, (announce(_last_words(before, event)), *_where_to_look(before, event))


def _is_known(before: ShownError | None, now: ShownError | None) -> bool:
    """Whether this is only how a lost engine's successor, which has no model yet, says so."""
    lost = before is not None and before.code == Code.ENGINE_LOST
    return lost and now is not None and now.code in NEW_ENGINE


def _stands(story: Story | None, before: Telling) -> bool:
    """Whether the live scene, or as much of it as makes sentences, has become part of the story."""
    if before.work not in ("tell", "continue"):
        return True
    return story is not None and len(story.scenes) > before.scene


def _last_words(before: Telling, event: WorkEnded) -> str:
    if event.error is not None:
        return "The story stopped early. What was written is kept."
    if event.stopped:
        return "Stopped. What was written is kept."
    if before.work != "suggest":
        planned = event.story is not None and not event.story.scenes
        return "The outline stands." if planned else "The story is finished."
    return "Ideas to choose from" if before.turns else "No idea fits. Write what happens next."


def _where_to_look(before: Telling, event: WorkEnded) -> tuple[Effect, ...]:
    """The button that was pressed is gone; the keyboard goes to what can be done next."""
    if before.work == "suggest" and event.error is None and not event.stopped:
        return (focus("next-heading"),)
    return (focus("after", scroll=False),) if event.stopped else ()
