"""Examples to try the room on: hasty kitchen notes, and each as a tidy line. Made by a program."""

import random
from typing import Final

from hearthside.finetune.examples import ARROW

_COUNT: Final = 60
_NAMES: Final = ("Anna", "Ben", "Chloe", "Dara", "Emil", "Fatima", "Georg", "Hana", "Ivo", "June")
_DISHES: Final = (
    *("tomato soup", "bread roll", "green salad", "apple pie", "lentil stew", "hot cocoa"),
    *("cheese toast", "mint tea", "plum cake", "potato pancake"),
)
_NUMBERS: Final = ("one", "two", "three", "four")
_NOTES: Final = (
    "{name} wants {first} and {second}",
    "{first} plus {second}, it is for {name}",
    "pls make {first}, then {second} - {name}",
    "{name}: {first}, oh and {second} too",
)


def _sample() -> str:
    source = random.Random("kitchen notes")
    lines = []
    for _ in range(_COUNT):
        name = source.choice(_NAMES)
        dishes = source.sample(_DISHES, 2)
        counts = [source.randrange(len(_NUMBERS)) for _ in dishes]
        first, second = (
            f"{_NUMBERS[count]} {dish}" for count, dish in zip(counts, dishes, strict=True)
        )
        note = source.choice(_NOTES).format(name=name, first=first, second=second)
        tidy = ", ".join(f"{count + 1} {dish}" for count, dish in zip(counts, dishes, strict=True))
        lines.append(f"{note} {ARROW} {tidy} for {name}")
    return "\n".join(lines)


SAMPLE: Final = _sample()
"""Lines as a person would paste them."""
