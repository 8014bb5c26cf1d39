"""What long texts cost on this device: asked for, going along, and as it was measured.

Pure: state in, `Html` out.
"""

from app.rooms.settings.handlers import BAR_ID, HEADING_ID, LINE_ID, going_line
from app.rooms.settings.state import Going, PaceState
from app.state import State
from app.ui.charts.pace import costs_table, pace_chart, wait_chart
from app.ui.errors import aside_list, error_box
from app.ui.markup import Html, el
from app.ui.parts import bullet_list, button, button_row
from hearthside.pace import COLLECTION, Measured, lengths_for, thin_places
from hearthside.store import day_in_words

_GB = 10**9
_DEVICES = {"webgpu": "by WebGPU", "wasm": "by the processor"}


def pace_card(state: State) -> Html:
    pace, here = state.of(PaceState), state.place == "settings"
    return el(
        "section",
        el("h2", "Long texts on this device", id=HEADING_ID, tabindex=-1),
        error_box(state, "pace") if here else None,
        _going(pace.going) if pace.going else _asking(state),
        [_measured(state, it, at) for at, it in enumerate(_ordered(state, pace.measured))],
        aside_list(state, COLLECTION),
        class_="card",
        id="long-texts",
        aria_labelledby=HEADING_ID,
    )


def _ordered(state: State, measured: tuple[Measured, ...]) -> list[Measured]:
    """What was measured with the model that is loaded comes first."""
    info = state.brain.info
    loaded = (info.hash, info.device, info.threads) if info else None
    return sorted(measured, key=lambda it: (it.hash, it.device, it.threads) != loaded)


def _asking(state: State) -> Html:
    info = state.brain.info if state.brain.stage == "ready" else None
    lengths = lengths_for(info.context_tokens) if info else ()
    told = (
        f"With {info.title}: texts of {_listed(lengths)} tokens. A token is about three quarters "
        "of an English word."
        if info
        else "It needs a language model that is loaded."
    )
    return el(
        "div",
        el(
            "p",
            "The longer a text is, the longer its first word is waited for, and the slower the "
            "words after it come. How much, only a trial on this device tells. It takes a minute "
            "or some, keeps the model from everything else meanwhile, and can be stopped. What "
            "else the device does at that time makes the figures worse.",
        ),
        el("p", told, class_="small soft"),
        button_row(
            button("Measure long texts", "pace.measure", disabled=not lengths or state.busy)
        ),
        class_="options",
    )


def _listed(lengths: tuple[int, ...]) -> str:
    names = [f"{it:,}" for it in lengths]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _going(going: Going) -> Html:
    return el(
        "div",
        el("p", f"Reading with {going.title}\u2026"),
        el("progress", id=BAR_ID, max=going.of[-1], value=going.tokens,
           aria_labelledby=HEADING_ID),
        el("p", going_line(going), class_="small soft", id=LINE_ID),
        button_row(button("Stop measuring", "pace.stop", "first", data_escape=True)),
        costs_table(going.costs, "pace-so-far", "So far") if going.costs else None,
        class_="options",
        aria_busy="true",
    )  # fmt: skip


def _measured(state: State, measured: Measured, at: int) -> Html:
    machine = state.machine
    device_bytes = int(machine.memory_gb * _GB) if machine else 0
    thin = thin_places(measured.costs, measured.context_tokens, device_bytes)
    parts = (day_in_words(measured.at_ms), measured.failed)
    id_ = f"pace-{at}"
    return el(
        "section",
        el("h3", el("bdi", measured.title), f", {_device(measured)}", id=f"{id_}-heading"),
        el("p", " \u00b7 ".join(filter(None, parts)), class_="small soft"),
        bullet_list([it.words for it in thin]) if thin else el("p", _HOLDS, class_="small"),
        el("div", wait_chart(measured.costs, f"{id_}-wait"),
           pace_chart(measured.costs, f"{id_}-pace"), class_="charts"),
        costs_table(measured.costs, f"{id_}-table", "The figures"),
        button_row(
            button(["Delete this measurement", el("span", f" of {measured.title}",
                                                  class_="quiet-voice")],
                   "pace.drop", "light danger", data_key=measured.key)
        ),
        aria_labelledby=f"{id_}-heading",
        class_="options",
    )  # fmt: skip


_HOLDS = "In these lengths it thins out nowhere on this device."


def _device(measured: Measured) -> str:
    if measured.device == "wasm" and measured.threads > 1:
        return f"by the processor, {measured.threads} threads"
    return _DEVICES.get(measured.device, measured.device)
