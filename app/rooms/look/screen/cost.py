"""What an ask about the pictures given costs before its first word. Pure.

Soft tokens are counted; seconds are by what was measured, on this device or, of the model's own
facts, on two cores.
"""

from typing import Final

from app.rooms.look.state import LookState
from app.state import State
from hearthside.errors import HearthsideError
from hearthside.look import soft_tokens

_LONG_S: Final = 100


def cost_line(state: State, what: str) -> str:
    """ "252 soft tokens, some 24 seconds"; "" where nothing can be counted."""
    look, info = state.of(LookState), state.brain.info
    if info is None or info.media is None or look.kind != "picture":
        return ""
    try:
        tokens = soft_tokens(info, what, [(one.width, one.height) for one in look.given])
    except HearthsideError:
        return "more than the model can read at once"
    tokens_s = _tokens_s(state)
    return f"{tokens:,} soft tokens{_some(tokens / tokens_s) if tokens_s else ''}"


def cost_note(state: State) -> str:
    """What that is, and where its seconds are from."""
    means = "What a picture is read in; the more of them, the smaller the print that can be read."
    if _here(state):
        return f"{means} The seconds are until the first word, as this device took last time."
    if _tokens_s(state):
        return (
            f"{means} The seconds are until the first word, by a measurement on two cores: without "
            "a graphics card this model reads slowly. After the first answer they are this "
            "device's own."
        )
    return f"{means} How long this device takes for them is told after the first answer."


def _tokens_s(state: State) -> float:
    """0 where nobody has measured it."""
    if here := _here(state):
        return here
    info = state.brain.info
    if info is None or info.device != "wasm":
        return 0.0
    offer = state.listed(info.id)
    needs = offer.on_processor if offer is not None else None
    return needs.prompt_tokens_s if needs is not None else 0.0


def _here(state: State) -> float:
    """As measured with this model on this device."""
    pace, info = state.of(LookState).pace, state.brain.info
    if pace is None or info is None or (pace.model, pace.device) != (info.id, info.device):
        return 0.0
    return pace.tokens_s


def _some(seconds: float) -> str:
    if seconds < 1:
        return ", less than a second"
    if seconds < _LONG_S:
        return f", some {seconds:.0f} second{'s' * (seconds >= 1.5)}"
    return f", some {seconds / 60:.0f} minutes"
