"""What each job needs of a model, and how well it was done where it was measured.

`figures.json` beside this file has the figures: `python -m tests.quality.write.figures` measures
and writes them. Knows nothing of how a job is done.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

from hearthside.store import read_as
from hearthside.write.prompt import Kind

# Read now, and not when it is wanted: a memory snapshot holds values, but no files.
_FIGURES: Final = files(__package__).joinpath("figures.json").read_text("utf-8")
NEEDS: Final = (
    "The adapter for everyday jobs beside Gemma 3 270M, or a model that was taught to answer."
)
"""What every job needs; the first was taught exactly these."""
TEXTS: Final = "texts of ours that the adapter has not seen"
Task: TypeAlias = Kind
FIGURE_WORDS: Final[Mapping[str, str]] = {
    "supported": "without a number or a name that the text lacks",
    "not_copied": "not begun with the text's own first sentence",
    "fields_right": "fields right",
    "valid_json": "valid JSON",
    "word_f1": "words in common with a person's answer (F1)",
    "does_not_say_f1": "right about what the text does not say (F1)",
    "exact_match": "word for word the wanted answer",
    "answer_in_the_sentence_shown": "with the answer in the sentence that is shown",
    "rests_on_a_place": "with the sentence that it rests on",
    "addressed_rightly": "addressed to the right person",
    "right": "right",
    "fields_right_without_grammar": "fields right without the grammar",
    "valid_json_without_grammar": "valid JSON without the grammar",
}
"""What a figure tells, in words; each is a share, or a mean between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or a mean, and the interval (95 %) that another sample's is to be expected in."""

    name: str
    value: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """Such as "92 % right (81 to 97)"."""
        about = FIGURE_WORDS.get(self.name, self.name.replace("_", " "))
        return f"{self.value:.0%} {about} ({100 * self.low:.0f} to {100 * self.high:.0f})"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a task: on how many of which `cases`, when, with which model and
    adapter (`adapter_hash` is the SHA-256 of its file)."""

    task: Task
    of: str
    cases: int
    model: str
    adapter: str
    adapter_hash: str
    date: str
    figures: tuple[Figure, ...]

    @property
    def words(self) -> str:
        """In a sentence or two."""
        said = "; ".join(figure.words for figure in self.figures)
        return f"On {self.cases} {self.of}: {said}."


@dataclass(frozen=True, slots=True)
class _File:
    format: int
    measured: tuple[Measured, ...]


@cache
def measured() -> tuple[Measured, ...]:
    """All that was measured."""
    return read_as(_File, json.loads(_FIGURES)).measured


def measured_of(task: Task) -> tuple[Measured, ...]:
    """What was measured of one task, in the order of the file."""
    return tuple(one for one in measured() if one.task == task)
