"""What a story begins with: a sentence, or a picture that is put into one. Pure."""

from typing import Final

from app.rooms.story.state import FormState, Shown, Telling
from app.state import State
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, link, text_field
from hearthside.story import LIMIT_CHARACTERS

GIVEN_EVENT: Final = "story.given"
LINE_ID: Final = "seeing-line"


def opening_fields(state: State, wrong: str) -> Html:
    """Folded, since most stories need none of it."""
    picture = _picture(state)
    first = "a picture, or with " if picture is not None else ""
    return el(
        "details",
        el("summary", f"Begin with {first}a sentence of your own"),
        el(
            "div",
            picture,
            text_field(
                "opening",
                "What is seen first",
                hint=f"A sentence, at most {LIMIT_CHARACTERS['opening']} characters. The story "
                "begins with it.",
                placeholder="a red boat lies on the beach, and nobody is near",
                wrong=wrong,
                wide=True,
                rows=2,
            ),
            class_="fields",
            data_drop=True,
        ),
        class_="more",
        id="opening-fields",
    )


def _picture(state: State) -> Html | None:
    """The picture, or the way to give one; what it takes where the model does not see."""
    form, info = state.of(FormState), state.brain.info
    if info is None or info.media is None:
        return _with_eyes(state)
    shown = form.picture
    return el(
        "div",
        _shown(shown) if shown is not None else None,
        el("p", "Opening it\u2026", class_="small soft") if form.opening else None,
        _looking(shown.line) if shown is not None and shown.looking else _ways(state, shown),
        class_="all",
    )


def _with_eyes(state: State) -> Html | None:
    seer = state.seer()
    if seer is None:
        return None
    told: list[Node] = [
        seer.title,
        " can say what is in a picture of yours. Load it in ",
        link("Look & listen", "#look"),
        ", then come back.",
    ]
    return el("p", told, class_="small soft all")


def _shown(shown: Shown) -> Html:
    return el(
        "figure",
        el("img", src=shown.preview, alt="The picture you gave", class_="opening-preview"),
        el("figcaption", el("bdi", shown.name or "Your picture"), class_="small soft"),
        class_="opening-figure",
    )


def _looking(line: str) -> Html:
    return el(
        "div",
        el("p", line, id=LINE_ID, tabindex=-1),
        button_row(button("Stop looking", "story.see.stop")),
    )


def _ways(state: State, shown: Shown | None) -> Html:
    label = "Choose another picture" if shown is not None else "Choose a picture"
    idle = not state.busy and not state.of(Telling).busy
    return el(
        "div",
        button_row(
            button(
                "Look at it again" if shown.told else "Look at the picture",
                "story.see",
                "" if shown.told else "first",
                id="see-button",
                disabled=not idle,
            )
            if shown is not None
            else None,
            _choose(label, disabled=not idle),
            button("Put it away", "story.picture.forget", "light", disabled=not idle)
            if shown is not None
            else None,
        ),
        el(
            "p",
            "The model says what it sees, and that fills the fields that are empty. The picture "
            "itself stays on this page: it is not kept, and no recipe or link has it."
            if shown is not None
            else "You can drop it here or paste it, too.",
            class_="small soft",
        ),
    )


def _choose(label: str, *, disabled: bool) -> Html:
    return el(
        "label",
        label,
        el(
            "input",
            type="file",
            name="picture",
            accept="image/*,.heic",
            data_event=GIVEN_EVENT,
            data_media=True,
            class_="quiet-voice",
            id="opening-file",
            disabled=disabled,
        ),
        class_="button light",
    )
