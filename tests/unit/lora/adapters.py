"""A small adapter, for tests: of a form that no real model has."""

from array import array
from dataclasses import replace

from hearthside.lora import (
    Adapter,
    AdapterManifest,
    Point,
    TrainingData,
    TrainingRecipe,
    fresh_arrays,
    halves_of,
)
from hearthside.lora.numbers import to_bytes
from hearthside.ports import AdapterForm, Stacked

FORM = AdapterForm("a" * 64, 2, ((6, 10), (4, 6), (6, 14), (7, 6)))
RANK = 2
RECIPE = TrainingRecipe(7, 2, 4, 6e-4, 10, 0.01, 1.0, 512)
MANIFEST = AdapterManifest(
    name="story",
    title="Bedtime stories",
    base=FORM.base,
    model="tiny",
    rank=RANK,
    prompt_format="story/1",
    recipe=RECIPE,
    data=TrainingData("d" * 64, 90, 10),
    curve=(Point(0, None, 3.5), Point(40, 3.1, 2.75)),
    kept_step=40,
    licence="CC0-1.0",
)


def trained_arrays(seed: int = 1) -> dict[str, Stacked]:
    """Arrays as after training: none of them zero."""
    arrays = fresh_arrays(FORM, RANK, seed)
    for name, it in arrays.items():
        count = it.size[0] * it.size[1] * it.size[2]
        if name.endswith(".B"):
            numbers = array("f", [(place % 7 - 3) / 8 for place in range(count)])
            arrays[name] = replace(it, data=to_bytes(numbers))
    return arrays


def small_adapter() -> Adapter:
    """An adapter of FORM."""
    return Adapter(MANIFEST, halves_of(trained_arrays()))
