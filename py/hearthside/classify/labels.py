"""Labels and labelled examples: what they are, and which sets of them can be decided between.

Knows nothing of models, prompts or probabilities.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hearthside.errors import InvalidInput
from hearthside.text.escape import safe_line
from hearthside.wire import Code

Form = Literal["one", "many", "ordered"]

MIN_LABELS: Final = 2
MAX_LABELS: Final = 200
MAX_NAME_CHARACTERS: Final = 80
MAX_DESCRIPTION_CHARACTERS: Final = 200
# Joiners and the tags of flags are not among these: they change what is seen.
_UNSEEN: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_JOINERS: Final = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Label:
    """A label by its name, as people see it, and one line that says what belongs under it."""

    name: str
    description: str = ""

    @property
    def own_words(self) -> str:
        """A text that belongs under the label, whatever the examples: its description, or name."""
        return self.description or self.name


@dataclass(frozen=True, slots=True)
class Labelled:
    """An example: a text and its label.

    In the form "many" a text stands once for each label that holds, or once with the label ""
    where none does.
    """

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What a classifier is fitted to, checked.

    `places` [examples]: the index of each example's label, -1 for "none of them". `task` names what
    is decided in a word or two.
    """

    labels: tuple[Label, ...]
    form: Form
    task: str
    examples: tuple[Labelled, ...]
    places: tuple[int, ...]

    @classmethod
    def of(
        cls, labels: Sequence[Label | str], form: Form, task: str, examples: Sequence[Labelled]
    ) -> "TrainingSet":
        """Raises InvalidInput (labels.invalid); see `checked_labels` and `places`."""
        named = checked_labels(labels)
        found = places([example.label for example in examples], named, form)
        return cls(named, form, task, tuple(examples), tuple(found))


def something_to_read(line: str) -> bool:
    """Whether anything in `line` would be seen on paper."""
    return any(one.isprintable() and not one.isspace() for one in line)


def checked_labels(labels: Sequence[Label | str]) -> tuple[Label, ...]:
    """The labels, each with its name and description in one line.

    Raises InvalidInput (labels.invalid) for fewer than MIN_LABELS or more than MAX_LABELS, for an
    overlong name or one with nothing to see, and for names that look the same to people.
    """
    given = [Label(one) if isinstance(one, str) else one for one in labels]
    clean = tuple(
        Label(safe_line(one.name), safe_line(one.description, MAX_DESCRIPTION_CHARACTERS))
        for one in given
    )
    if len(clean) < MIN_LABELS:
        raise _invalid(f"Deciding needs at least {MIN_LABELS} labels. Add another one.")
    if len(clean) > MAX_LABELS:
        raise _invalid(f"There are {len(clean)} labels; {MAX_LABELS} is the most. Merge some.")
    seen: dict[str, str] = {}
    for number, label in enumerate(clean, start=1):
        if not _looks(label.name).strip(_JOINERS):
            raise _invalid(f"Label {number} has no name. Give it one.")
        if len(label.name) > MAX_NAME_CHARACTERS:
            raise _invalid(
                f"The name of label {number} is longer than {MAX_NAME_CHARACTERS} characters. "
                "Shorten it and put the rest into its description."
            )
        if _looks(label.name) in seen:
            before = seen[_looks(label.name)]
            also = "" if before == label.name else f" (as “{before}”, which looks the same)"
            raise _invalid(f"The label “{label.name}” is there twice{also}. Remove or rename one.")
        seen[_looks(label.name)] = label.name
    return clean


def place_of(name: str, labels: Sequence[Label]) -> int | None:
    """Index of the label called `name` (what looks the same is the same); None: there is none.

    The empty name stands for "none of them" and is -1.
    """
    wanted = _looks(safe_line(name))
    if not wanted:
        return -1
    return next((at for at, one in enumerate(labels) if _looks(one.name) == wanted), None)


def _looks(line: str) -> str:
    """A name without what people cannot see or do not mind: case, and how accents are spelled."""
    seen = unicodedata.normalize("NFC", _UNSEEN.sub("", line)).casefold()
    return " ".join(unicodedata.normalize("NFC", seen).split())


def places(names: Sequence[str], labels: Sequence[Label], form: Form) -> list[int]:
    """Index of each name among the labels, -1 for "none of them" (form "many" only).

    Raises InvalidInput (labels.invalid) for a name that is not among them.
    """
    found = []
    for number, name in enumerate(names, start=1):
        place = place_of(name, labels)
        if place is None or (place < 0 and form != "many"):
            raise _invalid(
                f"Example {number} is labelled “{safe_line(name, MAX_NAME_CHARACTERS)}”, "
                "which is not among the labels. Add the label or change the example."
            )
        found.append(place)
    return found


def in_turns(places: Sequence[int], most: int) -> list[int]:
    """Indices of at most so many examples, ascending: labels take turns, each with its first."""
    rounds = rounds_of(places, [True] * len(places))
    return sorted([at for turn in rounds for at in turn][:most])


def rounds_of(places: Sequence[int], fit: Sequence[bool]) -> list[list[int]]:
    """The first example of every label, then the second ones, and so on, of those that `fit`."""
    queues: dict[int, list[int]] = {}
    for at, place in enumerate(places):
        if fit[at]:
            queues.setdefault(place, []).append(at)
    longest = max(map(len, queues.values()), default=0)
    ordered = [queues[place] for place in sorted(queues)]
    return [[queue[turn] for queue in ordered if turn < len(queue)] for turn in range(longest)]


def _invalid(message: str) -> InvalidInput:
    return InvalidInput(Code.LABELS_INVALID, message)
