"""The Teach room's words: counts, faults, the pace. Pure: values in, text out."""

from typing import Final

from app.rooms.teach.state import MAX_TOKENS, Going, TeachState
from app.ui.words import time_in_words
from hearthside.finetune import Checked, Fault, Outcome
from hearthside.finetune.examples import ARROW, FaultKind

FAULTS: Final[dict[FaultKind, str]] = {
    "half": f"left out: input or output is missing (write: input {ARROW} output)",
    "again": "left out: it is there already",
    "contrary": "kept, but the same input has another output elsewhere",
    "long": f"left out: longer than {MAX_TOKENS} tokens, which is about 180 words",
    "bytes": "kept, but its letters are outside this model\u2019s vocabulary: it will learn little",
}

_MEASURED_FIRST: Final = "The held-out examples are read first, by the model as it is now."


def fault_line(fault: Fault) -> str:
    """An example that is wrong, and how."""
    return f"Line {fault.place}, {FAULTS[fault.kind]}."


def count_line(teach: TeachState, checked: Checked) -> str:
    """How many examples there are, and how many of them are of use."""
    count, given = len(checked.examples), teach.given
    if count == given:
        return f"{count:,} examples, all of them of use."
    return f"{given:,} examples came, {count:,} are of use."


def pace_line(going: Going) -> str:
    """How far the training is, how fast it goes, and how long it takes."""
    line = f"Step {going.step:,} of {going.steps:,}"
    if going.tokens_per_second <= 0:
        first = going.held_out and not going.step
        return f"{line}. {_MEASURED_FIRST}" if first else line
    left = time_in_words(going.seconds_left)
    return f"{line} \u00b7 {going.tokens_per_second:,.0f} tokens a second \u00b7 {left} left"


def outcome_figures(outcome: Outcome) -> str:
    """The losses before and after, with the interval of their difference where there is one."""
    said = (
        f"Loss on {outcome.pairs} held-out examples: {_loss(outcome.before)} without the "
        f"adapter, {_loss(outcome.after)} with it, {_signed(outcome.change)}"
    )
    if outcome.verdict == "few":
        return f"{said}."
    between = f"{_signed(outcome.low)} to {_signed(outcome.high)}"
    return f"{said} (95\u00a0% interval: {between}). They also chose where to stop, which flatters."


def _loss(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\u2212")
