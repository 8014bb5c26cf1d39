"""The outline of the story on the page: a line a scene, to be read, changed and put in order.

Pure: state in, `Html` out. Folded by default, so that the story is what one sees.
"""

import zlib

from app.rooms.story.screen.form import wrong_in
from app.rooms.story.state import Telling, told_or_live
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, text_field
from hearthside.story.plan import MAX_WISH_CHARACTERS


def outline_view(state: State) -> Html | None:
    """The lines of a story that is told from an outline, unfolded while nothing else is there."""
    telling = state.of(Telling)
    story = telling.story
    if story is None or not story.plan.outline:
        return None
    lines = [beat.line for beat in story.plan.beats]
    fixed, planned = told_or_live(telling), not story.scenes and not telling.busy
    return el(
        "details",
        el("summary", "The outline", id="outline-summary"),
        el(
            "form",
            [_line(state, lines, number, fixed) for number in range(len(lines))],
            el("p", _hint(telling), class_="hint"),
            _keep(planned) if fixed < len(lines) else None,
            # Other lines are other fields: what was typed into the former ones is in these.
            id=f"outline-form-{_mark(lines)}",
            class_="fields",
            data_event="outline.tell" if planned else "outline.save",
            novalidate=True,
        ),
        class_="more not-printed",
        id="outline",
        open=not story.scenes and telling.work in ("", "plan"),
    )


def _keep(planned: bool) -> Html:
    """What becomes of the lines as they stand in the fields."""
    submit = "Tell this story" if planned else "Keep these lines"
    kind = "button first" if planned else "button"
    return button_row(
        el("button", submit, type="submit", class_=kind),
        button("Keep these lines", "outline.save") if planned else None,
    )


def _line(state: State, lines: list[str], number: int, fixed: int) -> Html:
    label, line = f"Scene {number + 1}", lines[number]
    if number < fixed:
        return el("p", el("strong", f"{label}. "), line, class_="all")
    name = f"{_mark(lines)}-line-{number}"
    wrong = wrong_in(state, f"line-{number}")
    moves = [
        button(
            [sign, el("span", f" Move scene {number + 1} {way}", class_="quiet-voice")],
            f"outline.{way}",
            "light",
            data_line=number,
        )
        for sign, way, there in (
            ("\u2191", "up", number > fixed),
            ("\u2193", "down", number + 1 < len(lines)),
        )
        if there
    ]
    field = text_field(
        name, label, value=line, wrong=wrong, wide=True, maxlength=MAX_WISH_CHARACTERS
    )
    return el("div", field, button_row(*moves), class_="all outline-line")


def _hint(telling: Telling) -> str:
    if telling.busy:
        return "What is not told yet follows the lines as you keep them."
    told = telling.story is not None and telling.story.scenes
    return (
        "A scene that is told changes when you rewrite it."
        if told
        else "Change the lines and their order as you like, then let the story be told."
    )


def _mark(lines: list[str]) -> str:
    return f"{zlib.crc32(chr(10).join(lines).encode()):08x}"
