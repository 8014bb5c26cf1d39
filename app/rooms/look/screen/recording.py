"""Recording with the microphone: how it goes, and how loud it is. Pure."""

from typing import Final

from app.rooms.look.handlers import LEVEL_ID
from app.rooms.look.state import LookState
from app.rooms.look.words import WHEN_ASKED
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, select_field

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
_WORDS: Final = (
    ("now", "while you speak, where the model is loaded"),
    (WHEN_ASKED, "when you ask for it"),
)


def recording(look: LookState) -> Html:
    """Always on the page: what is chosen in it holds."""
    return el(
        "form",
        button_row(el("button", "Record with the microphone", type="submit", class_="button")),
        el(
            "details",
            el("summary", "How a recording goes"),
            select_field("look-after_s", "It ends by itself", _AFTER),
            select_field("look-level", "What counts as speech", _LOUD),
            select_field("look-before_s", "What is kept before the first word", _BEFORE),
            select_field("look-words", "It is written down", _WORDS),
            class_="more",
        ),
        class_="fields",
        id="look-record",
        data_event="look.record",
        data_kept=True,
        hidden=look.recording,
    )


def level(look: LookState) -> Html | None:
    if not look.recording:
        return None
    return el(
        "div",
        el("p", "Recording. How loud it is:", id="look-level-label"),
        el("progress", id=LEVEL_ID, max=100, value=0, aria_labelledby="look-level-label"),
        button_row(button("End the recording", "look.rest", "first", id="look-rest")),
        class_="recording",
    )
