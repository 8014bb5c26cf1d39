"""Pictures and sounds for the next question, where the model sees and hears. Pure."""

from app.rooms.talk.handlers.giving import GIVEN_EVENT, LEVEL_ID
from app.rooms.talk.state import Given, TalkState
from app.rooms.talk.words import can_talk
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import button, button_row
from app.ui.taken import sound_length
from hearthside.ports import MediaFormat


def giving(state: State, room: TalkState) -> Html | None:
    """None where the loaded model takes neither."""
    info = state.brain.info
    if info is None or info.media is None or not can_talk(state):
        return None
    return el(
        "section",
        el("h2", "With a picture or a sound", class_="quiet-voice", id="talk-give-heading"),
        [_given(one, at, info.media) for at, one in enumerate(room.given)],
        el("p", "Opening it\u2026", class_="small soft") if room.taking else None,
        el("progress", id=LEVEL_ID, max=100, value=0, aria_label="How loud it is")
        if room.recording
        else None,
        button_row(
            el(
                "label",
                "Add a picture or a sound",
                el(
                    "input",
                    type="file",
                    name="file",
                    accept="image/*,audio/*,.heic,.opus,.ogg",
                    data_event=GIVEN_EVENT,
                    data_media=True,
                    class_="quiet-voice",
                    id="talk-file",
                ),
                class_="button light",
            ),
            button("End the recording", "talk.rest", "first")
            if room.recording
            else button("Record", "talk.record", "light"),
        ),
        class_="talk-giving",
        id="talk-giving",
        data_drop=True,
        aria_labelledby="talk-give-heading",
    )


def _given(one: Given, at: int, form: MediaFormat) -> Html:
    heard_s = form.audio.samples / form.audio.sample_rate_hz
    size = (
        f"{one.width:,} by {one.height:,} pixels"
        if one.kind == "picture"
        else sound_length(one.seconds)
    )
    cut = f" The model hears its first {heard_s:.0f} seconds." if one.seconds > heard_s else ""
    return el(
        "div",
        el("img", src=one.preview, alt="The picture you gave", class_="talk-preview")
        if one.preview
        else None,
        el("p", el("bdi", one.name or "What you gave"), f", {size}.{cut}", class_="small"),
        button(
            ["Put it away", el("span", f" number {at + 1}", class_="quiet-voice")],
            "talk.forget",
            "light",
            data_at=at,
        ),
        class_="talk-given",
    )
