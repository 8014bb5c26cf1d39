"""The Look & listen room as a whole. Pure: state in, `Html` out."""

from app.rooms.look.handlers import GIVEN_EVENT
from app.rooms.look.screen.answers import answer, live, skin_note
from app.rooms.look.screen.given import held, language, question
from app.rooms.look.screen.model import model_part
from app.rooms.look.screen.recording import level, recording
from app.rooms.look.state import MOST_PICTURES, LookState
from app.state import State
from app.ui.errors import error_box
from app.ui.markup import Html, el


def look_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    look, here = state.of(LookState), state.place == "look"
    return el(
        "div",
        el("h1", "Look & listen", id="look-heading", tabindex=-1),
        el(
            "p",
            "Give pictures and ask what they show or what differs, or a recording and ask what is "
            "said. All are made small on this device and never leave it; what a camera wrote "
            "beside a picture, such as the place, is not read.",
            class_="lead",
        ),
        error_box(state, "look"),
        model_part(state) if here else None,
        _way_in(state, look) if here else None,
        live(look) if here and look.hears else None,
        recording(look),
        held(state) if here and look.given else None,
        question(state),
        language(look),
        skin_note(look) if here else None,
        live(look) if here and look.asked and not look.hears else None,
        [answer(look, at) for at in range(len(look.answers))] if here else None,
        el(
            "p",
            "The model can be wrong: it may see what is not there, mishear names and numbers, and "
            "leave things out. It was taught many languages, English best.",
            class_="small soft",
        ),
        class_="room",
        id="look-room",
        hidden=not here,
    )


def _way_in(state: State, look: LookState) -> Html:
    return el(
        "section",
        el("h2", "Give pictures or a sound", id="look-way-heading", tabindex=-1),
        el(
            "label",
            el("strong", "Choose a file, paste it, or drop it here"),
            el(
                "span",
                f"Pictures, up to {MOST_PICTURES}: JPEG, PNG, WebP, the first frame of a GIF. One "
                "sound: WAV, MP3, Opus, up to 30 minutes.",
                class_="small soft",
            ),
            el(
                "input",
                type="file",
                name="file",
                accept="image/*,audio/*,.heic,.opus,.ogg",
                data_event=GIVEN_EVENT,
                data_media=True,
                multiple=True,
                class_="quiet-voice",
                id="look-file",
                disabled=not state.awake,
            ),
            class_="drop",
            data_drop=True,
        ),
        el("p", "Opening it\u2026", class_="small soft") if look.opening else None,
        _photograph(state),
        level(look),
        class_="card",
        aria_labelledby="look-way-heading",
    )


def _photograph(state: State) -> Html:
    """For devices that are held in a hand: it opens their camera."""
    return el(
        "label",
        "Take a photograph",
        el(
            "input",
            type="file",
            name="photograph",
            accept="image/*",
            capture="environment",
            data_event=GIVEN_EVENT,
            data_media=True,
            class_="quiet-voice",
            id="look-camera",
            disabled=not state.awake,
        ),
        class_="button hand-held",
    )
