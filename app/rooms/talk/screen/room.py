"""The Talk room as a whole. Pure: state in, `Html` out."""

from app.rooms.talk.handlers.answering import FORM_ID
from app.rooms.talk.handlers.keeping import SYSTEM_ID
from app.rooms.talk.screen.giving import giving
from app.rooms.talk.screen.kept import talks_part
from app.rooms.talk.screen.model import model_part
from app.rooms.talk.screen.turns import turns_part
from app.rooms.talk.screen.use import use_part
from app.rooms.talk.state import TalkState
from app.rooms.talk.words import can_talk
from app.state import State
from app.ui.errors import error_box
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, keys_line, text_field


def talk_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    room, here = state.of(TalkState), state.place == "talk"
    return el(
        "div",
        el("h1", "Talk", id="talk-heading", tabindex=-1),
        el(
            "p",
            "Ask, and be answered by a model in this page. Nothing you say leaves this device, and "
            "every version of a question or an answer stays.",
            class_="lead",
        ),
        error_box(state, "talk"),
        model_part(state) if here else None,
        talks_part(state, room) if here else None,
        _title(room) if here else None,
        _system(room),
        turns_part(state, room) if here else None,
        use_part(room.use) if here and room.use is not None else None,
        giving(state, room) if here else None,
        _form(state, room),
        _carrying(room) if here else None,
        el(
            "p",
            "The model makes things up and knows nothing of today. Check what matters.",
            class_="small soft",
        ),
        class_="room",
        id="talk-room",
        hidden=not here,
    )


def _title(room: TalkState) -> Html:
    named = room.talk.named() if room.talk.leaf else ""
    return el(
        "div",
        el("h2", el("bdi", named or "A new talk"), id="talk-title", tabindex=-1),
        button_row(button("New talk", "talk.new", "light", disabled=room.busy))
        if room.talk.turns
        else None,
        class_="talk-title",
    )


def _system(room: TalkState) -> Html:
    """The words that stand before all questions. They are read whenever the hand rests."""
    return el(
        "form",
        el(
            "details",
            el("summary", "System text: how the model is to answer"),
            text_field(
                "talk-system",
                "System text",
                rows=3,
                hint="It stands before all questions of this talk. Say who the model is to be, how "
                "long and in which language it is to answer. Empty is fine.",
                maxlength=20_000,
                disabled=room.busy,
            ),
            class_="more",
        ),
        id=SYSTEM_ID,
        data_typed="talk.system",
        data_kept=True,
    )


def _form(state: State, room: TalkState) -> Html:
    label = "Your question" if not room.talk.turns else "Your next question"
    return el(
        "form",
        text_field("talk-text", label, rows=3, data_enter=True, data_suggest=state.suggesting()),
        button_row(
            el(
                "button",
                "Send",
                type="submit",
                class_="button first",
                id="talk-send",
                disabled=not can_talk(state) or state.busy,
            ),
            button("Stop", "talk.stop", "first", id="talk-stop", data_escape=True)
            if room.work
            else None,
            _thinking(state, room),
        ),
        keys_line("Talk"),
        class_="fields card",
        id=FORM_ID,
        data_event="talk.ask",
        data_kept=True,
    )


def _thinking(state: State, room: TalkState) -> Html | None:
    """A switch, where the model can think before it answers."""
    info = state.brain.info
    if info is None or info.thinking is None or not can_talk(state):
        return None
    return button(
        "Think first",
        "talk.thinking",
        "light",
        aria_pressed="true" if room.thinking else "false",
        disabled=room.busy,
    )


def _carrying(room: TalkState) -> Html:
    nothing = not room.talk.turns
    return el(
        "section",
        el("h2", "Export and import", id="talk-carry-heading"),
        el(
            "p",
            "Markdown holds what is on this page, JSON all versions; JSON can be imported again. "
            "Pictures and sounds are named in them, and stay here only as long as this page.",
            class_="small soft",
        ),
        button_row(
            button("Export as Markdown", "talk.export", data_form="markdown", disabled=nothing),
            button("Export as JSON", "talk.export", data_form="json", disabled=nothing),
            el(
                "label",
                "Import a talk",
                el(
                    "input",
                    type="file",
                    name="file",
                    accept="application/json,.json",
                    data_event="talk.import",
                    class_="quiet-voice",
                    id="talk-import",
                ),
                class_="button",
            ),
        ),
        class_="card",
        aria_labelledby="talk-carry-heading",
    )
