"""AdamW on stacked arrays, in numpy (Loshchilov & Hutter 2019, arXiv 1711.05101, algorithm 2).

Knows nothing of where gradients come from.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hearthside.ports import StepRates

_Floats = npt.NDArray[np.float32]
_Arrays = Mapping[str, _Floats]
_BETA_1 = 0.9
_BETA_2 = 0.999
_EPSILON = 1e-8


@dataclass(frozen=True, slots=True)
class AdamW:
    """Arrays by name and their moments, float32, after so many steps. Never changed."""

    arrays: _Arrays
    first: _Arrays
    second: _Arrays
    steps: int

    def stepped(self, gradients: _Arrays, rates: StepRates) -> "AdamW":
        """After one step more. Gradients are clipped by the norm of all of them together."""
        shrink = np.float32(min(1.0, rates.clip_norm / (norm_of(gradients) + 1e-6)))
        steps = self.steps + 1
        correct_1 = 1 - _BETA_1**steps
        correct_2 = math.sqrt(1 - _BETA_2**steps)
        arrays: dict[str, _Floats] = {}
        first: dict[str, _Floats] = {}
        second: dict[str, _Floats] = {}
        for name, array in self.arrays.items():
            gradient: _Floats = gradients[name] * shrink
            rate = rates.learning_rate * (rates.b_ratio if name.endswith(".B") else 1.0)
            m: _Floats = self.first[name] * np.float32(_BETA_1) + gradient * np.float32(1 - _BETA_1)
            v: _Floats = self.second[name] * np.float32(_BETA_2)
            v += gradient * gradient * np.float32(1 - _BETA_2)
            size: _Floats = np.sqrt(v)
            size /= np.float32(correct_2)
            size += np.float32(_EPSILON)
            way: _Floats = m / np.float32(correct_1) / size
            kept: _Floats = array * np.float32(1 - rates.learning_rate * rates.weight_decay)
            moved: _Floats = kept - np.float32(rate) * way
            arrays[name], first[name], second[name] = moved, m, v
        return AdamW(arrays, first, second, steps)


def norm_of(gradients: _Arrays) -> float:
    """The length of all gradients as one vector."""
    return float(sum(float(np.vdot(one, one)) for one in gradients.values()) ** 0.5)
