"""An adapter in memory: its eight stacked arrays and its manifest; and whether a model takes it.

Knows no file. Sizes are a model's own (`AdapterForm`): nothing here names a model.
"""

import random
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hearthside.errors import error_of
from hearthside.lora.manifest import AdapterManifest
from hearthside.lora.numbers import narrowed, to_bytes, widened
from hearthside.ports import ARRAYS, AdapterForm, Stacked
from hearthside.wire import Code

_BYTES_OF_FLOAT: Final = 4


@dataclass(frozen=True, slots=True)
class Adapter:
    """A manifest and, by the names of `ARRAYS`, float16 arrays as they lie in the file."""

    manifest: AdapterManifest
    halves: Mapping[str, Stacked]

    def arrays(self) -> dict[str, Stacked]:
        """The arrays in float32, as engines and trainers take them."""
        return {name: Stacked(it.size, widened(it.data)) for name, it in self.halves.items()}


def halves_of(arrays: Mapping[str, Stacked]) -> dict[str, Stacked]:
    """Trained arrays (float32) as a file holds them. Raises InvalidInput (adapter.invalid)."""
    return {name: Stacked(arrays[name].size, narrowed(arrays[name].data)) for name in ARRAYS}


def check_fits(adapter: Adapter, form: AdapterForm | None) -> None:
    """Raises InvalidInput (adapter.unfit) unless a model of that form takes the adapter.

    `form` None is a model that takes none.
    """
    if form is None:
        raise _unfit("This model takes no adapters. Load the model that it was trained for.")
    manifest = adapter.manifest
    if manifest.base != form.base:
        raise _unfit(
            f"This adapter was trained for other weights ({manifest.model}). "
            "Load the model that it was trained for, or train it anew for this one.",
            f"{manifest.base[:16]} is not {form.base[:16]}",
        )
    for name, size in form.sizes(manifest.rank).items():
        if adapter.halves[name].size != size:
            raise _unfit(
                "This adapter's arrays are not of this model's sizes.",
                f"{name} is {adapter.halves[name].size}, not {size}",
            )


def fresh_arrays(form: AdapterForm, rank: int, seed: int) -> dict[str, Stacked]:
    """Where training starts, float32: A uniform within 1 / sqrt(in), B zero; so x A B is zero.

    That is PEFT's default (kaiming_uniform_ with a = sqrt(5)). The same seed gives the same
    numbers in any Python.
    """
    source = random.Random(f"low-rank adapter {seed}")
    arrays = {}
    for name, size in form.sizes(rank).items():
        layers, rows, columns = size
        count = layers * rows * columns
        if name.endswith(".A"):
            reach = rows**-0.5
            numbers = array("f", [reach * (2 * source.random() - 1) for _ in range(count)])
        else:
            numbers = array("f", bytes(_BYTES_OF_FLOAT * count))
        arrays[name] = Stacked(size, to_bytes(numbers))
    return arrays


def no_arrays(form: AdapterForm) -> dict[str, Stacked]:
    """The adapter of rank 0: the frozen model."""
    return {name: Stacked(size, b"") for name, size in form.sizes(0).items()}


def arrays_size(rank: int, arrays: Mapping[str, tuple[int, int, int]]) -> str:
    """What is wrong with the sizes of an adapter's arrays by name, in words; "" when nothing is."""
    if set(arrays) != set(ARRAYS):
        return f"its arrays are {', '.join(sorted(arrays))[:200]}"
    layers = {size[0] for size in arrays.values()}
    if len(layers) > 1:
        return "its arrays are of different numbers of layers"
    ranks = {arrays[name][2 if name.endswith(".A") else 1] for name in ARRAYS}
    return "" if ranks == {rank} else f"its ranks are {sorted(ranks)}, not {rank}"


def _unfit(message: str, detail: str = "") -> Exception:
    return error_of(Code.ADAPTER_UNFIT, message, detail)
