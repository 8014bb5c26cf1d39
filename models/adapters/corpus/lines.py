"""Reads the data, and says what is wrong with it: each line by its rules, and all together.

Lines that break a rule for a good reason are named here, by their words.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from models import RecipeError
from models.adapters.corpus.stories import story_faults
from models.adapters.corpus.tasks import task_faults

DATA = Path(__file__).parents[1] / "data"
Kind = Literal["stories", "tasks"]
MOST_ALIKE_OPENINGS = 2

# The text says it, in a way that the rules do not follow.
EXCUSED = {
    "two thousand five hundred": "2500, in words",
    "Third place and 74 points": "3, as an ordinal",
    "3.4 kilos": "3400, in grams",
    "two hours and five minutes": "125, in minutes",
    "eighty-four thousand kilometres": "84000, in words",
    "an hour and ten minutes late": "70, in minutes",
    "three quarters of an hour": "45, in minutes",
    "one in the morning, one at noon and one in the evening": "3, counted",
    "That's the fourth time": "4, as an ordinal",
    "this is the third bottle": "3, as an ordinal",
    "A hundred and fourteen links": "114, in words",
    "One hundred and fifty pieces": "150, in words",
    "stones like cherries": "a list of short entries: there is little to leave out",
    "Why the river is green this week": "for a child: simple words are longer",
    "Walk 6: The Heron Loop": "a list of short entries: there is little to leave out",
    "Saturday: train from Norvik 07:42": "a list of short entries: there is little to leave out",
    "The sock had drunk every drop": "a participle, of water",
}
"""Words of a line, and why a rule that it breaks does not hold for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, as JSON."""

    place: str
    value: dict[str, Any]


def read_lines(kind: Kind, folder: Path = DATA) -> list[Line]:
    """Every line of the files of one kind, in order. Raises RecipeError where one is no JSON."""
    found = []
    for path in sorted(folder.glob(f"{kind}-*.jsonl")):
        for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            place = f"{path.name}:{number}"
            try:
                found.append(Line(place, json.loads(text)))
            except ValueError as error:
                raise RecipeError(f"{place} is no JSON ({error})") from error
    return found


def faults(kind: Kind, folder: Path = DATA) -> Iterator[str]:
    """What is wrong with the data of one kind, place and fault, but for what is excused."""
    rules = story_faults if kind == "stories" else task_faults
    lines = read_lines(kind, folder)
    for line in lines:
        whole = json.dumps(line.value, ensure_ascii=False)
        if not any(words in whole for words in EXCUSED):
            yield from (f"{line.place}: {fault}" for fault in rules(line.value))
    yield from _twice(kind, [line.value for line in lines])


def _twice(kind: Kind, values: list[dict[str, Any]]) -> Iterator[str]:
    if kind == "tasks":
        asked = Counter((value["ask"], value["input"]) for value in values)
        yield from (f"asked twice: {ask}" for (ask, _), times in asked.items() if times > 1)
        return
    titles = Counter(value["title"].lower() for value in values)
    yield from (f"a title twice: {title}" for title, times in titles.items() if times > 1)
    openings = Counter(" ".join(it["scenes"][0].lower().split()[:4]) for it in values)
    for opening, times in openings.items():
        if times > MOST_ALIKE_OPENINGS:
            yield f"{times} stories begin alike: {opening}"
