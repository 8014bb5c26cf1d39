"""Settings: model, device, storage; and, plainly, what this page keeps, promises and cannot do.

Pure: state in, `Html` out.
"""

from app.rooms.settings.pace import pace_card
from app.shell.tiers import policies_of
from app.state import Machine, Offer, State
from app.ui.errors import aside_list, error_box
from app.ui.markup import Html, el
from app.ui.parts import KEYS, bullet_list, button, button_row, choice, facts, link, select_field
from app.ui.welcome import about, honest_limits, model_card, ready_line, runs_on
from app.ui.words import size_in_words

DEVICES = (
    ("auto", "Automatic", "WebGPU where its results are right, else the processor."),
    ("webgpu", "WebGPU", "The graphics processor. Faster where there is a real one."),
    ("wasm", "The processor", "Works everywhere."),
)


def settings_screen(state: State) -> Html | None:
    if state.place != "settings":
        return None
    return el(
        "div",
        el("h1", "Settings", id="settings-heading", tabindex=-1),
        ready_line(state) if state.brain.stage != "loading" else None,
        _model(state),
        _device(state),
        pace_card(state),
        _writing(state),
        _storage(state),
        aside_list(state, "settings"),
        _keys(),
        _privacy(),
        _about(state),
        class_="room",
        id="settings-room",
    )


def _card(heading: str, id_: str, *inside: Html | None) -> Html:
    return el("section", el("h2", heading, id=id_), *inside, class_="card", aria_labelledby=id_)


def _model(state: State) -> Html:
    chosen = state.offer()
    loaded = state.brain.model if state.brain.stage == "ready" else ""
    if state.brain.stage == "loading":
        return model_card(state) or el("div")
    return _card(
        "Language model",
        "model-settings",
        el(
            "fieldset",
            el("legend", "Which language model is used", class_="quiet-voice"),
            [
                choice(
                    "setting-model",
                    offer.id,
                    f"{offer.title} \u00b7 {size_in_words(offer.size_bytes)}",
                    f"{about(offer)} {_whereabouts(offer, loaded)}",
                    checked=chosen is not None and offer.id == chosen.id,
                    event="choose.model",
                )
                for offer in state.offers
            ],
        ),
        _policy(state),
        _licences(chosen),
        button_row(_load_button(chosen, loaded)) if chosen else None,
    )


def _policy(state: State) -> Html | None:
    """Where there are several: which of them answers."""
    if len(state.offers) + len(state.seers) < 2:
        return None
    return select_field(
        "setting-policy",
        "Which model answers in Write",
        policies_of(state),
        chosen=state.preferences.policy,
        hint="Only models that are on this device are taken. A draft is checked where an answer or "
        "a summary is wanted: each model is loaded in turn, which takes some seconds.",
        data_event="prefer.policy",
    )


def _whereabouts(offer: Offer, loaded: str) -> str:
    if offer.id == loaded:
        return "In use now."
    if offer.kept:
        return "Kept on this device."
    if offer.kept_bytes:
        return f"Partly downloaded: {size_in_words(offer.kept_bytes)}."
    return ""


def _licences(offer: Offer | None) -> Html | None:
    address = (offer.licence_file or offer.licence_url) if offer else ""
    if offer is None or not address:
        return None
    return el(
        "p",
        "This model comes under ",
        link(offer.licence_name, address, target="_blank", rel="noopener"),
        ".",
        class_="small",
    )


def _load_button(offer: Offer, loaded: str) -> Html:
    if offer.id == loaded:
        return button("Reload model", "load", data_model=offer.id)
    label = (
        f"Use {offer.title}"
        if offer.kept
        else f"Accept the terms and download {size_in_words(offer.size_bytes)}"
    )
    return button(label, "load", "first", data_model=offer.id)


def _device(state: State) -> Html:
    return _card(
        "Where it runs",
        "device-settings",
        error_box(state, "model") if state.place == "settings" else None,
        el("p", runs_on(state.machine), class_="small soft") if state.machine else None,
        el(
            "fieldset",
            el("legend", "Which device does the work", class_="quiet-voice"),
            [
                choice(
                    "device",
                    value,
                    title,
                    words,
                    checked=value == state.preferences.device,
                    event="prefer",
                )
                for value, title, words in DEVICES
            ],
        ),
    )


def _writing(state: State) -> Html:
    """Off until somebody wants it: the model works for it at every rest, and Tab changes its
    meaning."""
    return _card(
        "While you write",
        "writing-settings",
        el(
            "label",
            el(
                "input",
                type="checkbox",
                name="suggest",
                checked=state.preferences.suggest,
                data_event="prefer.suggest",
            ),
            el(
                "span",
                el("strong", "Suggest how my text may go on"),
                el(
                    "span",
                    "Pale words after what you type in Write and Talk, when your hand rests and "
                    "the model is sure enough. Tab takes them, any other key goes on without "
                    "them. It costs power, and never holds up a job.",
                ),
            ),
            class_="choice",
        ),
    )


def _storage(state: State) -> Html:
    listed = (*state.offers, *state.embedders, *state.seers)
    kept = [offer for offer in listed if offer.kept or offer.kept_bytes]
    return _card(
        "Storage",
        "storage-settings",
        facts(_storage_facts(state.machine)) if state.machine else None,
        el(
            "ul",
            [
                el(
                    "li",
                    el("strong", offer.title),
                    el("span", f" {size_in_words(offer.kept_bytes or offer.room_bytes)}"),
                    button_row(
                        button(
                            ["Delete", el("span", f" {offer.title}", class_="quiet-voice")],
                            "forget",
                            "light danger",
                            data_model=offer.id,
                        )
                    ),
                    class_="spine",
                )
                for offer in kept
            ],
            class_="spines",
        )
        if kept
        else el("p", "No model is kept on this device.", class_="soft"),
        el(
            "p",
            "Deleting a model leaves your stories and your collections alone.",
            class_="small soft",
        ),
    )


def _storage_facts(machine: Machine) -> list[tuple[str, str]]:
    where = {
        "opfs": "In this browser's private file system",
        "cache": "In this browser's cache",
        "memory": "Nowhere: this window keeps nothing",
    }[machine.storage]
    used = size_in_words(machine.used_bytes) if machine.used_bytes else "nothing yet"
    if machine.quota_bytes:
        used = f"{used} of {size_in_words(machine.quota_bytes)}"
    cleared = "No" if machine.persisted else "Yes, when the device runs full"
    return [("Kept", where), ("Used", used), ("May be cleared", cleared)]


def _keys() -> Html:
    told = [
        [el("h3", part), facts([(key, does) for key, does in keys])] for part, keys in KEYS.items()
    ]
    return _card("Keys", "keys", *[node for pair in told for node in pair])


def _privacy() -> Html:
    return _card(
        "Privacy",
        "privacy",
        el(
            "p",
            "There is no server behind this page that could read along. It was sent to you as "
            "files, and everything since then happened here.",
        ),
        bullet_list(
            [
                "Kept on this device: the models' files, the stories on your shelf, the sorts, "
                "policies and collections you made, these settings, and, until the tab closes, "
                "what you typed. What is asked and answered is written down only where you "
                "switched the log on.",
                "The page's content policy forbids it to connect to any other site. The browser "
                "enforces that, for this page and for its workers.",
                "A recipe link carries its recipe after the #, a part that browsers never send.",
                "Only voices that speak on this device are used to read aloud, since others send "
                "the text to a company's server.",
                "No cookies, no counting of visits, no fonts or scripts from elsewhere.",
            ]
        ),
    )


def _about(state: State) -> Html:
    info = state.brain.info
    return _card(
        "About",
        "about",
        honest_limits(),
        facts(
            [
                ("Model", info.title),
                ("Form", f"{info.form}, {info.vocab_size:,} words and pieces"),
                ("Fingerprint", info.hash[:16]),
                ("Memory", f"{info.context_tokens:,} tokens"),
            ]
        )
        if info
        else None,
        el(
            "p",
            "Hearthside is free software under the Apache License 2.0. Gemma is provided under and "
            "subject to the Gemma Terms of Use.",
            class_="small soft",
        ),
    )
