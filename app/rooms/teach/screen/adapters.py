"""The adapters on this device: to try, export, delete; and a way in for others. Pure."""

from app.rooms.teach.screen.training import answers_table
from app.rooms.teach.state import TeachState
from app.state import State
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, notice, text_field
from app.ui.words import size_in_words
from hearthside.lora import AdapterCard
from hearthside.store import day_in_words

_MOST_BYTES = 64_000_000


def adapters_list(state: State, teach: TeachState) -> Html | None:
    """All of them, and the way in."""
    if teach.adapters is None:
        return None
    return el(
        "section",
        el("h2", "Your adapters", id="teach-adapters-heading", tabindex=-1),
        el("p", teach.notice, id="teach-notice") if teach.notice else None,
        el("ul", [_adapter(*pair, teach) for pair in teach.adapters], class_="spines")
        if teach.adapters
        else el("p", "None yet. What you train is kept here.", class_="soft"),
        button_row(_import_button(state)),
        class_="room",
        id="teach-adapters",
        aria_labelledby="teach-adapters-heading",
    )


def _import_button(state: State) -> Html:
    control = el(
        "input",
        type="file",
        name="file",
        accept=".safetensors",
        data_event="teach.import",
        data_bytes=_MOST_BYTES,
        class_="quiet-voice",
        id="teach-import",
        disabled=not state.awake,
    )
    return el("label", "Import an adapter", control, class_="button")


def _adapter(key: str, card: AdapterCard, teach: TeachState) -> Html:
    named = el("span", f" {card.title}", class_="quiet-voice")
    return el(
        "li",
        el("h3", el("bdi", card.title)),
        el("p", _about(card), class_="small soft"),
        el("p", card.words, class_="small") if card.words else None,
        _ask_delete(key, card.title)
        if key == teach.asking
        else button_row(
            button(["Try", named], "teach.choose", "light", data_id=key),
            button(["Export", named], "teach.export", "light", data_id=key),
            button(["Delete", named], "teach.delete", "light danger", data_id=key),
        ),
        class_="spine",
        id=f"teach-adapter-{key}",
    )


def _about(card: AdapterCard) -> str:
    learnt = f"learnt from {card.trained:,} examples"
    size = size_in_words(card.size_bytes)
    parts = (day_in_words(card.saved_at_ms), f"for {card.model}", learnt, size)
    return " \u00b7 ".join(filter(None, parts))


def _ask_delete(key: str, title: str) -> Html:
    return notice(
        el("p", "Delete ", el("bdi", title), " from this device? This cannot be undone."),
        button_row(
            button("Delete adapter", "teach.delete.do", "danger", data_id=key),
            button("Cancel", "teach.delete.leave"),
        ),
        kind="alarm",
        id="teach-asking",
        tabindex=-1,
    )


def try_form(state: State, teach: TeachState) -> Html:
    """An input of one's own, answered without the chosen adapter and with it. Always on the page,
    if hidden."""
    chosen = dict(teach.adapters or ()).get(teach.key)
    ready = state.brain.stage == "ready" and not state.busy and not teach.phase
    title: Node = el("bdi", chosen.title) if chosen else ""
    return el(
        "form",
        el("h2", "Try ", title, id="teach-try-heading", tabindex=-1),
        text_field("teach-input", "An input", rows=2, wide=True),
        button_row(
            el("button", "Answer", type="submit", class_="button first", disabled=not ready),
            button("Close", "teach.choose.leave", "light"),
        ),
        answers_table([teach.tried]) if teach.tried is not None else None,
        id="teach-try-form",
        class_="card",
        data_event="teach.try",
        data_kept=True,
        hidden=chosen is None,
    )
