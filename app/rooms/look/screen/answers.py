"""Answers of the Look & listen room: the one that comes, and those that stand. Pure."""

from app.rooms.look.state import Answer, LookState, is_there
from app.rooms.look.words import ASKS, SKIN_NOTE, progress_line
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice


def skin_note(look: LookState) -> Html | None:
    """Wherever skin is asked about, or an answer about it stands."""
    words = dict(ASKS["picture"])["skin"]
    asked = look.asked is not None and look.asked.what == "skin"
    if not asked and all(one.ask != words for one in look.answers):
        return None
    return notice(el("p", SKIN_NOTE), id="look-skin-note")


def live(look: LookState) -> Html:
    assert look.asked is not None
    stop = "Stop writing it down" if look.hears else "Stop"
    return el(
        "section",
        el("h2", el("bdi", look.asked.words), id="look-live-heading", tabindex=-1),
        el("p", progress_line(look), class_="small soft", id="look-part"),
        el("p", look.live, class_="look-words", id="look-live", dir="auto"),
        button_row(button(stop, "look.stop", "first", id="look-stop", data_escape=True)),
        class_="card",
        aria_labelledby="look-live-heading",
    )


def answer(look: LookState, at: int) -> Html:
    one, heading = look.answers[at], f"look-answer-{at}"
    which = el("span", f" answer {at + 1}", class_="quiet-voice")
    can_go_on = one.asked is not None and is_there(one.asked, look)
    return el(
        "article",
        el("h2", el("bdi", one.ask), id=heading),
        el("p", el("bdi", one.about), class_="small soft"),
        el("p", one.text, class_="look-words", dir="auto"),
        el("p", one.note, class_="small soft") if one.note else None,
        _missing(one) if not can_go_on else None,
        button_row(
            button(["Go on", which], "look.goon", data_at=at, disabled=look.asked is not None)
            if can_go_on
            else None,
            button(["Copy", which], "look.copy", "light", data_at=at),
            button(["Save", which], "look.save", "light", data_at=at),
            button(["Remove", which], "look.remove", "light", data_at=at),
        ),
        class_="card look-answer",
        aria_labelledby=heading,
    )


def _missing(one: Answer) -> Html | None:
    """What is given stays on the page only: a reload forgets it."""
    if one.asked is None:
        return None
    what = "the sound" if one.asked.of and one.asked.of[0].kind == "sound" else "the picture"
    what = f"the {len(one.asked.of)} pictures, in that order," if len(one.asked.of) > 1 else what
    return el(
        "p",
        f"It can go on: give {what} again. What is given is kept by this page only, and by no "
        "other after it.",
        class_="small soft",
    )
