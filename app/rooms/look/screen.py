"""The Look & listen room as a whole. Pure: state in, `Html` out."""

from typing import Final

from app.rooms.look.handlers import GIVEN_EVENT, LEVEL_ID
from app.rooms.look.model import model_part
from app.rooms.look.state import Answer, Given, LookState
from app.rooms.look.words import ASKS, LANGUAGES, SKIN_NOTE, part_line
from app.state import State
from app.ui.errors import error_box
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice, select_field, text_field
from app.ui.taken import length_in_words

_AFTER: Final = (
    *(("3", "after 3 seconds of silence"), ("1.5", "after a second and a half")),
    *(("6", "after 6 seconds"), ("15", "after 15 seconds"), ("0", "never: I end it")),
)
_LOUD: Final = (
    *(("6", "speech at a table"), ("2", "whispering, or far away")),
    *(("15", "speech near the microphone"), ("30", "only what is loud")),
)
_BEFORE: Final = (
    ("0.5", "half a second"),
    ("0", "nothing"),
    ("2", "2 seconds"),
    ("5", "5 seconds"),
)


def look_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    look, here = state.of(LookState), state.place == "look"
    return el(
        "div",
        el("h1", "Look & listen", id="look-heading", tabindex=-1),
        el(
            "p",
            "Give a picture and ask what it shows, or a recording and ask what is said. Both are "
            "made small on this device and never leave it; what a camera wrote beside the "
            "picture, such as the place, is not read.",
            class_="lead",
        ),
        error_box(state, "look"),
        model_part(state) if here else None,
        _way_in(state, look) if here else None,
        _recording(look),
        _held(look.given, look) if here and look.given else None,
        _question(look),
        _language(look),
        _skin_note(look) if here else None,
        _live(look) if here and look.asked else None,
        [_answer(one, at) for at, one in enumerate(look.answers)] if here else None,
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
        el("h2", "Give a picture or a sound", id="look-way-heading", tabindex=-1),
        el(
            "label",
            el("strong", "Choose a file, paste it, or drop it here"),
            el(
                "span",
                "Pictures: JPEG, PNG, WebP, the first frame of a GIF. Sounds: WAV, MP3, Opus, up "
                "to 30 minutes.",
                class_="small soft",
            ),
            el(
                "input",
                type="file",
                name="file",
                accept="image/*,audio/*,.heic,.opus,.ogg",
                data_event=GIVEN_EVENT,
                data_media=True,
                class_="quiet-voice",
                id="look-file",
                disabled=not state.awake,
            ),
            class_="drop",
            data_drop=True,
        ),
        el("p", "Opening it\u2026", class_="small soft") if look.opening else None,
        _photograph(state),
        _level(look),
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


def _recording(look: LookState) -> Html:
    """Always on the page: what is chosen in it holds."""
    return el(
        "form",
        button_row(el("button", "Record with the microphone", type="submit", class_="button")),
        el(
            "details",
            el("summary", "When a recording ends"),
            select_field("look-after_s", "It ends by itself", _AFTER),
            select_field("look-level", "What counts as speech", _LOUD),
            select_field("look-before_s", "What is kept before the first word", _BEFORE),
            class_="more",
        ),
        class_="fields",
        id="look-record",
        data_event="look.record",
        data_kept=True,
        hidden=look.recording,
    )


def _level(look: LookState) -> Html | None:
    if not look.recording:
        return None
    return el(
        "div",
        el("p", "Recording. How loud it is:", id="look-level-label"),
        el("progress", id=LEVEL_ID, max=100, value=0, aria_labelledby="look-level-label"),
        button_row(button("End the recording", "look.rest", "first", id="look-rest")),
        class_="recording",
    )


def _held(given: Given, look: LookState) -> Html:
    size = (
        f"{given.width:,} by {given.height:,} pixels"
        if given.kind == "picture"
        else f"{length_in_words(given.seconds)} minutes"
    )
    return el(
        "section",
        el("h2", el("bdi", given.name or "What you gave"), id="look-given-heading", tabindex=-1),
        el("img", src=given.preview, alt="The picture you gave", class_="look-preview")
        if given.preview
        else None,
        el("p", size, class_="small soft"),
        button_row(
            [
                button(words, "look.ask", data_what=what, disabled=look.asked is not None)
                for what, words in ASKS[given.kind]
            ],
            button("Put it away", "look.forget", "light"),
        ),
        class_="card",
        id="look-given",
        aria_labelledby="look-given-heading",
    )


def _question(look: LookState) -> Html:
    return el(
        "form",
        text_field("look-question", "Or ask about it in your own words", maxlength=1000),
        button_row(el("button", "Ask", type="submit", class_="button")),
        class_="fields",
        id="look-question",
        data_event="look.ask",
        data_what="ask",
        data_kept=True,
        hidden=look.given is None or look.given.kind != "picture",
    )


def _language(look: LookState) -> Html:
    return el(
        "form",
        select_field(
            "look-language", "Or have it in another language", [(it, it) for it in LANGUAGES]
        ),
        button_row(el("button", "Translate it", type="submit", class_="button")),
        class_="fields",
        id="look-language",
        data_event="look.ask",
        data_what="translate",
        data_kept=True,
        hidden=look.given is None or look.given.kind != "sound",
    )


def _skin_note(look: LookState) -> Html | None:
    """Wherever skin is asked about, or an answer about it stands."""
    words = dict(ASKS["picture"])["skin"]
    asked = look.asked is not None and look.asked.what == "skin"
    if not asked and all(one.ask != words for one in look.answers):
        return None
    return notice(el("p", SKIN_NOTE), id="look-skin-note")


def _live(look: LookState) -> Html:
    assert look.asked is not None
    return el(
        "section",
        el("h2", el("bdi", look.asked.words), id="look-live-heading", tabindex=-1),
        el(
            "p",
            look.fetching or part_line(look.part, look.parts),
            class_="small soft",
            id="look-part",
        ),
        el("p", look.live, class_="look-words", id="look-live", dir="auto"),
        button_row(button("Stop", "look.stop", "first", id="look-stop", data_escape=True)),
        class_="card",
        aria_labelledby="look-live-heading",
    )


def _answer(one: Answer, at: int) -> Html:
    heading = f"look-answer-{at}"
    which = el("span", f" answer {at + 1}", class_="quiet-voice")
    return el(
        "article",
        el("h2", el("bdi", one.ask), id=heading),
        el("p", el("bdi", one.about), class_="small soft"),
        el("p", one.text, class_="look-words", dir="auto"),
        el("p", one.note, class_="small soft") if one.note else None,
        button_row(
            button(["Copy", which], "look.copy", "light", data_at=at),
            button(["Save", which], "look.save", "light", data_at=at),
            button(["Remove", which], "look.remove", "light", data_at=at),
        ),
        class_="card look-answer",
        aria_labelledby=heading,
    )
