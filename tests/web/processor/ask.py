"""Asks the processor's decoder, run by Node, about a built model: see ask.mjs. Holds no test."""

import base64
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).with_name("ask.mjs")


@dataclass(frozen=True, slots=True)
class Said:
    """After each prompt the ids chosen and the logits [vocab]; the states [positions, hidden]."""

    ids: list[list[int]]
    logits: list[np.ndarray]
    states: np.ndarray


def ask(
    folder: Path,
    *,
    threads: int = 1,
    prompts: Sequence[Sequence[int] | np.ndarray] = (),
    tokens: int = 0,
    states: Sequence[int] | np.ndarray = (),
    positions: Sequence[int] | np.ndarray = (),
) -> Said:
    """Greedy `tokens` after each prompt; the final states at `positions` of the ids `states`."""
    asked = {
        "prompts": [list(map(int, prompt)) for prompt in prompts],
        "tokens": tokens,
        "states": list(map(int, states)),
        "positions": list(map(int, positions)),
    }
    done = subprocess.run(
        ["node", SCRIPT, folder, str(threads)], input=json.dumps(asked), text=True, stdout=-1
    )
    assert done.returncode == 0
    said = json.loads(done.stdout)
    return Said(
        [one["ids"] for one in said["prompts"]],
        [_floats(one["logits"]) for one in said["prompts"]],
        _floats(said["states"]).reshape(len(positions), -1) if len(positions) else np.empty(0),
    )


def _floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")
