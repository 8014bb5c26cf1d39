"""What low-rank adapters are made of, as engines and trainers take them: values.

The form is told in `hearthside.lora`. Knows no file, no training and no model.
"""

from dataclasses import dataclass
from typing import Final

MODULES: Final = ("qkv", "o", "gate_up", "down")
"""The frozen matrices of a layer that an adapter stands beside, fused as the model stores them."""
ARRAYS: Final = tuple(f"{module}.{side}" for module in MODULES for side in "AB")


@dataclass(frozen=True, slots=True)
class Stacked:
    """An array [layers, rows, columns] as bytes, row by row, little-endian: float32 at the ports,
    float16 in files."""

    size: tuple[int, int, int]
    data: bytes


@dataclass(frozen=True, slots=True)
class AdapterForm:
    """What an adapter of a model has to be. `base` is the SHA-256 of the frozen layers' file;
    `modules` are inputs and outputs of each matrix, in the order of MODULES."""

    base: str
    layers: int
    modules: tuple[tuple[int, int], ...]

    def sizes(self, rank: int) -> dict[str, tuple[int, int, int]]:
        """The sizes of the eight arrays of that rank, in the order of ARRAYS."""
        found = {}
        for module, (inputs, outputs) in zip(MODULES, self.modules, strict=True):
            found[f"{module}.A"] = (self.layers, inputs, rank)
            found[f"{module}.B"] = (self.layers, rank, outputs)
        return found
