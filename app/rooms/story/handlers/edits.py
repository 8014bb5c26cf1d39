"""What a person changes in the story by hand: its outline, the text of a scene; and Undo."""

from collections.abc import Callable
from dataclasses import replace

from app.events import PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on_page
from app.rooms.story.effects import Keep
from app.rooms.story.handlers.telling import go_on
from app.rooms.story.state import Telling, told_or_live, with_before
from app.state import ShownError, State
from hearthside.errors import InvalidInput
from hearthside.story import Story
from hearthside.story.outlines.edits import moved, with_lines, with_text

_OUTLINE = "outline-summary"
_CHANGED = "The outline is changed"


def _change(state: State, done: Callable[[Story], Story], said: str, target: str) -> Change:
    """The story changed by `done`, kept, and in reach of Undo."""
    telling = state.of(Telling)
    if telling.story is None:
        return no_effects(state)
    try:
        story = done(telling.story)
    except InvalidInput as error:
        shown = ShownError(error.code, error.message, error.detail, "form")
        return replace(clear_messages(state), error=shown), (focus(f"field-{error.detail}"),)
    if story == telling.story:
        return clear_messages(state).having(replace(telling, editing=None)), (focus(target),)
    changed = replace(with_before(telling), story=story, editing=None)
    state = clear_messages(state).having(changed)
    return state, (Keep(story, telling.key), announce(said), focus(target))


def _as_typed(state: State, event: PageEvent) -> Callable[[Story], Story]:
    """Takes the lines as they stand in the fields; those of scenes under way stay."""
    fixed = told_or_live(state.of(Telling))

    def done(story: Story) -> Story:
        lines = [beat.line for beat in story.plan.beats]
        for name, text in event.data.items():
            _, _, number = name.partition("line-")
            if number.isdecimal() and fixed <= int(number) < len(lines):
                lines[int(number)] = text
        return with_lines(story, lines)

    return done


@on_page("outline.save")
def save_lines(state: State, event: PageEvent) -> Change:
    return _change(state, _as_typed(state, event), _CHANGED, _OUTLINE)


@on_page("outline.tell")
def tell_lines(state: State, event: PageEvent) -> Change:
    """The story is told along the lines as they stand in the fields."""
    state, effects = _change(state, _as_typed(state, event), _CHANGED, _OUTLINE)
    if state.error is not None:
        return state, effects
    state, more = go_on(state, PageEvent("continue"))
    return state, more


@on_page("outline.up", "outline.down")
def move_line(state: State, event: PageEvent) -> Change:
    number = event.data.get("line", "")
    if not number.isdecimal():
        return no_effects(state)
    step = -1 if event.name == "outline.up" else 1
    fixed, typed = told_or_live(state.of(Telling)), _as_typed(state, event)
    return _change(
        state, lambda story: moved(typed(story), int(number), step, fixed), _CHANGED, _OUTLINE
    )


@on_page("scene.edit", "scene.cancel")
def edit_scene(state: State, event: PageEvent) -> Change:
    telling, number = state.of(Telling), event.data.get("scene", "")
    if telling.story is None or telling.busy or not number.isdecimal():
        return no_effects(state)
    editing = int(number) if event.name == "scene.edit" else None
    target = "field-scene-text" if editing is not None else f"scene-{number}-heading"
    return clear_messages(state).having(replace(telling, editing=editing)), (focus(target),)


@on_page("scene.save")
def save_scene(state: State, event: PageEvent) -> Change:
    telling = state.of(Telling)
    index, text = telling.editing, event.data.get("scene-text", "")
    if index is None or telling.busy:
        return no_effects(state)
    target = f"scene-{index}-heading"
    return _change(state, lambda story: with_text(story, index, text), "Your text is kept", target)


@on_page("undo")
def undo(state: State, event: PageEvent) -> Change:
    """The story as it was before the last change by hand."""
    telling = state.of(Telling)
    if telling.busy or not telling.before:
        return no_effects(state)
    *earlier, story = telling.before
    back = replace(telling, story=story, before=tuple(earlier), editing=None)
    said = announce("The change is taken back")
    return clear_messages(state).having(back), (Keep(story, telling.key), said, focus("after"))
