"""Where training stands, to go on from after a break; and its bytes, to be kept meanwhile.

The bytes are a safetensors file in float32, some 26 MB for Gemma 3 270M. Knows no store.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from hearthside.errors import error_of
from hearthside.lora import Point
from hearthside.lora.safetensors import packed, unpacked
from hearthside.ports import ARRAYS, Stacked, TrainerState
from hearthside.store.plain import read_as
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

_FORMAT: Final = "hearthside-training/1"
_GROUPS: Final = ("arrays", "first", "second", "best")


@dataclass(frozen=True, slots=True)
class FinetuneState:
    """After a look at the held-out pairs: what the trainer holds, the best arrays so far and of
    which step, the curve, and how many looks ago it was better.

    `mark` names pairs, options and base: training goes on only with the same.
    """

    mark: str
    trainer: TrainerState
    best: Mapping[str, Stacked]
    best_step: int
    looks_since: int
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    mark: str
    steps: int
    best_step: int
    looks_since: int
    curve: tuple[Point, ...]


def write_state(state: FinetuneState) -> bytes:
    """The state as bytes."""
    trainer = state.trainer
    facts = _Facts(state.mark, trainer.steps, state.best_step, state.looks_since, state.curve)
    groups = (trainer.arrays, trainer.first, trainer.second, state.best)
    arrays = {
        f"{group}.{name}": held[name]
        for group, held in zip(_GROUPS, groups, strict=True)
        for name in ARRAYS
        if held
    }
    return packed({"format": _FORMAT, "facts": json.dumps(asdict(facts))}, arrays, "F32")


def read_state(data: bytes) -> FinetuneState:
    """The state in some bytes. Raises InvalidInput (adapter.invalid)."""
    try:
        meta, arrays = unpacked(data, "F32")
        if meta.get("format") != _FORMAT:
            raise ValueError("it is no training state")
        facts = read_as(_Facts, read_json(meta.get("facts", "")), "the state")
        groups = [
            {name: arrays[f"{group}.{name}"] for name in ARRAYS if f"{group}.{name}" in arrays}
            for group in _GROUPS
        ]
    except ValueError as error:
        message = "What was kept of the training cannot be read. Begin anew."
        raise error_of(Code.ADAPTER_INVALID, message, str(error)) from error
    trainer = TrainerState(groups[0], groups[1], groups[2], facts.steps)
    return FinetuneState(
        facts.mark, trainer, groups[3], facts.best_step, facts.looks_since, facts.curve
    )
