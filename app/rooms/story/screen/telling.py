"""The story on the page: its scenes, how far the live one is, and what comes next.

Pure: state in, `Html` out. The live scene and the pace have ids, so that words and numbers can be
set without making the screen anew.
"""

from app.rooms.story.screen.along import read_aloud, take_along
from app.rooms.story.screen.form import edited_scene, own_turn, queued_notice, recipe_line
from app.rooms.story.screen.outline import outline_view
from app.rooms.story.state import Pace, Telling
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import bullet_list, button, button_row, link, notice
from app.ui.words import OFFERS, time_in_words
from hearthside.story import Scene
from hearthside.text import dialogue

LIVE_ID = "live-words"
PACE_ID = "pace"


def story_view(state: State) -> Html | None:
    """The story and all that can be done with it; None before there is one."""
    telling = state.of(Telling)
    if telling.story is None and not telling.busy:
        return None
    return el(
        "article",
        _heading(telling),
        el("p", telling.way, class_="small soft not-printed", id="way") if telling.way else None,
        _notes(telling),
        _advice(state),
        outline_view(state),
        _picture(telling),
        _scenes(state),
        _left_over(telling),
        _status(telling) if telling.busy else _after(state),
        class_="story",
        id="story",
        aria_labelledby="tale-heading",
        aria_busy="true" if telling.busy else None,
    )


def _heading(telling: Telling) -> Html:
    title = (telling.story.title if telling.story else telling.title) or "Once upon a time"
    branch_of = telling.story.branch_of if telling.story else ""
    return el(
        "header",
        el("h2", title, id="tale-heading", tabindex=-1),
        el(
            "p",
            "A branch of \u201c",
            el("bdi", branch_of),
            "\u201d",
            class_="small soft",
            id="branch",
        )
        if branch_of
        else None,
    )


def _notes(telling: Telling) -> Html | None:
    """What the story was told from, and what the storyteller chose for the person."""
    recipe = telling.recipe
    if recipe is None:
        return None
    return el(
        "details",
        el("summary", "How it was told"),
        el("p", recipe_line(recipe)),
        el("p", recipe.told()),
        [el("p", "What was chosen for you:"), bullet_list(telling.notes)]
        if telling.notes
        else None,
        class_="more not-printed",
        id="notes",
    )


def _advice(state: State) -> Html | None:
    """What to know of this form and this model; the fuller model where it would help."""
    telling = state.of(Telling)
    if not telling.advice:
        return None
    fuller = telling.outside and not telling.busy
    fuller = fuller and any(offer.vocabulary == "full" for offer in state.offers)
    return notice(
        [el("p", advice) for advice in telling.advice],
        button_row(button(OFFERS["load.full"], "load.full")) if fuller else None,
        kind="not-printed",
        id="advice",
    )


def _picture(telling: Telling) -> Html | None:
    """The picture that the story begins with, while the page holds it."""
    if not telling.picture or telling.recipe is None:
        return None
    seen = telling.recipe.form.opening
    return el("img", src=telling.picture, alt=seen, class_="story-picture", id="story-picture")


def _scenes(state: State) -> list[Html]:
    """The finished scenes, and the live one in its place among them."""
    telling = state.of(Telling)
    story = telling.story
    scenes = story.scenes if story else ()
    lines = [story.line_above(number) if story else "" for number in range(len(scenes))]
    shown = [
        _scene(scene, number, lines[number], busy=telling.busy)
        for number, scene in enumerate(scenes)
    ]
    if telling.editing is not None and telling.editing < len(scenes):
        scene = scenes[telling.editing]
        shown[telling.editing] = edited_scene(state, scene, telling.editing)
    if telling.work in ("tell", "continue", "rewrite"):
        shown[telling.scene : telling.scene + 1] = [_live(telling)]
    return shown


def _scene(scene: Scene, number: int, line: str, *, busy: bool) -> Html:
    rewrite = button(
        ["Rewrite scene", el("span", f" (scene {number + 1})", class_="quiet-voice")],
        "rewrite",
        "light",
        data_scene=number,
    )
    edit = button(
        ["Edit", el("span", f" (scene {number + 1})", class_="quiet-voice")],
        "scene.edit",
        "light",
        data_scene=number,
    )
    return el(
        "section",
        _scene_heading(number, scene.title, f"scene-{number}-heading"),
        _line(line),
        el("div", paragraphs(scene.text), class_="prose"),
        None if busy else button_row(rewrite, edit),
        class_="scene",
        id=f"scene-{number}",
        aria_labelledby=f"scene-{number}-heading",
    )


def _scene_heading(number: int, title: str, id_: str) -> Html:
    named = f"{number + 1}. {title}" if title else f"Scene {number + 1}"
    return el("h3", el("bdi", named), id=id_, tabindex=-1)


def _line(line: str) -> Html | None:
    """What happens in the scene, by the outline."""
    return el("p", line, class_="scene-line") if line else None


def paragraphs(text: str) -> list[Html]:
    """Text as `<p>`s: a change of speaker begins one."""
    return [el("p", part) for part in dialogue.paragraphs(text)]


def _live(telling: Telling) -> Html:
    beats = telling.story.plan.beats if telling.story else ()
    return el(
        "section",
        _scene_heading(telling.scene, telling.scene_title, "live-heading"),
        _line(beats[telling.scene].line) if telling.scene < len(beats) else None,
        el("div", telling.live, class_="prose live", id=LIVE_ID),
        class_="scene",
        id="live-scene",
        aria_labelledby="live-heading",
    )


def _left_over(telling: Telling) -> Html | None:
    if telling.busy or not telling.left_over.strip():
        return None
    return el(
        "section",
        el("h3", "Cut short here", id="left-heading"),
        el("div", paragraphs(telling.left_over), class_="prose"),
        class_="scene unfinished",
        id="left-over",
        aria_labelledby="left-heading",
    )


def where_line(telling: Telling) -> str:
    """What is being done, in a few words."""
    if telling.work == "suggest":
        return "Suggesting what could happen next"
    if telling.work == "rewrite":
        return f"Rewriting scene {telling.scene + 1}"
    if not telling.of:
        return "Planning the story"
    return f"Scene {telling.scene + 1} of {telling.of}"


def pace_line(pace: Pace) -> str:
    """Speed and time left."""
    if pace.tokens_per_second <= 0:
        return "Starting"
    speed = f"{pace.tokens_per_second:.1f} tokens a second"
    if pace.seconds_left is None:
        return speed
    return f"{speed}, {time_in_words(pace.seconds_left)} left"


def _status(telling: Telling) -> Html:
    return el(
        "div",
        el(
            "div",
            el("strong", where_line(telling), id="where"),
            el("span", pace_line(telling.pace), id=PACE_ID, class_="pace"),
            class_="where",
        ),
        button("Stop", "stop", data_escape=True, id="stop-button"),
        class_="status-line",
        id="status-line",
    )


def _after(state: State) -> Html:
    telling = state.of(Telling)
    return el(
        "div",
        el("p", "Stopped. What was written is kept.", class_="soft") if telling.stopped else None,
        el("p", link("Saved on your shelf", "#shelf"), class_="small", id="saved")
        if telling.key and _has_scenes(telling)
        else None,
        _next(state),
        read_aloud(state) if _has_scenes(telling) else None,
        take_along() if _has_scenes(telling) else None,
        button_row(button("New story", "begin")),
        class_="room not-printed",
        id="after",
        tabindex=-1,
    )


def _has_scenes(telling: Telling) -> bool:
    return telling.story is not None and bool(telling.story.scenes)


def _next(state: State) -> Html | None:
    telling = state.of(Telling)
    if telling.story is None or not telling.story.scenes:
        planned = telling.story is not None and telling.story.plan.outline
        again = None if planned else button("Start again", "again", "first")
        return el("div", button_row(again, _undo(telling)), queued_notice(state))
    return el(
        "section",
        el("h3", "What happens next?", id="next-heading", tabindex=-1),
        _turns(telling.turns),
        button_row(
            button("Add a scene" if telling.story.complete else "Continue", "continue", "first"),
            _undo(telling),
            button(
                "Suggest two ideas" if not telling.turns else "Suggest two more ideas", "suggest"
            ),
        ),
        own_turn(state),
        queued_notice(state),
        class_="card",
        id="next",
        aria_labelledby="next-heading",
    )


def _undo(telling: Telling) -> Html | None:
    return button("Undo the last change", "undo") if telling.before else None


def _turns(turns: tuple[str, ...]) -> Html | None:
    if not turns:
        return None
    return el(
        "div",
        [button(turn, "turn", "turn", data_turn=number) for number, turn in enumerate(turns)],
        class_="turns",
    )
