"""What was measured, as it is kept on the device: one document a model and device.

The newest takes the place of the one before. Knows nothing of where it is kept.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Final

from hearthside.pace.measure import Cost
from hearthside.ports import ModelInfo
from hearthside.store import read_as, time_ms
from hearthside.wire.jsontext import read_json

COLLECTION: Final = "pace"
_FORMAT: Final = 1
_MOST_COSTS: Final = 16


@dataclass(frozen=True, slots=True)
class Measured:
    """`costs` by length, ascending, of the weights `hash` as they ran on `device`. `failed` says
    what ended it before its time, "" where nothing did."""

    model: str
    title: str
    hash: str
    device: str
    threads: int
    context_tokens: int
    at_ms: int
    costs: tuple[Cost, ...]
    failed: str = ""

    @property
    def key(self) -> str:
        """Its place among the kept ones."""
        return f"{self.model}-{self.device}-{self.threads}"


def measured_of(info: ModelInfo, costs: Sequence[Cost], at_ms: int, failed: str = "") -> Measured:
    """What was measured of the model that `info` tells of."""
    about = (info.id, info.title, info.hash, info.device, info.threads, info.context_tokens)
    return Measured(*about, at_ms, tuple(costs), failed)


def measured_text(measured: Measured) -> str:
    """As the text of a document."""
    return json.dumps({"format": _FORMAT, **asdict(measured)}, ensure_ascii=False)


def read_measured(text: str) -> Measured:
    """Raises ValueError on what is no such document."""
    value = read_json(text)
    if not isinstance(value, dict) or value.pop("format", None) != _FORMAT:
        raise ValueError("it is no measurement of this version")
    it = read_as(Measured, value)
    time_ms(it.at_ms)
    numbers = [number for cost in it.costs for number in asdict(cost).values()]
    ascending = all(one.tokens < next_.tokens for one, next_ in pairwise(it.costs))
    if not it.costs or len(it.costs) > _MOST_COSTS or not ascending or min(numbers) < 0:
        raise ValueError("its costs are not those of ascending lengths")
    if it.costs[0].tokens < 1 or it.context_tokens < 1:
        raise ValueError("it measures nothing")
    return it
